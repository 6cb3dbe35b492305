"""How much is known, of what, and how new it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Frozen, Period, Vintage
from analytics.queries.asking import Asked, asked_of, known_at
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


class Told(Frozen):
    """Until which years an indicator is told of: by what was done, and by anything.

    ``by_term`` says whether there are plans of a term, or what is held against them.
    """

    indicator: str
    done: int | None
    any: int
    by_term: bool

    @property
    def newest(self) -> int:
        """The year of the newest figure that tells what was done, or of the newest plan."""
        return self.any if self.done is None else self.done

    @classmethod
    def together(cls, alike: Sequence[Told]) -> Told:
        """Of one indicator in several areas."""
        return cls(
            indicator=alike[0].indicator,
            done=max((told.done for told in alike if told.done is not None), default=None),
            any=max(told.any for told in alike),
            by_term=any(told.by_term for told in alike),
        )


class Extent(Frozen):
    """How many reports there are, and the calendar years that they end in, newest first.

    Plans are counted; a year in which only plans end is none. ``told`` is of each indicator, in the
    order of their codes.
    """

    reports: int
    years: tuple[int, ...]
    told: tuple[Told, ...]

    def told_of(self, indicators: Collection[str] | None) -> tuple[Told, ...]:
        """What these indicators are told of; None is all."""
        if indicators is None:
            return self.told
        return tuple(one for one in self.told if one.indicator in indicators)

    @classmethod
    def together(cls, extents: Iterable[Extent]) -> Extent:
        """Of several areas, from each by itself."""
        each = tuple(extents)
        years = {year for extent in each for year in extent.years}
        told: dict[str, list[Told]] = defaultdict(list)
        for one in (one for extent in each for one in extent.told):
            told[one.indicator].append(one)
        return cls(
            reports=sum(extent.reports for extent in each),
            years=tuple(sorted(years, reverse=True)),
            told=tuple(Told.together(told[indicator]) for indicator in sorted(told)),
        )


def extent(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> Extent:
    """How much is known of these areas and indicators, and of which years."""
    asked = known_at(asked_of(areas, indicators), store.register(), vintage)
    rows = store.rows(
        f"""
        SELECT indicator, year(period_end) AS year, count(*) AS reports,
            bool_or(measure <> 'plan') AS is_told,
            bool_or(measure IN ('actual', 'attainment', 'growth')) AS is_done,
            bool_or(plan_basis IN ('term', 'programme')) AS by_term
        FROM stored_observation
        WHERE {asked.sql}
        GROUP BY ALL
        """,
        asked.parameters,
    )
    years_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        years_of[row["indicator"]].append(row)
    return Extent(
        reports=sum(row["reports"] for row in rows),
        years=tuple(sorted({row["year"] for row in rows if row["is_told"]}, reverse=True)),
        told=tuple(
            Told(
                indicator=indicator,
                done=max((one["year"] for one in years if one["is_done"]), default=None),
                any=max(one["year"] for one in years),
                by_term=any(one["by_term"] for one in years),
            )
            for indicator, years in sorted(years_of.items())
        ),
    )


def freshness(
    store: Store, *, areas: Collection[str], vintage: Vintage = NOW
) -> tuple[Freshness, ...]:
    """Areas that have figures, with their newest period and newest source."""
    apart = [asked_of([area]) for area in sorted(areas)]
    standing = standing_reports(store, apart, vintage, ("as_of",))
    of_each = (standing.filter(pc.equal(standing["ref_area"], area)) for area in sorted(areas))
    return tuple(_freshness(table) for table in of_each if table.num_rows)


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
    standing = known_at(Asked("true"), store.register(), NOW)
    rows = store.rows(
        f"SELECT DISTINCT indicator FROM line WHERE {standing.sql}", standing.parameters
    )
    return frozenset(row["indicator"] for row in rows)


def figures_by_source(store: Store) -> dict[str, int]:
    """How many figures each source brought that are not withdrawn."""
    standing = known_at(Asked("true"), store.register(), NOW)
    rows = store.rows(
        f"""
        SELECT source, sum(reports)::BIGINT AS figures
        FROM line
        WHERE {standing.sql}
        GROUP BY source
        """,
        standing.parameters,
    )
    return {row["source"]: row["figures"] for row in rows}


def reported_areas(store: Store) -> frozenset[str]:
    """Codes of the areas that any submission reports on, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT ref_area FROM reported_area")
    return frozenset(row["ref_area"] for row in rows)


def periods(store: Store) -> tuple[Period, ...]:
    """Every period that a report is for, withdrawn ones among them."""
    rows = store.rows("SELECT DISTINCT period_start, period_end FROM line ORDER BY ALL")
    return tuple(Period(start=row["period_start"], end=row["period_end"]) for row in rows)
