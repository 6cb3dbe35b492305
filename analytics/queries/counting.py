"""How much is known, of what, and how new it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Frozen, Period, Vintage
from analytics.queries.asking import asked_of, moment
from analytics.queries.ranking import standing_reports
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

    @classmethod
    def together(cls, extents: Iterable[Extent]) -> Extent:
        """Of several areas, from each by itself."""
        told = tuple(extents)
        years = {year for extent in told for year in extent.years}
        return cls(
            reports=sum(extent.reports for extent in told),
            years=tuple(sorted(years, reverse=True)),
        )


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
    store: Store, *, areas: Collection[str], vintage: Vintage = NOW
) -> tuple[Freshness, ...]:
    """Areas that have figures, with their newest period and newest source."""
    tables = [
        standing_reports(store, asked_of([area]), vintage, ("as_of",)) for area in sorted(areas)
    ]
    return tuple(_freshness(table) for table in tables if table.num_rows)


def _freshness(table: pa.Table) -> Freshness:
    """Of one area's figures that stand."""
    told = table.filter(pc.not_equal(table["measure"], "plan"))
    for_day = pc.coalesce(told["as_of"], told["period_end"])
    return Freshness(
        ref_area=table["ref_area"][0].as_py(),
        figures=table.num_rows,
        newest_figure=pc.max(pc.min_element_wise(for_day, told["published"])).as_py(),
        newest_published=pc.max(table["published"]).as_py(),
    )


def reported_indicators(store: Store) -> frozenset[str]:
    """Codes of the indicators that any submission that stands reports."""
    rows = store.rows(
        """
        SELECT DISTINCT indicator
        FROM tally
        ANTI JOIN hidden_submission(NULL) USING (submission_id)
        """
    )
    return frozenset(row["indicator"] for row in rows)


def figures_by_source(store: Store) -> dict[str, int]:
    """How many figures each source brought that are not withdrawn."""
    rows = store.rows(
        """
        SELECT source, sum(reports)::BIGINT AS figures
        FROM tally
        ANTI JOIN hidden_submission(NULL) USING (submission_id)
        GROUP BY source
        """
    )
    return {row["source"]: row["figures"] for row in rows}


def reported_areas(store: Store) -> frozenset[str]:
    """Codes of the areas that any submission reports on, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT ref_area FROM reported_area")
    return frozenset(row["ref_area"] for row in rows)


def periods(store: Store) -> tuple[Period, ...]:
    """Every period that a report is for, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT period_start, period_end FROM tally ORDER BY ALL")
    return tuple(Period(start=row["period_start"], end=row["period_end"]) for row in rows)
