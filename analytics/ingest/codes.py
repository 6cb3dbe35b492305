"""Text to codes: areas, indicators, units, sources, measures, plan bases and statuses by any name.

A text matches a code, or a name spelled with its diacritics (composed or not, either tone
placement), or a name typed without any diacritics. Anything else is a near miss: it is suggested,
never taken, since ``Hà Đồng`` may be a slip for Hà Đông, or not.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from analytics.codelists import Codelists
from analytics.ingest.numbers import Unreadable, tail_of, tidy
from analytics.model import (
    Area,
    Indicator,
    Kind,
    Measure,
    ObsStatus,
    Period,
    PlanBasis,
    Source,
    Unit,
)
from analytics.text import folded

Code = TypeVar("Code")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_SUGGESTIONS = 3


def spelled(text: str) -> str:
    """For comparing names letter by letter: lower case, tones moved behind their word.

    ``Hoà`` and ``Hòa`` are alike, composed or not; ``Hoa`` is another word.
    """
    words = unicodedata.normalize("NFD", tidy(text).casefold()).split()
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = [c for c in word if c not in _TONES]
    return "".join([*letters, *(c for c in word if c in _TONES)])


class Names(Generic[Code]):
    """What a text can name, by code, name or alias."""

    def __init__(self, named: Iterable[tuple[str, Code]]) -> None:
        self._spelled: dict[str, list[Code]] = {}
        self._bare: dict[str, list[Code]] = {}
        self._shown: dict[str, str] = {}
        self._found: dict[str, tuple[Code, ...]] = {}
        for name, code in named:
            if not name:
                continue
            for key, names in ((spelled(name), self._spelled), (folded(tidy(name)), self._bare)):
                known = names.setdefault(key, [])
                if code not in known:
                    known.append(code)
            self._shown.setdefault(folded(tidy(name)), name)

    def find(self, text: str) -> tuple[Code, ...]:
        """Everything that the text names; several where the name is shared."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> tuple[Code, ...]:
        exact = self._spelled.get(spelled(text))
        if exact:
            return tuple(exact)
        # Without one diacritic, it was typed bare; with some, other ones are another word.
        return tuple(self._bare.get(folded(tidy(text)), ())) if tidy(text).isascii() else ()

    def near(self, text: str) -> tuple[str, ...]:
        """Names that look alike, best first."""
        number = text.strip()
        if number.isascii() and number.isdigit():
            # Spreadsheets take the zeros off codes such as 003.
            bare = number.lstrip("0")
            return tuple(key for key in self._shown if key.isdigit() and key.lstrip("0") == bare)
        close = difflib.get_close_matches(folded(text), self._shown, n=_SUGGESTIONS, cutoff=0.6)
        return tuple(self._shown[key] for key in close)


