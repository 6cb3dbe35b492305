"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Frozen, Measure, Observation, Period, Vintage
from analytics.numerals import MOST_DECIMALS, Number, Span
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
from analytics.queries.lines import ALL, Bits, Bools, Lines, lines_of, some_of
from analytics.queries.numbers import numbered, of_values
from analytics.sorting import Ints
from analytics.store import Register, Store
from analytics.store_lines import ALIKE

_FEW = 200
"""Reports that are sooner read whole than looked for first."""
_SOME = 4000
"""Reports that are sooner read whole than looked through first."""
_LONG = 1000
"""Rows of a file that nobody reads through from the first: they go by indicator and area."""
_NO_TURN = -1
_TOLD_BY = tuple(dict.fromkeys((*PLACE, *ALIKE)))
"""The columns that tell a report's line and its place."""


class Page(Frozen):
    """Some of the reports that were found, in the order of sources and their files."""

    reports: tuple[Observation, ...]
    found: int


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


@dataclass(frozen=True)
class _Group:
    """Reports of a source that were found in a submission."""

    source: str
    submission_id: int
    published: date | None
    found: int
    is_long: bool
    """Whether its reports are in the order of their lines, as in a file of very many rows."""


@dataclass(frozen=True, eq=False)
class _Word:
    """A word, the areas of lines of which all reports fit it, and its number's reports."""

    sought: Sought
    told: Bits
    numbered: Mapping[Span, Ints]

    @property
    def is_told(self) -> bool:
        """Whether the lines tell all that fits it."""
        return not (self.sought.numbers or self.sought.printed)

    @classmethod
    def among(cls, store: Store, lines: Lines, sought: Sought) -> _Word:
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


def search(
    store: Store,
    words: Sequence[Sought],
    *,
    source: str | None = None,
    vintage: Vintage = NOW,
    first: int = 0,
    most: int = 60,
) -> Page:
    """Reports that every word fits, from the ``first`` on: newest source first, in file order.

    Those of a long file are in the order of their lines. ``source`` None is all of them.

    Which reports fit is told by the lines of submissions and by the numbers that reports are found
    by. Only what is shown is read, and where a word may be anything that is printed, its texts.
    """
    register = store.register()
    lines = _known(store, register, source, vintage)
    asked = [_Word.among(store, lines, word) for word in words]
    areas = lines.areas
    for word in asked:
        if not word.sought.printed:
            areas = areas & word.fits(lines)
    for word in asked:
        if word.sought.printed:
            fits = word.fits(lines)
            areas = areas & (fits | _printed(store, lines, areas & ~fits, word.sought.printed))
    skipped, passed, shown = 0, 0, []
    for group in _groups(register, lines, areas):
        if passed + group.found <= first:
            skipped += group.found
        elif passed < first + most:
            shown.append(group)
        passed += group.found
    if not shown:
        return Page(reports=(), found=passed)
    reports = _reports(store, lines, asked, areas, shown, first - skipped, most)
    return Page(reports=reports, found=passed)


def _known(store: Store, register: Register, source: str | None, vintage: Vintage) -> Lines:
    """The lines that are known at a moment."""
    lines = lines_of(store, register)
    known = np.isin(lines.numbers("submission_id"), register.standing(vintage.submitted_by))
    if source is not None:
        known &= lines.among("source", [source])
    if vintage.published_by is not None:
        known &= lines.among("source", register.published_by(vintage.published_by))
    return lines if known.all() else lines.those(known)


def _groups(register: Register, lines: Lines, areas: Bits) -> list[_Group]:
    """Where reports of these areas of lines come from, and how many, the newest source first."""
    reports = pa.array(lines.reports(areas))
    found = (
        lines.told.select(["submission_id", "source"])
        .append_column("reports", reports)
        .filter(pc.greater(reports, 0))
        .group_by(["submission_id", "source"])
        .aggregate([("reports", "sum")])
    )
    rows = register.submissions["row_count"].to_numpy()
    at = np.searchsorted(register.numbers, found["submission_id"].to_numpy())
    columns = (
        found["source"].to_pylist(),
        found["submission_id"].to_pylist(),
        register.published(found["source"]).to_pylist(),
        found["reports_sum"].to_pylist(),
        (rows[at] > _LONG).tolist(),
    )
    return sorted((_Group(*cells) for cells in zip(*columns, strict=True)), key=_by_source)


def _printed(store: Store, lines: Lines, areas: Bits, text: str) -> Bits:
    """Of these areas of lines those in whose reports a text is printed."""
    if not areas.any():
        return lines.nothing()
    asked = _Narrowed.to(lines, areas).having(_contains(text)).asked
    found = read_reports(store, _TOLD_BY, [asked])
    return lines.bits_at(lines.line_of(found), found["ref_area"]) & areas


