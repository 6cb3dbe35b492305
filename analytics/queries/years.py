"""The figures of an area that its standings of some years rest on: its newest, or years asked for.

All reports of the area are read, which DuckDB does as soon as those of some of its years.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from statistics import multimode

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import NOW, Observation, Period, Vintage
from analytics.queries.asking import asked_of, observations_of
from analytics.queries.ranking import known_reports, standing_among
from analytics.store import Store

_TOLD = pa.array(["actual", "attainment", "growth"])
_OF_TERM = pa.array(["term", "programme"])


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
    known = known_reports(store, asked_of([area], indicators), vintage)
    years = pc.year(known["period_end"])
    newest = (
        pa.table(
            {
                "indicator": known["indicator"],
                "year": years,
                "told": pc.if_else(pc.is_in(known["measure"], _TOLD), years, None),
                "by_term": pc.is_in(known["plan_basis"], _OF_TERM),
            }
        )
        .group_by("indicator")
        .aggregate([("year", "max"), ("told", "max"), ("by_term", "any")])
    )
    year = pc.coalesce(newest["told_max"], newest["year_max"])
    usual = max(multimode(year.to_pylist()), default=0)
    whole = newest.filter(pc.or_(newest["by_term_any"], pc.less(year, usual)))
    is_late = pc.greater_equal(years, usual - 1)
    return _standing(known, pc.or_(is_late, pc.is_in(known["indicator"], whole["indicator"])))


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
    known = known_reports(store, asked_of([area], indicators), vintage)
    first = pa.scalar(date(ending.start.year - 1, 1, 1))
    last = pa.scalar(ending.end)
    is_near = pc.and_(
        pc.greater_equal(known["period_end"], first), pc.less_equal(known["period_start"], last)
    )
    by_term = known["indicator"].filter(pc.is_in(known["plan_basis"], _OF_TERM))
    return _standing(known, pc.or_(is_near, pc.is_in(known["indicator"], by_term)))


def _standing(known: pa.Table, is_asked: pa.ChunkedArray) -> tuple[Observation, ...]:
    """Of all reports that are known, the figures that stand: those asked for, and January's sums.

    They are chosen by key, so that of a figure all reports are there or none.
    """
    since_january = pc.and_(
        pc.equal(known["measure"], "actual"),
        pc.equal(known["period_start"], pc.floor_temporal(known["period_end"], unit="year")),
    )
    return observations_of(standing_among(known.filter(pc.or_(is_asked, since_january))))
