"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Frozen, Measure, Observation, Period, Vintage
from analytics.queries.asking import (
    COLUMNS,
    PLACE,
    Asked,
    Place,
    asked_as,
    at_places,
    observations_of,
    place_of,
)
from analytics.queries.lines import ALL, Bits, Bools, Lines, lines_of
from analytics.queries.numbers import Number, Way, ways
from analytics.store import Store

_FEW = 200
"""Reports that are sooner read whole than looked for first and then read."""
_AT_ONCE = 500
"""Reports that are sooner read whole, all of them, than counted first and then looked for."""


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

    def told(self) -> Asked:
        """Any of what the lines of submissions tell."""
        return _any(
            Asked("true").among("ref_area", self.areas),
            *(
                Asked("ref_area = ? AND period_end BETWEEN ? AND ?", (code, when.start, when.end))
                for code, when in self.dated_areas
            ),
            Asked("true").among("indicator", self.indicators),
            Asked("true").among("measure", self.measures),
            Asked("true").among("source", self.sources),
            *(
                Asked("period_start = ? AND period_end = ?", (when.start, when.end))
                for when in self.periods
            ),
        )

    def ways(self, lines: Lines) -> Iterator[Way]:
        """What only the reports themselves tell, in ways that exclude each other."""
        if self.numbers:
            yield from ways(self.numbers, lines)
        if self.printed:
            folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
            if not any(sign.isalpha() for sign in self.printed):
                folded = "printed"  # a number reads the same folded
            asked = Asked(f"contains({folded}, ?)", (self.printed,))
            yield Way(asked, np.ones(len(lines), np.bool_))

    def of(self, lines: Lines) -> Sought:
        """The same as far as it names what these lines are of."""
        return self.model_copy(
            update={
                "indicators": tuple(sorted(lines.codes("indicator") & {*self.indicators})),
                "sources": tuple(sorted(lines.codes("source") & {*self.sources})),
                "periods": tuple(p for p in self.periods if lines.of_periods([p]).any()),
            }
        )


def _any(*ways: Asked) -> Asked:
    return Asked(
        " OR ".join(f"({way.sql})" for way in ways),
        tuple(value for way in ways for value in way.parameters),
    )


def _every(asked: Asked, words: Iterable[Asked]) -> Asked:
    for word in words:
        asked = asked.having(f"({word.sql})", *word.parameters)
    return asked


@dataclass(frozen=True)
class _Group:
    """Reports of a source that were found in a submission."""

    source: str
    submission_id: int
    published: date | None
    found: int


@dataclass(frozen=True, eq=False)
class _Word:
    """A word, for each line the areas of which all reports fit it, and ways of others to fit."""

    sought: Sought
    areas: Bits
    ways: tuple[Way, ...]

    @classmethod
    def among(cls, lines: Lines, sought: Sought) -> _Word:
        whole = (
            lines.among("indicator", sought.indicators)
            | lines.among("measure", sought.measures)
            | lines.among("source", sought.sources)
            | lines.of_periods(sought.periods)
        )
        areas = np.where(whole[:, None], ALL, lines.bits(sought.areas))
        for code, when in sought.dated_areas:
            areas[lines.ending(when)] |= lines.bits([code])
        return cls(sought, areas, tuple(way for way in sought.ways(lines) if way.lines.any()))

    def those(self, which: Bools) -> _Word:
        left = (Way(way.asked, way.lines[which]) for way in self.ways)
        return _Word(self.sought, self.areas[which], tuple(way for way in left if way.lines.any()))


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

    ``source`` None is all of them. What the lines of submissions tell is not looked for in the
    reports, and of those only what is shown is read whole.
    """
    lines, published = _known(store, source, vintage)
    asked = [_Word.among(lines, word) for word in words]
    found = _counted(lines, reduce(np.bitwise_and, (word.areas for word in asked), lines.areas))
    scans = [*_scans(lines, asked)]
    if scans and not found:
        few = _few(store, scans, published)
        if few is not None:
            return Page(reports=few[first : first + most], found=len(few))
    for scan in scans:
        found.update(_found(store, scan))
    groups = sorted(
        (
            _Group(code, number, published[number, code], count)
            for (number, code), count in found.items()
            if (number, code) in published  # its submission stands, and its source is known
        ),
        key=_by_source,
    )
    skipped, passed, shown = 0, 0, []
    for group in groups:
        if passed + group.found <= first:
            skipped += group.found
        elif passed < first + most:
            shown.append(group)
        passed += group.found
    if not shown:
        return Page(reports=(), found=passed)
    reports = _reports(store, lines, asked, shown, first - skipped, most)
    return Page(reports=reports, found=passed)


def prepare_search(store: Store) -> None:
    """Read what else the first search would wait for."""
    lines_of(store, store.register())


_Key = tuple[int, str]
"""The submission and the source of a group."""


def _known(
    store: Store, source: str | None, vintage: Vintage
) -> tuple[Lines, dict[_Key, date | None]]:
    """The lines that are known at a moment, and the date of each group's source."""
    register = store.register()
    numbers = register.standing(vintage.submitted_by)
    lines = lines_of(store, register)
    known = np.isin(lines.numbers("submission_id"), numbers)
    if source is not None:
        known &= lines.among("source", [source])
    if vintage.published_by is not None:
        known &= lines.among("source", register.published_by(vintage.published_by))
    lines = lines.those(known)
    groups = lines.told.group_by(["submission_id", "source"]).aggregate([])
    columns = groups["submission_id"], groups["source"], register.published(groups["source"])
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return lines, {(number, code): published for number, code, published in rows}


