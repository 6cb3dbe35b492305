"""Reports that are known at one of two moments and not at the other, from what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import BEGINNING, Vintage
from analytics.queries.asking import FEW, dated, is_known
from analytics.store import Store

_HELD_AT_ONCE = 20_000
"""Reports; more are not held against each other while a reader waits, unless asked to."""


@dataclass(frozen=True, slots=True)
class Touched:
    """An indicator of which such reports are, and the days on which their periods end.

    ``moved`` counts them, ``held`` all reports of it for these days: what has to be looked at.
    """

    indicator: str
    ends: tuple[date, ...]
    moved: int
    held: int


@dataclass(frozen=True, eq=False)
class Moved:
    """What two moments know differently; only a report that moved can change a figure.

    ``known`` has a row for each submission and source that is known at one of the moments:
    ``submission_id``, its ``sha256`` and ``submitted_at``, ``source``, ``published``,
    ``was_known``, ``is_known``. ``areas`` are those of the submissions, sorted: all that have a
    report that moved, and where sources came to be known by their dates perhaps others.
    """

    known: pa.Table
    touched: tuple[Touched, ...]
    areas: tuple[str, ...]

    @property
    def reports(self) -> int:
        return sum(one.moved for one in self.touched)

    @property
    def held(self) -> int:
        return sum(one.held for one in self.touched)

    @property
    def is_much(self) -> bool:
        """Whether it is not all shown unasked."""
        return len(self.areas) > FEW and self.held > _HELD_AT_ONCE


def moved(store: Store, before: Vintage, after: Vintage) -> Moved:
    """The reports that are known at one of these moments and not at the other."""
    register = store.register()
    counted = store.arrow("SELECT submission_id, source, indicator, period_end, reports FROM line")
    known = dated(counted.group_by(["submission_id", "source"]).aggregate([]), register)
    for name, vintage in (("was_known", before), ("is_known", after)):
        known = known.append_column(name, pa.array(is_known(known, register, vintage)))
    known = known.filter(pc.or_(known["was_known"], known["is_known"]))
    those = register.submissions.take(np.searchsorted(register.numbers, known["submission_id"]))
    for name in ("sha256", "submitted_at"):
        known = known.append_column(name, those[name])
    differing = known.filter(pc.xor(known["was_known"], known["is_known"]))
    areas = store.rows(
        """
        SELECT DISTINCT ref_area FROM reported_area
        WHERE submission_id IN (SELECT unnest(?::BIGINT[]))
        ORDER BY ref_area
        """,
        [differing["submission_id"].unique().to_pylist()],
    )
    return Moved(
        known=known,
        touched=_touched(counted, differing),
        areas=tuple(row["ref_area"] for row in areas),
    )


def brought(store: Store, number: int) -> Moved:
    """What is known right after a submission, and was not right after the one before it."""
    register = store.register()
    times = register.submissions["submitted_at"]
    at = int(np.searchsorted(register.numbers, number))
    before = Vintage(submitted_by=times[at - 1].as_py()) if at else BEGINNING
    return moved(store, before, Vintage(submitted_by=times[at].as_py()))


def _touched(counted: pa.Table, differing: pa.Table) -> tuple[Touched, ...]:
    """What reports there are of the indicators and days that those of these sources are of."""
    has_moved = pc.is_valid(places_among(differing, counted))
    of_days = (
        counted.append_column("moved", pc.if_else(has_moved, counted["reports"], 0))
        .group_by(["indicator", "period_end"])
        .aggregate([("moved", "sum"), ("reports", "sum")])
    )
    touched = (
        of_days.filter(pc.greater(of_days["moved_sum"], 0))
        .group_by("indicator")
        .aggregate([("period_end", "list"), ("moved_sum", "sum"), ("reports_sum", "sum")])
        .sort_by("indicator")
    )
    columns = (touched[name].to_pylist() for name in touched.column_names)
    return tuple(
        Touched(indicator, tuple(ends), moved=moved, held=held)
        for indicator, ends, moved, held in zip(*columns, strict=True)
    )


def places_among(known: pa.Table, reports: pa.Table) -> pa.Array:
    """The row of ``known`` with each report's submission and source; null where there is none."""
    sources = known["source"].unique()
    each, asked = (
        pa.array(
            table["submission_id"].to_numpy() * (len(sources) + 1)
            + pc.index_in(table["source"], sources).fill_null(len(sources)).to_numpy()
        )
        for table in (known, reports)
    )
    return pc.index_in(asked, each)
