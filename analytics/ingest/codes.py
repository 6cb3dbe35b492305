"""Text to codes: areas, indicators, units, sources, measures, bases and statuses by any name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from analytics.codelists import Codelists
from analytics.ingest.names import MEASURES, PLAN_BASES, STATUSES, Names
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