def _counted(lines: Lines, areas: Bits) -> Counter[_Key]:
    """How many reports each group has of the chosen areas of its lines."""
    reports = lines.reports(areas)
    counts = lines.told.select(["submission_id", "source"]).append_column(
        "reports", pa.array(reports)
    )
    counts = counts.filter(pa.array(reports > 0))
    counts = counts.group_by(["submission_id", "source"]).aggregate([("reports", "sum")])
    columns = (counts[name].to_pylist() for name in ("submission_id", "source", "reports_sum"))
    return Counter({(number, code): count for number, code, count in zip(*columns, strict=True)})


def _scans(lines: Lines, words: Sequence[_Word]) -> Iterator[Asked]:
    """What is to be looked for in the reports, in ways that exclude each other.

    Some of the words then fit by what only the report tells, all others by what its line does.
    """
    told: tuple[Way | None, ...] = (None,)
    for chosen in product(*(told + word.ways for word in words)):
        if not any(chosen):
            continue
        areas = lines.areas
        for word, way in zip(words, chosen, strict=True):
            areas = areas & (np.where(way.lines[:, None], ~word.areas, 0) if way else word.areas)
        if areas.any():
            asked = _narrowed(lines, words, areas, [way is None for way in chosen])
            yield _every(asked, (way.asked for way in chosen if way))


def _narrowed(lines: Lines, words: Sequence[_Word], areas: Bits, fits: Sequence[bool]) -> Asked:
    """What the lines tell of reports of the chosen areas, as a condition on all reports.

    Each word fits by that, or does not. What goes without saying among the lines that are left by
    periods, indicators and areas is not asked.
    """
    chosen: Bools = np.asarray(areas.any(axis=1))
    ends = lines.days("period_end")[chosen]
    when = Period(start=ends.min().item(), end=ends.max().item())
    indicators = lines.those(chosen).codes("indicator")
    left = lines.ending(when)
    any_area = np.bitwise_or.reduce(areas, axis=0)
    asked = Asked("period_end BETWEEN ? AND ?", (when.start, when.end))
    if 2 * len(indicators) <= len(lines.codes("indicator")):  # more are not worth a look at each
        asked = _of(asked, "indicator", indicators)
        left &= lines.among("indicator", indicators)
    those = lines.those(left)
    if (those.areas & ~any_area).any():
        asked = _of(asked, "ref_area", lines.areas_of(any_area))
    for word, does in zip(words, fits, strict=True):
        fitting = word.areas[left] & any_area
        if does and (those.areas & any_area & ~fitting).any():
            asked = _every(asked, [word.sought.of(those).told()])
        elif not does and (those.areas & fitting).any():
            told = word.sought.of(those).told()
            asked = asked.having(f"NOT ({told.sql})", *told.parameters)
    return asked


def _of(asked: Asked, column: str, codes: Collection[str]) -> Asked:
    """Of these codes; the list alone, which DuckDB looks at once for equal codes, not row by row.

    A range beside it, for whole blocks to be skipped by, takes as long again where none are.
    """
    if len(codes) == 1:
        return asked.having(f"{column} = ?", *codes)
    return asked.having(f"list_contains(?, {column})", sorted(codes))


def _few(
    store: Store, scans: Iterable[Asked], published: Mapping[_Key, date | None]
) -> tuple[Observation, ...] | None:
    """All reports that are found, in order, where they are few; None where they are not."""
    found: list[Observation] = []
    for scan in scans:
        table = store.arrow(
            f"SELECT {COLUMNS} FROM valued_observation WHERE {scan.sql} LIMIT ?",
            [*scan.parameters, _AT_ONCE + 1 - len(found)],
        )
        found += observations_of(table)
        if len(found) > _AT_ONCE:
            return None
    known = [one for one in found if (one.submission_id, one.source) in published]
    return tuple(
        sorted(
            known,
            key=lambda one: (
                _newest_first(published[one.submission_id, one.source]),
                one.source,
                place_of(one),
            ),
        )
    )


