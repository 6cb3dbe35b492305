"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.model import NOW, Frozen, Measure, Observation, Period, Vintage
from analytics.queries.asking import (
    COLUMNS,
    PLACE,
    Asked,
    Place,
    apart,
    at_places,
    moment,
    observations_of,
)
from analytics.store import Store

_FEW = 20
"""Indicators."""


class Page(Frozen):
    """Some of the reports that were found, in the order of sources and their files."""

    reports: tuple[Observation, ...]
    found: int


class Sought(Frozen):
    """What a word typed by a reader may stand for; any of it will do.

    ``dated_areas`` are codes that the word names only while another bore them. ``printed`` is
    looked for in the printed text, in lower case and without diacritics; empty is not.
    """

    areas: tuple[str, ...] = ()
    dated_areas: tuple[tuple[str, Period], ...] = ()
    indicators: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    printed: str = ""

    def asked(self) -> Asked:
        """Any of it, as a condition."""
        return _any(self.told(), self.read())

    def read(self) -> Asked:
        """Any of what only the reports themselves tell."""
        folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
        if not any(sign.isalpha() for sign in self.printed):
            folded = "printed"  # a number reads the same folded
        return _any(
            Asked("true").among("ref_area", self.areas),
            *(
                Asked("ref_area = ? AND period_end BETWEEN ? AND ?", (code, when.start, when.end))
                for code, when in self.dated_areas
            ),
            Asked("true").among("measure", self.measures),
            *([Asked(f"contains({folded}, ?)", (self.printed,))] if self.printed else []),
        )

    def told(self) -> Asked:
        """Any of what the counts kept of submissions tell."""
        return _any(
            Asked("true").among("indicator", self.indicators),
            Asked("true").among("source", self.sources),
            *(
                Asked("period_start = ? AND period_end = ?", (when.start, when.end))
                for when in self.periods
            ),
        )

    @property
    def is_told(self) -> bool:
        """Whether the counts tell all of it."""
        return not (self.areas or self.dated_areas or self.measures or self.printed)


def _any(*ways: Asked) -> Asked:
    return Asked(
        " OR ".join(f"({way.sql})" for way in ways),
        tuple(value for way in ways for value in way.parameters),
    )


