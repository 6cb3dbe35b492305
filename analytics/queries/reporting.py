"""The figures that stand, and every report of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

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
    read_at_once,
)
from analytics.queries.counting import Extent, Told
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
    known: Extent,
    *,
    paced: Collection[str],
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand which an area's newest years rest on, for ``measures.NEWEST``.

    ``known`` is of the area, at that moment. Those are figures of the year that is the newest of
    most indicators and of the one before; of ``paced`` indicators the sums since January of earlier
    years, for the share of a year reached by then; all of an indicator with plans of a term, and of
    one that has been told of less lately than most.
    """
    told = [one for one in known.told if indicators is None or one.indicator in indicators]
    if not told:
        return ()
    newest = Counter(one.newest for one in told)
    usual = max(newest, key=lambda year: (newest[year], year))
    begins = date(usual - 1, 1, 1)
    all_of = {one.indicator for one in told if one.by_term or one.newest < usual}
    others = {one.indicator for one in told} - all_of
    return _resting_on(
        store,
        (
            asked_of([area], indicators, Period(start=begins, end=_last_day(told))),
            _reached_before(area, begins, others.intersection(paced)),
            asked_of([area], all_of).having("period_end < ?", begins),
        ),
        vintage,
    )


def of_years(
    store: Store,
    area: str,
    known: Extent,
    ending: Period,
    *,
    paced: Collection[str],
    indicators: Collection[str] | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """The figures that stand which an area's standings of some years rest on.

    ``known`` is of the area, at that moment, and ``ending`` is whole years. Those are figures of
    these years and the one before, and plans that cover them; of ``paced`` indicators the sums
    since January of earlier years, for the share of a year reached by then; all of an indicator
    with plans of a term.
    """
    told = [one for one in known.told if indicators is None or one.indicator in indicators]
    if not told:
        return ()
    begins = date(ending.start.year - 1, 1, 1)
    by_term = {one.indicator for one in told if one.by_term}
    others = {one.indicator for one in told} - by_term
    is_covered, days = "period_end >= ? AND period_start <= ?", (begins, ending.end)
    return _resting_on(
        store,
        (
            asked_of([area], indicators).having(is_covered, *days),
            _reached_before(area, begins, others.intersection(paced)),
            asked_of([area], by_term).having(f"NOT ({is_covered})", *days),
        ),
        vintage,
    )


def _last_day(told: Iterable[Told]) -> date:
    """Of the last year that anything is told of; what came later was not known at the moment."""
    return date(max(one.any for one in told), 12, 31)


def _reached_before(area: str, begins: date, indicators: Collection[str]) -> Asked:
    """What years before had reached by each day since January."""
    return asked_of([area], indicators).having(
        "period_end < ? AND measure = 'actual' AND period_start = date_trunc('year', period_end)",
        begins,
    )


def _resting_on(store: Store, apart: Sequence[Asked], vintage: Vintage) -> tuple[Observation, ...]:
    """What stands of reports that are asked for by several conditions, no two of which meet.

    Each by itself lets DuckDB skip what it would read through for one or the other.
    """
    told = " UNION ALL ".join(f"SELECT {COLUMNS} FROM observation WHERE {one.sql}" for one in apart)
    reports = read_at_once(
        store,
        f"""
        SELECT told.*
        FROM ({told}) AS told
        ANTI JOIN hidden_submission(?) USING (submission_id)
        """,
        [*(value for one in apart for value in one.parameters), vintage.submitted_by],
    )
    known = dated(store, reports)
    if vintage.published_by is not None:
        known = known.filter(pc.less_equal(known["published"], pa.scalar(vintage.published_by)))
    return observations_of(standing_among(known))


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