def _found(store: Store, scan: Asked) -> Counter[_Key]:
    """How many reports of each group."""
    rows = store.rows(
        f"""
        SELECT submission_id, source, count(*) AS reports
        FROM valued_observation
        WHERE {scan.sql}
        GROUP BY submission_id, source
        """,
        scan.parameters,
    )
    return Counter({(row["submission_id"], row["source"]): row["reports"] for row in rows})


def _by_source(group: _Group) -> tuple[int, str, int]:
    return _newest_first(group.published), group.source, group.submission_id


def _newest_first(published: date | None) -> int:
    """What has no date is last."""
    return -published.toordinal() if published else 0


def _reports(
    store: Store,
    lines: Lines,
    words: Sequence[_Word],
    groups: Sequence[_Group],
    first: int,
    most: int,
) -> tuple[Observation, ...]:
    """Reports of groups that every word fits, from the ``first`` of them on, in order."""
    sources = lines.among("source", {group.source for group in groups})
    numbers = np.isin(lines.numbers("submission_id"), [group.submission_id for group in groups])
    asked = _within(lines.those(sources & numbers), [w.those(sources & numbers) for w in words])
    if len(groups) == 1 and groups[0].found > _FEW:
        return _of_one(store, asked, groups[0], first, most)
    return _of_many(store, asked, groups, first, most)


def _within(lines: Lines, words: Sequence[_Word]) -> Asked:
    """Reports that every word fits, in any way, among those of these lines."""
    told = [word for word in words if not word.ways]
    areas = reduce(np.bitwise_and, (word.areas for word in told), lines.areas)
    asked = _narrowed(lines, told, areas, [True] * len(told))
    for word in words:
        if word.ways and (areas & ~word.areas).any():
            read = (way.asked for way in word.ways)
            asked = _every(asked, [_any(word.sought.of(lines).told(), *read)])
    return asked


def _of_one(
    store: Store, asked: Asked, group: _Group, first: int, most: int
) -> tuple[Observation, ...]:
    """Reports of one group, from the ``first`` of them on.

    Which rows of the file they are in is looked for before whole reports are read.
    """
    asked = asked.having("submission_id = ? AND source = ?", group.submission_id, group.source)
    numbers = store.rows(
        f"""
        SELECT row_number
        FROM valued_observation
        WHERE {asked.sql}
        ORDER BY row_number
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
    )
    lowest, highest = numbers[0]["row_number"], numbers[-1]["row_number"]
    if first:
        above = asked.having("row_number < ?", lowest)
        (row,) = store.rows(
            f"SELECT count(*) AS reports FROM valued_observation WHERE {above.sql}",
            above.parameters,
        )
        first -= row["reports"]  # a row of a wide table has more than one
    asked = asked.having("row_number BETWEEN ? AND ?", lowest, highest)
    table = store.arrow(
        f"""
        SELECT {COLUMNS}
        FROM valued_observation
        WHERE {asked.sql}
        ORDER BY {", ".join(PLACE)}
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
    )
    return observations_of(table)


def _of_many(
    store: Store, asked: Asked, groups: Sequence[_Group], first: int, most: int
) -> tuple[Observation, ...]:
    """Reports of groups, from the ``first`` of them on, in order."""
    incoming = pa.table(
        {
            "submission_id": [group.submission_id for group in groups],
            "source": [group.source for group in groups],
            "turn": range(len(groups)),
        }
    )
    is_few = sum(group.found for group in groups) <= _FEW
    rows = store.arrow(
        f"""
        SELECT {COLUMNS if is_few else ", ".join(PLACE)}
        FROM valued_observation
        JOIN incoming USING (submission_id, source)
        WHERE {asked.sql}
        ORDER BY turn, {", ".join(PLACE)}
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
        incoming,
    )
    if is_few:
        return observations_of(rows)
    places: list[Place] = [*zip(*(rows[name].to_pylist() for name in PLACE), strict=True)]
    told = at_places(store, places, _around(rows))
    return tuple(told[place] for place in places)


def _around(places: pa.Table) -> Asked:
    """What is known of all these places, by which DuckDB skips."""
    ends = pc.min_max(places["period_end"]).as_py()
    asked = asked_as(places, "ref_area", "indicator")
    return asked.having("period_end BETWEEN ? AND ?", ends["min"], ends["max"])
