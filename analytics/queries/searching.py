"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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
    moment,
    observations_of,
)
from analytics.store import Store

_FEW = 2
"""Indicators; more are sooner looked through together: what lies beside each is unpacked too."""


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
        return not self.areas and self.is_of_areas

    @property
    def is_of_areas(self) -> bool:
        """Whether of what the counts do not tell it stands for areas at most, at any time."""
        return not (self.dated_areas or self.measures or self.printed)


def _any(*ways: Asked) -> Asked:
    return Asked(
        " OR ".join(f"({way.sql})" for way in ways),
        tuple(value for way in ways for value in way.parameters),
    )


@dataclass(frozen=True)
class _Group:
    """Reports of a source that were found in a submission.

    ``kinds`` are what the counts have of these, where any may fit.
    """

    source: str
    submission_id: int
    published: date | None
    found: int
    kinds: tuple[_Kind, ...]


@dataclass(frozen=True)
class _Kind:
    """Reports of which the counts tell alike ``which`` words fit."""

    which: tuple[bool, ...]
    indicators: frozenset[str]
    first: date
    last: date
    reports: int


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
    within = _within(words, shown)
    if len(shown) == 1:
        reports = _of_one(store, within, shown[0], first - skipped, most)
    else:
        reports = _of_many(store, within, shown, first - skipped, most)
    return Page(reports=reports, found=passed)


def _every(asked: Asked, words: Iterable[Asked]) -> Asked:
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
    published, kinds = _kinds(store, of_source, words, vintage)
    found: Counter[tuple[str, int]] = Counter()
    looked_through = defaultdict(list)
    for group, some in kinds.items():
        for kind in some:
            if all(kind.which):
                found[group] += kind.reports
            else:
                looked_through[kind.which].append(kind)
    for which, alike in looked_through.items():
        found.update(_counted(store, of_source, words, which, alike))
    groups = [
        _Group(*group, published[group], count, tuple(kinds[group]))
        for group, count in found.items()
        if group in published  # its submission stands, and its source is known
    ]
    return sorted(groups, key=_by_source)


