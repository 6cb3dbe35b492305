"""The figures that stand, and every report of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

import numpy as np
import pyarrow as pa

from analytics.measures import TERM_YEARS, year_before
from analytics.model import NOW, FigureKey, Frozen, Observation, Period, Source, Submission, Vintage
from analytics.queries.asking import (
    NAMES,
    Asked,
    apart,
    asked_of,
    dated,
    is_known,
    observations_of,
    read_reports,
)
from analytics.queries.counting import Extent, Told
from analytics.queries.ranking import known_reports, ranked, standing_reports
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
    asked = _asked_apart(areas, indicators, ending)
    if around is not None:
        asked = [_around(one, around) for one in asked]
    return observations_of(standing_reports(store, asked, vintage))


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
    told = known.told_of(indicators)
    if not told:
        return ()
    newest = Counter(one.newest for one in told)
    usual = max(newest, key=lambda year: (newest[year], year))
    begins = date(usual - 1, 1, 1)
    all_of = {one.indicator for one in told if one.by_term or one.newest < usual}
    others = {one.indicator for one in told} - all_of
    rests_on = standing_reports(
        store,
        (
            asked_of([area], indicators, Period(start=begins, end=_last_day(told))),
            _reached_before(area, begins, others.intersection(paced)),
            asked_of([area], all_of).having("period_end < ?", begins),
        ),
        vintage,
    )
    return observations_of(rests_on)


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
    told = known.told_of(indicators)
    if not told:
        return ()
    begins = date(ending.start.year - 1, 1, 1)
    by_term = {one.indicator for one in told if one.by_term}
    others = {one.indicator for one in told} - by_term
    is_covered, days = "period_end >= ? AND period_start <= ?", (begins, ending.end)
    rests_on = standing_reports(
        store,
        (
            asked_of([area], indicators).having(is_covered, *days),
            _reached_before(area, begins, others.intersection(paced)),
            asked_of([area], by_term).having(f"NOT ({is_covered})", *days),
        ),
        vintage,
    )
    return observations_of(rests_on)


def _last_day(told: Iterable[Told]) -> date:
    """Of the last year that anything is told of; what came later was not known at the moment."""
    return date(max(one.any for one in told), 12, 31)


def _reached_before(area: str, begins: date, indicators: Collection[str]) -> Asked:
    """What years before had reached by each day since January."""
    return asked_of([area], indicators).having(
        "period_end < ? AND measure = 'actual' AND period_start = date_trunc('year', period_end)",
        begins,
    )


def known(
    store: Store,
    *,
    areas: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
    vintage: Vintage = NOW,
) -> tuple[Observation, ...]:
    """Every report that is not withdrawn, of each figure the one that stands first."""
    asked = _asked_apart(areas, indicators, ending)
    return observations_of(known_reports(store, asked, vintage))


def reports(store: Store, key: FigureKey, vintage: Vintage = NOW) -> tuple[Report, ...]:
    """Everyone who reports the figure, the one that stands first, withdrawn ones last."""
    register = store.register()
    asked = Asked(
        """ref_area = ? AND indicator = ? AND measure = ? AND period_start = ?
            AND period_end = ? AND plan_basis = ?""",
        (
            *(key.ref_area, key.indicator, key.measure),
            *(key.period.start, key.period.end, key.plan_basis),
        ),
    )
    table = read_reports(store, NAMES, [asked])
    told = dated(table.filter(np.isin(table["submission_id"], register.numbers)), register)
    known = is_known(told, register, vintage)
    left_out = sorted(observations_of(told.filter(~known)), key=_newest_first)
    in_order: list[tuple[int | None, Observation]] = [
        *enumerate(observations_of(ranked(told.filter(known))), start=1),
        *((None, report) for report in left_out),
    ]
    return tuple(
        Report(
            rank=rank,
            observation=report,
            source=register.source(report.source),
            submission=register.submission(report.submission_id),
        )
        for rank, report in in_order
    )


def _newest_first(report: Observation) -> tuple[int, int]:
    return -report.submission_id, report.row_number


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
