"""What words typed by a reader stand for: names of things, whatever the diacritics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analytics.model import Area, Measure, Period
from analytics.queries import Sought
from analytics.text import folded
from analytics.wording import Wording

_DIGITS_OF_A_YEAR = 4


def stands_for(
    say: Wording, word: str, known_periods: Iterable[Period], *, is_last: bool
) -> Sought:
    """What a folded word may mean. The last word may be half typed.

    A number is looked for in the printed text too, but a year of which figures are stands for its
    periods alone: printed, it is part of some other number. A unit stands for the indicators that
    are told in it, so that a figure is found by what is printed of it: ``14.732 tỷ đồng``.
    """

    def fits(*names: str) -> bool:
        told = folded(" ".join(names)).split()
        return word in told or (is_last and any(name.startswith(word) for name in told))

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
    periods = tuple(period for period in known_periods if fits(words.period(period)))
    is_year = len(word) == _DIGITS_OF_A_YEAR and word.isdecimal() and bool(periods)
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
        printed=word if has_digit and not units and not is_year else "",
    )


def _days(area: Area) -> Period:
    return Period(start=area.valid_from or date.min, end=area.valid_to or date.max)
