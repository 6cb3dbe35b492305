"""What pages, exports and checks ask of the store: one question, one function, one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pyarrow as pa

from analytics.model import NOW, FigureKey, Frozen, Observation, Source, Submission, Vintage
from analytics.store import Store

_COLUMNS = ", ".join(Observation.model_fields)


class Report(Frozen):
    """One report of a figure. ``rank`` 1 stands; None is left out (withdrawn, or not yet known)."""

    observation: Observation
    source: Source
    submission: Submission
    rank: int | None


class Freshness(Frozen):
    """How new an area's figures are.

    A figure is for its ``as_of`` date or its period's end, and for no later day than its source's.
    A plan says nothing of how new the actuals are.
    """

    ref_area: str
    figures: int
    newest_figure: date | None
    newest_published: date | None


def standing(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand, of these areas and indicators; None asks for all of them."""
    return _ranked(store, areas, indicators, vintage, only_standing=True)


def known(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """Every report that is not withdrawn, of each figure the one that stands first."""
    return _ranked(store, areas, indicators, vintage, only_standing=False)


def _ranked(
    store: Store,
    areas: Collection[str] | None,
    indicators: Collection[str] | None,
    vintage: Vintage,
    *,
    only_standing: bool,
) -> tuple[Observation, ...]:
    rows = store.rows(
        f"""
        SELECT {_COLUMNS}
        FROM ranked_observation(?, ?)
        WHERE (? OR ref_area IN (SELECT unnest(?::VARCHAR[])))
            AND (? OR indicator IN (SELECT unnest(?::VARCHAR[])))
            AND (rank = 1 OR NOT ?)
        ORDER BY ref_area, indicator, period_end, period_start, measure, plan_basis, rank
        """,
        [*_moment(vintage), *_any_of(areas), *_any_of(indicators), only_standing],
    )
    return tuple(Observation.model_validate(row) for row in rows)


def reports(store: Store, key: FigureKey, vintage: Vintage = NOW) -> tuple[Report, ...]:
    """Everyone who reports the figure, the one that stands first, withdrawn ones last."""
    rows = store.rows(
        """
        SELECT o.*, known.rank
        FROM observation AS o
        LEFT JOIN ranked_observation(?, ?) AS known
            USING (submission_id, row_number, ref_area, indicator, measure, period_start,
                period_end, plan_basis)
        WHERE o.ref_area = ? AND o.indicator = ? AND o.measure = ? AND o.period_start = ?
            AND o.period_end = ? AND o.plan_basis = ?
        ORDER BY known.rank NULLS LAST, o.submission_id DESC, o.row_number
        """,
        [
            *_moment(vintage),
            key.ref_area,
            key.indicator,
            key.measure,
            key.period.start,
            key.period.end,
            key.plan_basis,
        ],
    )
    sources = store.codelists().source_by_code
    submissions = {submission.submission_id: submission for submission in store.submissions()}
    return tuple(
        Report(
            rank=row.pop("rank"),
            observation=(observation := Observation.model_validate(row)),
            source=sources[observation.source],
            submission=submissions[observation.submission_id],
        )
        for row in rows
    )


def in_file_order(store: Store, vintage: Vintage = NOW) -> tuple[Observation, ...]:
    """Every report that is known: newest source first, each in the order of its file."""
    rows = store.rows(
        f"""
        SELECT {_COLUMNS}
        FROM ranked_observation(?, ?)
        ORDER BY published DESC NULLS LAST, source, submission_id, row_number
        """,
        _moment(vintage),
    )
    return tuple(Observation.model_validate(row) for row in rows)


def freshness(store: Store, vintage: Vintage = NOW) -> tuple[Freshness, ...]:
    """Areas that have figures, with their newest period and newest source."""
    rows = store.rows(
        """
        SELECT ref_area, count(*) AS figures,
            max(least(coalesce(as_of, period_end), published)) FILTER (measure <> 'plan')
                AS newest_figure,
            max(published) AS newest_published
        FROM standing_observation(?, ?)
        GROUP BY ref_area
        ORDER BY ref_area
        """,
        _moment(vintage),
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


def observations_with_names(store: Store, language: str) -> pa.Table:
    """Every observation that is not withdrawn, with the names of its codes, for export."""
    return store.arrow(
        """
        SELECT o.submission_id, o.row_number, o.ref_area,
            CASE WHEN ? = 'vi' THEN a.name_vi ELSE a.name_en END AS area_name,
            o.indicator,
            CASE WHEN ? = 'vi' THEN i.name_vi ELSE i.name_en END AS indicator_name,
            o.measure, o.period_start, o.period_end, o.plan_basis, o.obs_value, o.decimals, o.bound,
            o.unit, o.obs_status, o.as_of, o.printed, o.source, o.locator, o.note
        FROM observation AS o
        JOIN standing_submission(NULL) USING (submission_id)
        LEFT JOIN area AS a
            ON a.ref_area = o.ref_area
            AND coalesce(a.valid_from <= o.period_end, true)
            AND coalesce(o.period_end <= a.valid_to, true)
        LEFT JOIN indicator AS i ON i.indicator = o.indicator
        ORDER BY o.submission_id, o.row_number
        """,
        [language, language],
    )


def _moment(vintage: Vintage) -> list[Any]:
    return [vintage.published_by, vintage.submitted_by]


def _any_of(codes: Collection[str] | None) -> list[Any]:
    """Parameters for "all of them, or one of these"."""
    return [codes is None, sorted(codes or ())]
