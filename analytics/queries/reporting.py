"""The figures that stand, and every report of one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa

from analytics.measures import TERM_YEARS, year_before
from analytics.model import NOW, FigureKey, Frozen, Observation, Period, Source, Submission, Vintage
from analytics.queries.asking import (
    COLUMNS,
    Asked,
    apart,
    asked_of,
    moment,
    observation_of,
    observations_of,
    published_by,
)
from analytics.queries.ranking import dated, known_reports, standing_among, standing_reports
from analytics.store import Store


class Report(Frozen):
    """One report of a figure. ``rank`` 1 stands; None is left out (withdrawn, or not yet known)."""

    observation: Observation
    source: Source
    submission: Submission
    rank: int | None


def standing(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
    around: Period | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand, of these areas and indicators, for periods that end in ``ending``.

    ``around`` asks for a period with what it is held against: the year before, and the plans of
    its term. None asks for all of them.
    """
    tables = [
        standing_reports(store, asked if around is None else _around(asked, around), vintage)
        for asked in _asked_apart(areas, indicators, ending)
    ]
    return observations_of(pa.concat_tables(tables))


def _asked_apart(
    areas: Collection[str] | None, indicators: Collection[str] | None, ending: Period | None
) -> list[Asked]:
    """A few areas, each asked about by itself; of indicators, all areas in one question."""
    each = apart(areas) if indicators is None else [areas]
    return [asked_of(some, indicators, ending) for some in each]


def _around(asked: Asked, period: Period) -> Asked:
    before = year_before(period)
    return asked.having(
        """(
            (period_start = ? AND period_end = ?) OR (period_start = ? AND period_end = ?)
            OR (measure = 'plan' AND plan_basis NOT IN ('same_period', 'unstated')
                AND period_end >= ? AND period_start <= ?)
        )""",
        period.start,
        period.end,
        before.start,
        before.end,
        date(period.end.year - TERM_YEARS, 1, 1),
        period.end,
    )


def lately(
    store: Store,
    area: str,
    *,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand which an area's newest years rest on, for ``measures.NEWEST``.

    Those are figures of that year and the one before; the sums since January of all years, for the
    share of a year reached by then; all of an indicator with plans of a term, and of one that has
    been told of less lately than most. An indicator's newest year is that of its newest figure that
    tells what was done, or of its plans where there are no others.
    """
    asked = published_by(asked_of([area], indicators), vintage.published_by)
    reports = store.arrow(
        f"""
        WITH known AS (SELECT {COLUMNS} FROM reported_observation(?) WHERE {asked.sql}),
        newest AS (
            SELECT indicator,
                year(coalesce(
                    max(period_end) FILTER (measure IN ('actual', 'attainment', 'growth')),
                    max(period_end)
                )) AS year,
                bool_or(plan_basis IN ('term', 'programme')) AS by_term
            FROM known
            GROUP BY indicator
        ), usual AS (
            SELECT year FROM newest GROUP BY year ORDER BY count(*) DESC, year DESC LIMIT 1
        ), whole AS (
            SELECT indicator FROM newest CROSS JOIN usual WHERE by_term OR newest.year < usual.year
        )
        SELECT *
        FROM known
        WHERE period_end >= make_date((SELECT year FROM usual) - 1, 1, 1)
            OR indicator IN (FROM whole)
            OR (measure = 'actual' AND period_start = date_trunc('year', period_end))
        """,
        [vintage.submitted_by, *asked.parameters],
    )
    return observations_of(standing_among(dated(store, reports)))


def of_years(
    store: Store,
    area: str,
    ending: Period,
    *,
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand which an area's standings of some years rest on.

    ``ending`` is whole years. Those are figures of these years and the one before, and plans that
    cover them; the sums since January of all years, for the share of a year reached by then; all of
    an indicator with plans of a term.
    """
    asked = published_by(asked_of([area], indicators), vintage.published_by)
    reports = store.arrow(
        f"""
        WITH known AS (SELECT {COLUMNS} FROM reported_observation(?) WHERE {asked.sql}),
        by_term AS (SELECT indicator FROM known WHERE plan_basis IN ('term', 'programme'))
        SELECT *
        FROM known
        WHERE (period_end >= ? AND period_start <= ?) OR indicator IN (FROM by_term)
            OR (measure = 'actual' AND period_start = date_trunc('year', period_end))
        """,
        [
            *(vintage.submitted_by, *asked.parameters),
            *(date(ending.start.year - 1, 1, 1), ending.end),
        ],
    )
    return observations_of(standing_among(dated(store, reports)))


def known(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """Every report that is not withdrawn, of each figure the one that stands first."""
    tables = [
        known_reports(store, asked, vintage) for asked in _asked_apart(areas, indicators, ending)
    ]
    return observations_of(pa.concat_tables(tables))


def reports(store: Store, key: FigureKey, vintage: Vintage = NOW) -> tuple[Report, ...]:
    """Everyone who reports the figure, the one that stands first, withdrawn ones last."""
    one = """ref_area = ? AND indicator = ? AND measure = ? AND period_start = ?
        AND period_end = ? AND plan_basis = ?"""
    named = [
        key.ref_area,
        key.indicator,
        key.measure,
        key.period.start,
        key.period.end,
        key.plan_basis,
    ]
    rows = store.rows(
        f"""
        SELECT o.*, known.rank
        FROM (SELECT * FROM observation WHERE {one}) AS o
        LEFT JOIN (
            SELECT submission_id, row_number, rank FROM ranked_observation(?, ?) WHERE {one}
        ) AS known USING (submission_id, row_number)
        ORDER BY known.rank NULLS LAST, o.submission_id DESC, o.row_number
        """,
        [*named, *moment(vintage), *named],
    )
    sources = _sources(store, {row["source"] for row in rows})
    submissions = {
        number: store.submission(number) for number in {row["submission_id"] for row in rows}
    }
    return tuple(
        Report(
            rank=row.pop("rank"),
            observation=(observation := observation_of(row)),
            source=sources[observation.source],
            submission=submissions[observation.submission_id],
        )
        for row in rows
    )


def _sources(store: Store, codes: Collection[str]) -> dict[str, Source]:
    asked = Asked("true").among("source", codes)
    rows = store.rows(
        f"SELECT * EXCLUDE (submission_id) FROM known_source WHERE {asked.sql}", asked.parameters
    )
    not_described = {code: Source.not_described(code) for code in codes}
    return not_described | {row["source"]: Source.model_validate(row) for row in rows}


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
