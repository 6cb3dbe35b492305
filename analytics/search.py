"""What words typed by a reader stand for: names of things, whatever the diacritics."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from analytics.codelists import Codelists
from analytics.languages import Language
from analytics.model import Area, Measure, Period
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
    codelists, words, names = say.codelists, say.words, _names_of(say.codelists)

    def fits(name: str) -> bool:
        told = _folded_words(name)
        return word in told or (is_last and any(one.startswith(word) for one in told))

    has_digit = any(c.isdecimal() for c in word)
    is_number = has_digit and not any(c.isalpha() for c in word)  # no unit, though one is "1000đ"
    units = set[str]()
    if not is_number:
        found = names.units.with_word(word, or_begin=is_last)
        units = {codelists.units[place].unit for place in found}
    indicators = names.indicators.with_word(word, or_begin=is_last)
    bearing = [codelists.areas[n] for n in names.areas.with_word(word, or_begin=is_last)]
    fitting = Counter(area.ref_area for area in bearing)
    periods = tuple(period for period in known_periods if fits(_name_of(period, words.language)))
    is_year = len(word) == _DIGITS_OF_A_YEAR and word.isdecimal() and bool(periods)
    numbers = () if is_year else readings(word, is_half_typed=is_last)
    return Sought(
        areas=tuple(code for code, count in fitting.items() if count == names.bearers[code]),
        dated_areas=tuple(
            (area.ref_area, _days(area))
            for area in bearing
            if fitting[area.ref_area] < names.bearers[area.ref_area]
        ),
        indicators=tuple(
            one.indicator
            for place, one in enumerate(codelists.indicators)
            if place in indicators or not units.isdisjoint((one.unit, one.part_unit))
        ),
        measures=tuple(m for m in Measure if m.is_reported and fits(words(f"codes.measure.{m}"))),
        sources=tuple(
            codelists.sources[n].source for n in names.sources.with_word(word, or_begin=is_last)
        ),
        periods=periods,
        numbers=numbers,
        printed=word if has_digit and not (units or is_year or numbers) else "",
    )


@dataclass(frozen=True, eq=False)
class _Words:
    """The folded words of names, in order, and the places of the things that bear them."""

    words: Sequence[str]
    places: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, things: Iterable[Iterable[str]]) -> _Words:
        """Of things that each have some names."""
        places: dict[str, list[int]] = {}
        for place, names in enumerate(things):
            for word in {word for name in names for word in _folded_words(name)}:
                places.setdefault(word, []).append(place)
        return cls(sorted(places), places)

    def with_word(self, word: str, *, or_begin: bool) -> list[int]:
        """Things with the word in a name, or, if need be, one that it begins; in order."""
        found = {*self.places.get(word, ())}
        if or_begin:
            for longer in self.words[bisect_left(self.words, word) :]:
                if not longer.startswith(word):
                    break
                found.update(self.places[longer])
        return sorted(found)


@dataclass(frozen=True, eq=False)
class _Names:
    """The names in codelists, and how many areas have borne a code."""

    areas: _Words
    bearers: Mapping[str, int]
    indicators: _Words
    units: _Words
    sources: _Words

    @classmethod
    def of(cls, codelists: Codelists) -> _Names:
        return cls(
            areas=_Words.of((a.name_vi, a.name_en, *a.aliases) for a in codelists.areas),
            bearers=Counter(area.ref_area for area in codelists.areas),
            indicators=_Words.of((i.name_vi, i.name_en, *i.aliases) for i in codelists.indicators),
            units=_Words.of((u.name_vi, u.name_en, *u.aliases) for u in codelists.units),
            sources=_Words.of((s.title, s.title_en, s.publisher) for s in codelists.sources),
        )


_kept: deque[tuple[Codelists, _Names]] = deque(maxlen=2)
"""The newest codelists that were searched: to look through thousands of names took longer than to
search figures."""


def _names_of(codelists: Codelists) -> _Names:
    for known, names in tuple(_kept):
        if known is codelists:
            return names
    names = _Names.of(codelists)
    _kept.append((codelists, names))
    return names


@lru_cache(maxsize=50_000)
def _folded_words(name: str) -> tuple[str, ...]:
    """The words of a name; to fold all names for each word took longer than to search."""
    return tuple(folded(name).split())


@lru_cache(maxsize=5_000)
def _name_of(period: Period, language: Language) -> str:
    return words_in(language).period(period)


def _days(area: Area) -> Period:
    return Period(start=area.valid_from or date.min, end=area.valid_to or date.max)
