"""What words typed by a reader stand for: names of things, whatever the diacritics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from analytics.model import Area, Language, Measure, Period
from analytics.numerals import readings
from analytics.queries import Sought
from analytics.text import folded
from analytics.text import words as words_in
from analytics.wording import Wording

_DIGITS_OF_A_YEAR = 4


def stands_for(
    say: Wording, word: str, known_periods: Iterable[Period], *, is_last: bool
) -> Sought:
    """What a folded word may mean. The last word may be half typed.

    A number stands for the figures of its value; half typed, only decimals may be missing. A year
    of which figures are stands for its periods alone. What else has digits, ``213/210``, is looked
    for in what is printed. A unit stands for the indicators that are told in it, so that a figure
    is found by what is printed of it: ``14.732 tỷ đồng``.
    """

    def fits(*names: str) -> bool:
        return any(
            word in told or (is_last and any(name.startswith(word) for name in told))
            for told in map(_folded_words, names)
        )

    codelists, words = say.codelists, say.words
    bearers: dict[str, list[Area]] = {}
    for area in codelists.areas:
        bearers.setdefault(area.ref_area, []).append(area)
    areas, dated = [], []
    for code, those in bearers.items():
        fitting = [area for area in those if fits(area.name_vi, area.name_en, *area.aliases)]
        if len(fitting) == len(those):
            areas.append(code)
        else:
            dated += [(code, _days(area)) for area in fitting]
    has_digit = any(c.isdecimal() for c in word)
    is_number = has_digit and not any(c.isalpha() for c in word)  # no unit, though one is "1000đ"
    units = {
        unit.unit
        for unit in codelists.units
        if not is_number and fits(unit.name_vi, unit.name_en, *unit.aliases)
    }
    periods = tuple(period for period in known_periods if fits(_name_of(period, words.language)))
    is_year = len(word) == _DIGITS_OF_A_YEAR and word.isdecimal() and bool(periods)
    numbers = () if is_year else readings(word, is_half_typed=is_last)
    return Sought(
        areas=tuple(areas),
        dated_areas=tuple(dated),
        indicators=tuple(
            i.indicator
            for i in codelists.indicators
            if not units.isdisjoint((i.unit, i.part_unit)) or fits(i.name_vi, i.name_en, *i.aliases)
        ),
        measures=tuple(m for m in Measure if m.is_reported and fits(words(f"codes.measure.{m}"))),
        sources=tuple(
            s.source for s in codelists.sources if fits(s.title, s.title_en, s.publisher)
        ),
        periods=periods,
        numbers=numbers,
        printed=word if has_digit and not (units or is_year or numbers) else "",
    )


@lru_cache(maxsize=50_000)
def _folded_words(name: str) -> tuple[str, ...]:
    """The words of a name; to fold all names for each word took longer than to search."""
    return tuple(folded(name).split())


@lru_cache(maxsize=5_000)
def _name_of(period: Period, language: Language) -> str:
    return words_in(language).period(period)


def _days(area: Area) -> Period:
    return Period(start=area.valid_from or date.min, end=area.valid_to or date.max)
