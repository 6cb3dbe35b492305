"""Reports found by what a reader typed, a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.model import NOW, Frozen, Measure, Observation, Period, Vintage
from analytics.queries.asking import COLUMNS, Asked, moment, observation_of
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
        ways = [
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
        ]
        if self.printed:
            folded = "translate(lower(strip_accents(printed)), 'đ', 'd')"
            if not any(sign.isalpha() for sign in self.printed):
                folded = "printed"  # a number reads the same folded
            ways.append(Asked(f"contains({folded}, ?)", (self.printed,)))
        return Asked(
            " OR ".join(f"({way.sql})" for way in ways),
            tuple(value for way in ways for value in way.parameters),
        )


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

    ``source`` None is all of them.
    """
    asked = Asked("true").among("source", None if source is None else [source])
    for word in words:
        fits = word.asked()
        asked = asked.having(f"({fits.sql})", *fits.parameters)
    counted = store.rows(
        f"""
        SELECT source, count(*) AS reports
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY source
        ORDER BY any_value(published) DESC NULLS LAST, source
        """,
        [*moment(vintage), *asked.parameters],
    )
    skipped, passed, shown = 0, 0, []
    for row in counted:
        if passed + row["reports"] <= first:
            skipped += row["reports"]
        elif passed < first + most:
            shown.append(row["source"])
        passed += row["reports"]
    asked = asked.among("source", shown)
    places = store.rows(
        f"""
        SELECT submission_id, row_number
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        ORDER BY published DESC NULLS LAST, source, submission_id, row_number
        LIMIT ? OFFSET ?
        """,
        [*moment(vintage), *asked.parameters, most, first - skipped],
    )
    return Page(reports=_at(store, places), found=passed)


def _at(store: Store, places: Sequence[dict[str, Any]]) -> tuple[Observation, ...]:
    """The reports at these places, in this order.

    Whole rows are read only here: to read them while looking through millions takes far longer.
    """
    order = {(row["submission_id"], row["row_number"]): n for n, row in enumerate(places)}
    numbers = [number for _, number in order]
    asked = Asked("true").among("submission_id", {submission for submission, _ in order})
    rows = store.rows(
        f"SELECT {COLUMNS} FROM observation WHERE {asked.among('row_number', numbers).sql}",
        asked.among("row_number", numbers).parameters,
    )
    found = {
        place: row for row in rows if (place := (row["submission_id"], row["row_number"])) in order
    }
    return tuple(observation_of(found[place]) for place in order)