def _kinds(
    store: Store, of_source: Asked, words: Sequence[Sought], vintage: Vintage
) -> tuple[dict[tuple[str, int], date | None], dict[tuple[str, int], list[_Kind]]]:
    """By source and submission: the source's date, and what may fit, as far as the counts tell.

    Without words the indicators are not listed, for nobody asks by them.
    """
    indicators = "list(DISTINCT indicator)" if words else "[]::VARCHAR[]"
    told = [word.told() for word in words]
    possible = _every(of_source, (word.told() for word in words if word.is_told))
    rows = store.rows(
        f"""
        SELECT source, submission_id, any_value(published) AS published, told,
            sum(reports)::BIGINT AS reports, {indicators} AS indicators,
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
    kinds = defaultdict(list)
    for row in rows:
        kinds[row["source"], row["submission_id"]].append(
            _Kind(
                which=tuple(row["told"]),
                indicators=frozenset(row["indicators"]),
                first=row["first"],
                last=row["last"],
                reports=row["reports"],
            )
        )
    return {(row["source"], row["submission_id"]): row["published"] for row in rows}, kinds


def _counted(
    store: Store,
    of_source: Asked,
    words: Sequence[Sought],
    which: Sequence[bool],
    kinds: Sequence[_Kind],
) -> Counter[tuple[str, int]]:
    """How many reports of each source and submission fit, where the counts tell ``which`` words do.

    Whether a report is one of those is asked once they are counted: to ask it of each takes longer
    than to read its text.
    """
    unread = [word for word, is_told in zip(words, which, strict=True) if not is_told]
    read = _read(of_source, unread)
    if read is None:
        return Counter()
    told = [word.told() for word in words]
    first, last = min(kind.first for kind in kinds), max(kind.last for kind in kinds)
    read = read.having("period_end BETWEEN ? AND ?", first, last)
    indicators = frozenset[str]().union(*(kind.indicators for kind in kinds))
    found: Counter[tuple[str, int]] = Counter()
    each = [[code] for code in sorted(indicators)]
    for some in each if len(each) <= _FEW else [sorted(indicators)]:
        asked = _of_indicators(some).having(read.sql, *read.parameters)
        rows = store.rows(
            f"""
            WITH counted AS MATERIALIZED (
                SELECT source, submission_id, indicator, period_start, period_end,
                    count(*) AS reports
                FROM observation
                WHERE {asked.sql}
                GROUP BY ALL
            )
            SELECT source, submission_id, sum(reports)::BIGINT AS reports
            FROM counted
            WHERE [{", ".join(f"({one.sql})" for one in told)}] = ?::BOOLEAN[]
            GROUP BY source, submission_id
            """,
            [*asked.parameters, *_parameters(told), [*which]],
        )
        found.update({(row["source"], row["submission_id"]): row["reports"] for row in rows})
    return found


def _of_indicators(codes: Collection[str]) -> Asked:
    """Of these; the list alone, which DuckDB looks at once for equal codes, not row by row."""
    if len(codes) == 1:
        return Asked("indicator = ?", (*codes,))
    return Asked("list_contains(?, indicator)", (sorted(codes),))


def _read(asked: Asked, words: Sequence[Sought]) -> Asked | None:
    """Reports that every word fits by what only they tell; None where there can be none.

    Of words that stand for areas, those that all of them mean.
    """
    of_areas = [set(word.areas) for word in words if word.is_of_areas]
    if of_areas:
        areas = set.intersection(*of_areas)
        if not areas:
            return None
        asked = asked.among("ref_area", areas)
    return _every(asked, (word.read() for word in words if not word.is_of_areas))


def _parameters(asked: Sequence[Asked]) -> list[object]:
    return [value for one in asked for value in one.parameters]


def _by_source(group: _Group) -> tuple[int, str, int]:
    """Newest first; what has no date is last."""
    day = group.published.toordinal() if group.published else 0
    return -day, group.source, group.submission_id


def _within(words: Sequence[Sought], groups: Sequence[_Group]) -> Asked:
    """Reports that every word fits, all those of the groups among them.

    DuckDB skips by period and area what it would read through for a submission's number, and the
    counts tell which of them it has.
    """
    kinds = [kind for group in groups for kind in group.kinds]
    asked = Asked("true").having(
        "period_end BETWEEN ? AND ?",
        min(kind.first for kind in kinds),
        max(kind.last for kind in kinds),
    )
    if words:
        of_indicators = _of_indicators(set[str]().union(*(kind.indicators for kind in kinds)))
        asked = asked.having(of_indicators.sql, *of_indicators.parameters)
    unread = []
    for word, told in zip(words, zip(*{kind.which for kind in kinds}, strict=True), strict=True):
        if not any(told):
            unread.append(word)
        else:
            asked = _every(asked, [word.told() if all(told) else word.asked()])
    return _read(asked, unread) or asked.having("false")


def _of_one(
    store: Store, asked: Asked, group: _Group, first: int, most: int
) -> tuple[Observation, ...]:
    """Reports of one group, from the ``first`` of them on.

    Which rows of the file they are in is looked for before whole reports are read.
    """
    asked = asked.having("submission_id = ? AND source = ?", group.submission_id, group.source)
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
    rows = store.arrow(
        f"""
        SELECT {", ".join(PLACE)}
        FROM observation
        JOIN incoming USING (submission_id, source)
        WHERE {asked.sql}
        ORDER BY turn, {", ".join(PLACE)}
        LIMIT ? OFFSET ?
        """,
        [*asked.parameters, most, first],
        incoming,
    )
    places: list[Place] = [*zip(*(rows[name].to_pylist() for name in PLACE), strict=True)]
    told = at_places(store, places, _around(rows))
    return tuple(told[place] for place in places)


def _around(places: pa.Table) -> Asked:
    """What is known of all these places, by which DuckDB skips."""
    ends = pc.min_max(places["period_end"]).as_py()
    asked = asked_as(places, "ref_area", "indicator")
    return asked.having("period_end BETWEEN ? AND ?", ends["min"], ends["max"])