MEASURES: Mapping[Measure, tuple[str, ...]] = {
    Measure.ACTUAL: ("Thực hiện", "Kết quả", "Kết quả thực hiện", "Số thực hiện", "actual"),
    Measure.PLAN: ("Kế hoạch", "Chỉ tiêu giao", "Dự toán", "plan", "target"),
    Measure.ATTAINMENT: (
        "Tỷ lệ so kế hoạch",
        "Tỷ lệ so với kế hoạch",
        "Tỉ lệ so kế hoạch",
        "% kế hoạch",
        "% so kế hoạch",
        "attainment",
        "% of plan",
    ),
    Measure.GROWTH: (
        "Tăng so cùng kỳ",
        "Tăng so với cùng kỳ",
        "Tăng trưởng",
        "Tốc độ tăng",
        "growth",
    ),
    Measure.NUMERATOR: ("Tử số", "numerator"),
    Measure.DENOMINATOR: ("Mẫu số", "denominator"),
}
PLAN_BASES: Mapping[PlanBasis, tuple[str, ...]] = {
    PlanBasis.ANNUAL: ("Kế hoạch năm", "Dự toán năm", "annual"),
    PlanBasis.CITY_ESTIMATE: (
        "Dự toán Thành phố giao",
        "Dự toán TP giao",
        "Thành phố giao",
        "city_estimate",
        "city estimate",
    ),
    PlanBasis.TERM: ("Chỉ tiêu nhiệm kỳ", "Kế hoạch nhiệm kỳ", "Nhiệm kỳ", "term"),
    PlanBasis.PROGRAMME: ("Chỉ tiêu chương trình", "Chương trình", "programme"),
    PlanBasis.SAME_PERIOD: ("Kế hoạch cùng kỳ", "Kế hoạch trong kỳ", "same_period", "same period"),
    PlanBasis.UNSTATED: ("Không nêu rõ", "Không rõ", "unstated"),
}
STATUSES: Mapping[ObsStatus, tuple[str, ...]] = {
    ObsStatus.NORMAL: ("A", "Chính thức", "Bình thường", "normal"),
    ObsStatus.ESTIMATE: ("E", "Ước", "Ước tính", "estimate"),
    ObsStatus.PROVISIONAL: ("P", "Sơ bộ", "provisional"),
    ObsStatus.SUSPECT: ("S", "Nghi sai", "suspect"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit, and the power of ten between a number and the unit's dimension's base."""

    unit: Unit
    exponent: int


@dataclass(frozen=True)
class Lexicon:
    """Everything a file may name."""

    codelists: Codelists

    @cached_property
    def areas(self) -> Names[Area]:
        return Names(
            (name, area)
            for area in self.codelists.areas
            for name in (
                area.ref_area,
                area.name_vi,
                area.name_en,
                area.short_name,
                *area.aliases,
            )
        )

    @cached_property
    def indicators(self) -> Names[Indicator]:
        return Names(
            (name, indicator)
            for indicator in self.codelists.indicators
            for name in (
                indicator.indicator,
                indicator.name_vi,
                indicator.name_en,
                *indicator.aliases,
            )
        )

    @cached_property
    def units(self) -> Names[Unit]:
        return Names(
            (name, unit)
            for unit in self.codelists.units
            for name in (unit.unit, unit.name_vi, unit.name_en, *unit.aliases)
        )

    @cached_property
    def sources(self) -> Names[Source]:
        return Names(
            (name, source)
            for source in self.codelists.sources
            for name in (source.source, source.title, source.title_en)
        )

    @cached_property
    def measures(self) -> Names[Measure]:
        return Names(
            (name, m) for m, names in MEASURES.items() for name in (m.value, m.name, *names)
        )

    @cached_property
    def plan_bases(self) -> Names[PlanBasis]:
        return Names((name, b) for b, names in PLAN_BASES.items() for name in (b.value, *names))

    @cached_property
    def statuses(self) -> Names[ObsStatus]:
        return Names((name, s) for s, names in STATUSES.items() for name in names)

    def scale(self, text: str) -> Scale | Unreadable:
        """What a unit's text stands for: ``tỷ đồng``, ``1000 đồng``, ``nghìn người``."""
        plain = tidy(text)
        found = self.units.find(plain)
        if len(found) == 1:
            return Scale(found[0], found[0].exponent)
        for thousands in ("1.000.000.000", "1.000.000", "1.000", "1000000000", "1000000", "1000"):
            if plain.startswith(thousands) and not plain[len(thousands) :][:1].isdigit():
                rest = self.units.find(plain[len(thousands) :].strip())
                if len(rest) == 1:
                    return Scale(rest[0], rest[0].exponent + thousands.count("0"))
        tail = tail_of(plain)
        rest = self.units.find(tail.unit) if tail.scale and tail.unit else ()
        if len(rest) == 1:
            return Scale(rest[0], rest[0].exponent + tail.exponent)
        return Unreadable("unknown_unit", _suggested(self.units.near(plain)))

    def area(self, text: str, period: Period, measure: Measure | None) -> Area | Unreadable:
        """The area that a text means in a period.

        A bare name is the district until it ended and the ward after. A plan may run past the end
        of the area that it was made for. ``Unreadable``: ``unknown_area``, ``ambiguous_area``,
        ``area_not_valid``.
        """
        named = self.areas.find(text)
        if not named:
            return Unreadable("unknown_area", _suggested(self.areas.near(text)))
        standing = [area for area in named if area.stands_in(period)]
        started = [
            area for area in named if area.stands_in(Period(start=period.start, end=period.start))
        ]
        if len(standing) == 1:
            changed = [area for area in started if area is not standing[0]]
            return _ambiguous((*changed, *standing)) if changed else standing[0]
        if standing:
            return _ambiguous(standing)
        if len(started) == 1 and measure is Measure.PLAN:
            return started[0]
        return Unreadable(
            "area_not_valid",
            (
                ("area", named[0].name_vi),
                ("valid_from", _shown(named[0].valid_from)),
                ("valid_to", _shown(named[0].valid_to)),
            ),
        )

    def indicator(self, text: str) -> Indicator | Unreadable:
        """``Unreadable``: ``unknown_indicator``, ``ambiguous_indicator``."""
        found = self.indicators.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(indicator.name_vi for indicator in found)
            return Unreadable("ambiguous_indicator", (("candidates", names),))
        return Unreadable("unknown_indicator", _suggested(self.indicators.near(text)))

    def needs_unit(self, indicator: Indicator, measure: Measure) -> bool:
        """Whether a number of this sort says too little without its unit."""
        if measure in (Measure.ACTUAL, Measure.PLAN):
            return indicator.kind in (Kind.AMOUNT, Kind.RATE) and not self.is_percentage(
                indicator, measure
            )
        unit = self.codelists.unit_by_code.get(indicator.unit_of(measure))
        return unit is not None and unit.dimension in {"vnd", "area"}

    def is_percentage(self, indicator: Indicator, measure: Measure) -> bool:
        return indicator.unit_of(measure).startswith("percent")

    def is_whole(self, indicator: Indicator, measure: Measure) -> bool:
        """Whether figures of this sort count whole things, so that they have no decimals."""
        if measure in (Measure.ATTAINMENT, Measure.GROWTH):
            return False
        if measure in (Measure.NUMERATOR, Measure.DENOMINATOR):
            return not self.needs_unit(indicator, measure) and bool(indicator.part_unit)
        return indicator.kind in (Kind.COUNT, Kind.RANK)


@lru_cache(maxsize=4)
def lexicon_of(codelists: Codelists) -> Lexicon:
    """The lexicon of codelists, made once: gathering its names takes longer than a small file."""
    return Lexicon(codelists)


def _shown(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


def _ambiguous(areas: Iterable[Area]) -> Unreadable:
    names = ", ".join(f"{area.name_vi} ({area.ref_area})" for area in areas)
    return Unreadable("ambiguous_area", (("candidates", names),))


def _suggested(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return (("suggestions", "; ".join(names)),)