@dataclass(frozen=True)
class _Group:
    """How many reports of a source a submission has that were found."""

    source: str
    submission_id: int
    published: date | None
    found: int


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

    ``source`` None is all of them. What the counts of submissions tell is not looked for in the
    reports, and of those only what is shown is read whole.
    """
    of_source = Asked("true").among("source", None if source is None else [source])
    asked = _every(of_source, [word.asked() for word in words])
    groups = _groups(store, of_source, words, vintage)
    skipped, passed, shown = 0, 0, []
    for group in groups:
        if passed + group.found <= first:
            skipped += group.found
        elif passed < first + most:
            shown.append(group)
        passed += group.found
    if not shown:
        return Page(reports=(), found=passed)
    within = _within(store, asked, shown)
    reports = _of_one if len(shown) == 1 else _of_many
    return Page(reports=reports(store, within, first - skipped, most), found=passed)


def _every(asked: Asked, words: Sequence[Asked]) -> Asked:
    for word in words:
        asked = asked.having(f"({word.sql})", *word.parameters)
    return asked


def _groups(
    store: Store, of_source: Asked, words: Sequence[Sought], vintage: Vintage
) -> list[_Group]:
    """What is found, in the order of pages.

    The counts tell of some reports that all words fit, and of others which words do; only for the
    other words are reports looked through.
    """
    told = [word.told() for word in words]
    possible = _every(of_source, [word.told() for word in words if word.is_told])
    rows = store.rows(
        f"""
        SELECT source, submission_id, any_value(published) AS published, told,
            sum(reports)::BIGINT AS reports,
            list(DISTINCT indicator) FILTER (list_contains(told, false)) AS indicators,
            min(period_end) AS first, max(period_end) AS last
        FROM (
            SELECT *, [{", ".join(f"({one.sql})" for one in told)}]::BOOLEAN[] AS told
            FROM known_tally(?, ?)
            WHERE {possible.sql}
        )
        GROUP BY source, submission_id, told
        """,
        [*_parameters(told), *moment(vintage), *possible.parameters],
    )
    published = {(row["source"], row["submission_id"]): row["published"] for row in rows}
    found: Counter[tuple[str, int]] = Counter()
    looked_through = defaultdict(list)
    for row in rows:
        if all(row["told"]):
            found[row["source"], row["submission_id"]] += row["reports"]
        else:
            looked_through[tuple(row["told"])].append(row)
    for which, some in looked_through.items():
        asked = of_source.having(
            "period_end BETWEEN ? AND ?",
            min(row["first"] for row in some),
            max(row["last"] for row in some),
        )
        for indicators in apart({code for row in some for code in row["indicators"]}, _FEW):
            found.update(_counted(store, asked.among("indicator", indicators), words, which))
    groups = [
        _Group(*group, published[group], count)
        for group, count in found.items()
        if group in published  # its submission stands, and its source is known
    ]
    return sorted(groups, key=_by_source)


def _counted(
    store: Store, asked: Asked, words: Sequence[Sought], which: Sequence[bool]
) -> dict[tuple[str, int], int]:
    """How many reports of each source and submission fit, where the counts tell ``which`` words do.

    Whether a report is one of those is asked once they are counted: to ask it of each takes longer
    than to read its text.
    """
    read = _every(
        asked, [word.read() for word, is_told in zip(words, which, strict=True) if not is_told]
    )
    told = [word.told() for word in words]
    rows = store.rows(
        f"""
        WITH counted AS MATERIALIZED (
            SELECT source, submission_id, indicator, period_start, period_end, count(*) AS reports
            FROM observation
            WHERE {read.sql}
            GROUP BY ALL
        )
        SELECT source, submission_id, sum(reports)::BIGINT AS reports
        FROM counted
        WHERE [{", ".join(f"({one.sql})" for one in told)}] = ?::BOOLEAN[]
        GROUP BY source, submission_id
        """,
        [*read.parameters, *_parameters(told), [*which]],
    )
    return {(row["source"], row["submission_id"]): row["reports"] for row in rows}


def _parameters(asked: Sequence[Asked]) -> list[object]:
    return [value for one in asked for value in one.parameters]


def _by_source(group: _Group) -> tuple[int, str, int]:
    """Newest first; what has no date is last."""
    day = group.published.toordinal() if group.published else 0
    return -day, group.source, group.submission_id


def _within(store: Store, asked: Asked, groups: Sequence[_Group]) -> Asked:
    """Of what is asked for, the reports of some groups.

    DuckDB skips by the period what it would read through for a submission's number, and the counts
    tell which periods it has.
    """
    of_groups = _any(
        *(
            Asked("source = ? AND submission_id = ?", (group.source, group.submission_id))
            for group in groups
        )
    )
    (row,) = store.rows(
        f"""
        SELECT min(period_end) AS first, max(period_end) AS last
        FROM tally
        WHERE {of_groups.sql}
        """,
        of_groups.parameters,
    )
    asked = asked.among("submission_id", {group.submission_id for group in groups})
    asked = asked.having("period_end BETWEEN ? AND ?", row["first"], row["last"])
    return _every(asked, [of_groups])


def _of_one(store: Store, asked: Asked, first: int, most: int) -> tuple[Observation, ...]:
    """Reports of one group, from the ``first`` of them on.

    Which rows of the file they are in is looked for before whole reports are read.
    """
    numbers = store.rows(
        f"""
        SELECT row_number FROM observation WHERE {asked.sql} ORDER BY row_number LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
    )
    lowest, highest = numbers[0]["row_number"], numbers[-1]["row_number"]
    if first:
        above = asked.having("row_number < ?", lowest)
        (row,) = store.rows(
            f"SELECT count(*) AS reports FROM observation WHERE {above.sql}", above.parameters
        )
        first -= row["reports"]  # a row of a wide table has more than one
    asked = asked.having("row_number BETWEEN ? AND ?", lowest, highest)
    table = store.arrow(
        f"""
        SELECT {COLUMNS}
        FROM observation
        WHERE {asked.sql}
        ORDER BY {", ".join(PLACE)}
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
    )
    return observations_of(table)


def _of_many(store: Store, asked: Asked, first: int, most: int) -> tuple[Observation, ...]:
    """Reports of groups, from the ``first`` of them on, in order."""
    rows = store.rows(
        f"""
        SELECT {", ".join(PLACE)}
        FROM observation
        LEFT JOIN dated_source USING (source)
        WHERE {asked.sql}
        ORDER BY published DESC NULLS LAST, source, {", ".join(PLACE)}
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
    )
    places: list[Place] = [tuple(row.values()) for row in rows]
    told = at_places(store, places, asked)
    return tuple(told[place] for place in places)
