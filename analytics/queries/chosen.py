"""Reports that are known by their lines and areas, read from among all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Observation, Period
from analytics.numerals import MOST_DECIMALS, Span
from analytics.queries.asking import (
    MANY,
    NAMES,
    PLACE,
    Asked,
    Place,
    asked_as,
    at_places,
    observations_of,
    read_reports,
)
from analytics.queries.lines import Bits, Bools, Lines
from analytics.queries.numbers import of_values
from analytics.queries.words import Word, contains
from analytics.sorting import Ints
from analytics.store import Store
from analytics.store_lines import ALIKE

_FEW = 200
"""Reports that are sooner read whole than looked for first."""
_SOME = 4000
"""Reports that are sooner read whole than looked through first."""
_TOLD_BY = tuple(dict.fromkeys((*PLACE, *ALIKE)))
"""The columns that tell a report's line and its place."""


@dataclass(frozen=True, eq=False)
class Chosen:
    """Reports of chosen areas of lines, each with its number, whole or by what they are told by."""

    rows: pa.Table
    line: Ints
    number: Ints

    def observations(self, store: Store, order: Ints) -> tuple[Observation, ...]:
        """The reports of these rows, in their order."""
        rows = self.rows.take(order)
        return observations_of(rows) if "printed" in rows.column_names else _at(store, rows)


def chosen(store: Store, lines: Lines, words: Sequence[Word], areas: Bits) -> Chosen:
    """The reports of these areas of lines, which all words fit.

    Where a word stands for values, nearly all are found by those, which DuckDB compares in no time;
    it is left to look for reports of which a number is only printed.
    """
    is_few = int(np.bitwise_count(areas).sum()) <= _FEW
    by_word = [*_by_word(lines, words, areas)]
    if not by_word:
        by_line = [*_by_line(lines, areas)]
        is_few &= sum(one.met for one in by_line) <= _SOME
        return _read(store, lines, areas, by_line, NAMES if is_few else _TOLD_BY)
    columns = NAMES if is_few else _TOLD_BY
    found = _read(store, lines, areas, by_word, columns)
    missing = areas & ~lines.bits_at(found.line, found.rows["ref_area"])
    if not missing.any():
        return found
    others = _read(store, lines, missing, [*_by_line(lines, missing)], columns)
    return Chosen(
        pa.concat_tables([found.rows, others.rows]),
        np.concatenate((found.line, others.line)),
        np.concatenate((found.number, others.number)),
    )


def printed_in(store: Store, lines: Lines, areas: Bits, text: str) -> Bits:
    """Of these areas of lines those in whose reports a text is printed."""
    if not areas.any():
        return lines.nothing()
    found = _read(
        store, lines, areas, [_Narrowed.to(lines, areas).having(contains(text))], _TOLD_BY
    )
    return lines.bits_at(found.line, found.rows["ref_area"])


def _read(
    store: Store, lines: Lines, areas: Bits, apart: Sequence[_Narrowed], columns: Sequence[str]
) -> Chosen:
    """Of the reports that meet one of the conditions those of these areas of lines, each once."""
    rows = read_reports(store, columns, [one.asked for one in apart])
    line = lines.line_of(rows)
    is_chosen = lines.has(areas, line, rows["ref_area"])
    rows, line = rows.filter(pa.array(is_chosen)), line[is_chosen]
    number, once = np.unique(lines.numbers_of(line, rows["ref_area"]), return_index=True)
    return Chosen(rows.take(once), line[once], number)


@dataclass(frozen=True, eq=False)
class _Narrowed:
    """A condition that the reports of some areas of lines meet, and how many of these lines do."""

    asked: Asked
    met: int

    @classmethod
    def to(cls, lines: Lines, areas: Bits) -> _Narrowed:
        """By periods, indicators and areas, as far as the lines differ in them."""
        chosen: Bools = np.asarray(areas.any(axis=1))
        those = lines.those(chosen)
        ends = those.days("period_end")
        when = Period(start=ends.min().item(), end=ends.max().item())
        indicators = those.codes("indicator")
        submissions = set(those.numbers("submission_id").tolist())
        left = lines.ending(when)
        any_area = np.bitwise_or.reduce(areas, axis=0)
        asked = Asked("period_end BETWEEN ? AND ?", (when.start, when.end))
        if 2 * len(indicators) <= len(lines.codes("indicator")):  # of more each takes a look
            asked = asked.among("indicator", indicators)
            left &= lines.among("indicator", indicators)
        if (lines.areas[left] & ~any_area).any():
            asked = asked.among("ref_area", lines.areas_of(any_area))
        if len(submissions) <= MANY:
            asked = asked.among("submission_id", submissions)
        return cls(asked, int(np.bitwise_count(lines.areas[left] & any_area).sum()))

    def having(self, other: Asked) -> _Narrowed:
        return replace(self, asked=self.asked.having(f"({other.sql})", *other.parameters))


def _by_word(lines: Lines, words: Sequence[Word], areas: Bits) -> Iterator[_Narrowed]:
    """Conditions that nearly all reports of these areas meet: what a word means."""
    for word in words:
        if word.is_told or (areas & word.told).any():
            continue
        if not word.sought.numbers:
            yield _Narrowed.to(lines, areas).having(contains(word.sought.printed))
            return
        if not word.sought.printed:
            yield from _by_value(lines, word.numbered, areas)
            return


def _by_value(lines: Lines, numbered: Mapping[Span, Ints], areas: Bits) -> Iterator[_Narrowed]:
    exponents = lines.numbers("exponents")
    for (span, reports), places in product(numbered.items(), range(MOST_DECIMALS + 1)):
        values = of_values(span, places)
        has_places = (exponents >> places & 1)[:, None] == 1
        if values and has_places.any():
            those = areas & np.where(has_places, lines.of_reports(reports), 0)
            if those.any():
                yield _Narrowed.to(lines, those).having(values)


def _by_line(lines: Lines, areas: Bits) -> Iterator[_Narrowed]:
    """Conditions that all reports of these areas meet: of lines of which all are, and of others.

    A report may meet both.
    """
    is_whole = (areas == lines.areas).all(axis=1)
    for which in (is_whole, ~is_whole):
        those = np.where(which[:, None], areas, 0)
        if those.any():
            yield _Narrowed.to(lines, those)


def _at(store: Store, rows: pa.Table) -> tuple[Observation, ...]:
    """The reports at the places of these rows, in their order."""
    places: list[Place] = [*zip(*(rows[name].to_pylist() for name in PLACE), strict=True)]
    ends = pc.min_max(rows["period_end"]).as_py()
    around = asked_as(rows, "ref_area", "indicator")
    around = around.having("period_end BETWEEN ? AND ?", ends["min"], ends["max"])
    told = at_places(store, places, around)
    return tuple(told[place] for place in places)
