"""A word that a reader typed, and which reports fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from analytics.model import Frozen, Measure, Period
from analytics.numerals import Number, Span
from analytics.queries.asking import Asked
from analytics.queries.lines import ALL, Bits, Lines
from analytics.queries.numbers import numbered
from analytics.sorting import Ints
from analytics.store import Store


class Sought(Frozen):
    """What a word typed by a reader may stand for; any of it will do.

    ``dated_areas`` are codes that the word names only while another bore them. ``numbers`` are the
    readings of one number. ``printed`` is looked for in the printed text, in lower case and without
    diacritics; empty is not.
    """

    areas: tuple[str, ...] = ()
    dated_areas: tuple[tuple[str, Period], ...] = ()
    indicators: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    numbers: tuple[Number, ...] = ()
    printed: str = ""


@dataclass(frozen=True, eq=False)
class Word:
    """A word, the areas of lines of which all reports fit it, and its number's reports."""

    sought: Sought
    told: Bits
    numbered: Mapping[Span, Ints]

    @property
    def is_told(self) -> bool:
        """Whether the lines tell all that fits it."""
        return not (self.sought.numbers or self.sought.printed)

    @classmethod
    def among(cls, store: Store, lines: Lines, sought: Sought) -> Word:
        whole = (
            lines.among("indicator", sought.indicators)
            | lines.among("measure", sought.measures)
            | lines.among("source", sought.sources)
            | lines.of_periods(sought.periods)
        )
        told = np.where(whole[:, None], ALL, lines.bits(sought.areas))
        for code, when in sought.dated_areas:
            told[lines.ending(when)] |= lines.bits([code])
        return cls(sought, told, numbered(store, sought.numbers) if sought.numbers else {})

    def fits(self, lines: Lines) -> Bits:
        """The areas of lines that fit it without a look at what is printed."""
        return reduce(np.bitwise_or, map(lines.of_reports, self.numbered.values()), self.told)


def contains(text: str) -> Asked:
    """Reports in which a text is printed."""
    folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
    if not any(sign.isalpha() for sign in text):
        folded = "printed"  # a number reads the same folded
    return Asked(f"contains({folded}, ?)", (text,))
