"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.model import NOW, Frozen, Measure, Observation, Period, Vintage
from analytics.queries.asking import PLACE, Asked, Place, at_places, moment
from analytics.store import Store


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
        folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
        if not any(sign.isalpha() for sign in self.printed):
            folded = "printed"  # a number reads the same folded
        return _any(
            self.told(),
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
    certain = _every(of_source, [word.told() for word in words])
    possible = _every(of_source, [word.told() for word in words if word.is_told])
    groups = _groups(store, asked, certain, possible, vintage)
    skipped, passed, shown = 0, 0, []
    for group in groups:
        if passed + group.found <= first:
            skipped += group.found
        elif passed < first + most:
            shown.append(group)
        passed += group.found
    places = _places(store, asked, shown, first - skipped, most)
    told = at_places(store, places)
    return Page(reports=tuple(told[place] for place in places), found=passed)


def _every(asked: Asked, words: Sequence[Asked]) -> Asked:
    for word in words:
        asked = asked.having(f"({word.sql})", *word.parameters)
    return asked


def _groups(
    store: Store, asked: Asked, certain: Asked, possible: Asked, vintage: Vintage
) -> list[_Group]:
    """What is found, in the order of pages: by the counts, and in the reports where those are open.

    A count is ``certain`` where all its reports fit, and ``possible`` where some may.
    """
    rows = store.rows(
        f"""
        SELECT source, submission_id, any_value(published) AS published,
            coalesce(sum(reports) FILTER ({certain.sql}), 0)::BIGINT AS found,
            list(DISTINCT indicator) FILTER (NOT ({certain.sql})) AS indicators
        FROM known_tally(?, ?)
        WHERE {possible.sql}
        GROUP BY source, submission_id
        """,
        [*certain.parameters, *certain.parameters, *moment(vintage), *possible.parameters],
    )
    found = Counter({(row["source"], row["submission_id"]): row["found"] for row in rows})
    indicators = {code for row in rows for code in row["indicators"] or ()}
    if indicators:
        open_ones = asked.having(f"NOT ({certain.sql})", *certain.parameters).among(
            "indicator", indicators
        )
        for row in store.rows(
            f"""
            SELECT source, submission_id, count(*) AS found
            FROM known_observation(?, ?)
            WHERE {open_ones.sql}
            GROUP BY source, submission_id
            """,
            [*moment(vintage), *open_ones.parameters],
        ):
            found[row["source"], row["submission_id"]] += row["found"]
    published = {row["source"]: row["published"] for row in rows}
    groups = [_Group(*group, published[group[0]], count) for group, count in found.items() if count]
    return sorted(groups, key=_by_source)


def _by_source(group: _Group) -> tuple[int, str, int]:
    """Newest first; what has no date is last."""
    day = group.published.toordinal() if group.published else 0
    return -day, group.source, group.submission_id


def _places(
    store: Store, asked: Asked, groups: Sequence[_Group], first: int, most: int
) -> list[Place]:
    """Where the reports of some groups are, from the ``first`` of them on, in order."""
    if not groups:
        return []
    asked = asked.among("submission_id", {group.submission_id for group in groups})
    asked = _every(
        asked,
        [
            _any(
                *(
                    Asked("source = ? AND submission_id = ?", (group.source, group.submission_id))
                    for group in groups
                )
            )
        ],
    )
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
    return [tuple(row.values()) for row in rows]