def _contains(text: str) -> Asked:
    folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
    if not any(sign.isalpha() for sign in text):
        folded = "printed"  # a number reads the same folded
    return Asked(f"contains({folded}, ?)", (text,))


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
        indicators, submissions = (
            those.codes("indicator"),
            set(those.numbers("submission_id").tolist()),
        )
        left = lines.ending(when)
        any_area = np.bitwise_or.reduce(areas, axis=0)
        asked = Asked("period_end BETWEEN ? AND ?", (when.start, when.end))
        if 2 * len(indicators) <= len(
            lines.codes("indicator")
        ):  # more are not worth a look at each
            asked = asked.among("indicator", indicators)
            left &= lines.among("indicator", indicators)
        if (lines.areas[left] & ~any_area).any():
            asked = asked.among("ref_area", lines.areas_of(any_area))
        if len(submissions) <= MANY:
            asked = asked.among("submission_id", submissions)
        return cls(asked, int(np.bitwise_count(lines.areas[left] & any_area).sum()))

    def having(self, other: Asked) -> _Narrowed:
        return replace(self, asked=self.asked.having(f"({other.sql})", *other.parameters))


def _by_source(group: _Group) -> tuple[int, str, int]:
    return _newest_first(group.published), group.source, group.submission_id


def _newest_first(published: date | None) -> int:
    """What has no date is last."""
    return -published.toordinal() if published else 0


def _reports(
    store: Store,
    lines: Lines,
    words: Sequence[_Word],
    areas: Bits,
    groups: Sequence[_Group],
    first: int,
    most: int,
) -> tuple[Observation, ...]:
    """Reports of groups that every word fits, from the ``first`` of them on, in order.

    Of long files it is known beforehand which those are; of the others all are read, and put in the
    order of their rows.
    """
    turns = _turns(lines, groups)
    which = turns != _NO_TURN
    lines, areas, turns = lines.those(which), areas[which] & lines.areas[which], turns[which]
    words = [replace(word, told=word.told[which]) for word in words]
    passed = 0
    for turn, group in enumerate(groups):
        if group.is_long and not first <= passed <= first + most - group.found:
            of_group = np.flatnonzero(turns == turn)
            here = slice(max(first - passed, 0), first + most - passed)
            areas[of_group] = some_of(areas[of_group], here)
        passed += group.found
    rows = _chosen(store, lines, words, areas, turns)
    is_long = np.array([group.is_long for group in groups])[rows["turn"].to_numpy()]
    number = np.where(is_long, rows["report"].to_numpy(), 0)
    rows = rows.set_column(rows.column_names.index("report"), "report", pa.array(number))
    rows = rows.sort_by([(name, "ascending") for name in ("turn", "report", *PLACE)])
    rows = rows.slice(0 if groups[0].is_long else first, most)
    return observations_of(rows) if "printed" in rows.column_names else _at(store, rows)


def _turns(lines: Lines, groups: Sequence[_Group]) -> Ints:
    """For each line the place of its group among these, if it is of one."""
    numbers = sorted({group.submission_id for group in groups})
    sources = sorted({group.source for group in groups})
    turns = np.full((len(numbers) + 1, len(sources) + 1), _NO_TURN)
    for turn, group in enumerate(groups):
        turns[numbers.index(group.submission_id), sources.index(group.source)] = turn
    number, source = (
        pc.index_in(lines.told[name], pa.array(known)).fill_null(len(known)).to_numpy()
        for name, known in (("submission_id", numbers), ("source", sources))
    )
    of_group: Ints = turns[number, source]
    return of_group


def _chosen(
    store: Store, lines: Lines, words: Sequence[_Word], areas: Bits, turns: Ints
) -> pa.Table:
    """The reports of these areas of lines, each with its number and its line's turn, in no order.

    Whole ones where few are read, or else what they are told by. Where a word stands for values,
    nearly all are found by those, which DuckDB compares in no time; it is left to look for reports
    of which a number is only printed.
    """
    missing, found = areas, []
    is_few = int(np.bitwise_count(areas).sum()) <= _FEW
    apart = [*_by_word(lines, words, areas)]
    if not apart:
        apart = [*_by_line(lines, areas)]
        is_few &= sum(one.met for one in apart) <= _SOME
    while apart:
        rows = read_reports(store, NAMES if is_few else _TOLD_BY, [one.asked for one in apart])
        line = lines.line_of(rows)
        is_sought = lines.has(missing, line, rows["ref_area"])
        rows, line = rows.filter(pa.array(is_sought)), line[is_sought]
        number, once = np.unique(lines.numbers_of(line, rows["ref_area"]), return_index=True)
        rows, line = rows.take(once), line[once]
        rows = rows.append_column("report", pa.array(number))
        found.append(rows.append_column("turn", pa.array(turns[line])))
        missing = missing & ~lines.bits_at(line, rows["ref_area"])
        apart = [*_by_line(lines, missing)] if missing.any() else []
    return pa.concat_tables(found)


def _by_word(lines: Lines, words: Sequence[_Word], areas: Bits) -> Iterator[_Narrowed]:
    """Conditions that nearly all reports of these areas meet: what a word means."""
    for word in words:
        if word.is_told or (areas & word.told).any():
            continue
        if not word.sought.numbers:
            yield _Narrowed.to(lines, areas).having(_contains(word.sought.printed))
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
