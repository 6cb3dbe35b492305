"""How much is known, of what, and how new it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from analytics.model import NOW, Frozen, Period, Vintage
from analytics.queries.asking import asked_of, moment
from analytics.store import Store


class Freshness(Frozen):
    """How new an area's figures are.

    A figure is for its ``as_of`` date or its period's end, and for no later day than its source's.
    A plan says nothing of how new the actuals are.
    """

    ref_area: str
    figures: int
    newest_figure: date | None
    newest_published: date | None


class Extent(Frozen):
    """How many reports there are, and the calendar years that they end in, newest first.

    Plans are counted; a year in which only plans end is none.
    """

    reports: int
    years: tuple[int, ...]


def extent(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> Extent:
    """How much is known of these areas and indicators, and of which years."""
    asked = asked_of(areas, indicators)
    rows = store.rows(
        f"""
        SELECT year(period_end) AS year, count(*) AS reports,
            count(*) FILTER (measure <> 'plan') AS told
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY year(period_end)
        ORDER BY year DESC
        """,
        [*moment(vintage), *asked.parameters],
    )
    return Extent(
        reports=sum(row["reports"] for row in rows),
        years=tuple(row["year"] for row in rows if row["told"]),
    )


def freshness(
    store: Store, *, areas: Collection[str] | None = None, vintage: Vintage = NOW
) -> tuple[Freshness, ...]:
    """Areas that have figures, with their newest period and newest source."""
    asked = asked_of(areas)
    rows = store.rows(
        f"""
        SELECT ref_area, count(*) AS figures,
            max(least(coalesce(as_of, period_end), published)) FILTER (measure <> 'plan')
                AS newest_figure,
            max(published) AS newest_published
        FROM standing_observation(?, ?)
        WHERE {asked.sql}
        GROUP BY ref_area
        ORDER BY ref_area
        """,
        [*moment(vintage), *asked.parameters],
    )
    return tuple(Freshness.model_validate(row) for row in rows)


def reported_indicators(store: Store) -> frozenset[str]:
    """Codes of the indicators that any submission that stands reports."""
    rows = store.rows(
        """
        SELECT DISTINCT indicator
        FROM observation
        JOIN standing_submission(NULL) USING (submission_id)
        """
    )
    return frozenset(row["indicator"] for row in rows)


def figures_by_source(store: Store) -> dict[str, int]:
    """How many figures each source brought that are not withdrawn."""
    rows = store.rows(
        """
        SELECT source, count(*) AS figures
        FROM observation
        JOIN standing_submission(NULL) USING (submission_id)
        GROUP BY source
        """
    )
    return {row["source"]: row["figures"] for row in rows}


def reported_areas(store: Store) -> frozenset[str]:
    """Codes of the areas that any submission reports on, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT ref_area FROM observation")
    return frozenset(row["ref_area"] for row in rows)


def periods(store: Store) -> tuple[Period, ...]:
    """Every period that a report is for, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT period_start, period_end FROM observation ORDER BY ALL")
    return tuple(Period(start=row["period_start"], end=row["period_end"]) for row in rows)
