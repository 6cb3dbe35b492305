"""Reports that are known at one of two moments and not at the other, from what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Vintage
from analytics.queries.asking import dated, is_known
from analytics.store import Store


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
    ``submission_id``, ``source``, ``published``, ``was_known``, ``is_known``. ``areas`` are those
    of the submissions, sorted: all that have a report that moved, and where sources came to be
    known by their dates perhaps others.
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


def moved(store: Store, before: Vintage, after: Vintage) -> Moved:
    """The reports that are known at one of these moments and not at the other."""
    register = store.register()
    brought = store.arrow("SELECT submission_id, source FROM tally GROUP BY ALL")
    known = dated(brought, register)
    for name, vintage in (("was_known", before), ("is_known", after)):
        known = known.append_column(name, pa.array(is_known(known, register, vintage)))
    known = known.filter(pc.or_(known["was_known"], known["is_known"]))
    differing = known.filter(pc.xor(known["was_known"], known["is_known"]))
    touched = store.arrow(
        """
        WITH counted AS (
            SELECT indicator, period_end,
                sum(reports) FILTER (incoming.source IS NOT NULL) AS moved, sum(reports) AS held
            FROM tally
            LEFT JOIN incoming USING (submission_id, source)
            GROUP BY indicator, period_end
        )
        SELECT indicator, list(period_end) AS ends, sum(moved)::BIGINT AS moved,
            sum(held)::BIGINT AS held
        FROM counted
        WHERE moved > 0
        GROUP BY indicator
        ORDER BY indicator
        """,
        incoming=differing.select(["submission_id", "source"]),
    )
    areas = store.arrow(
        """
        SELECT DISTINCT ref_area
        FROM reported_area
        SEMI JOIN incoming USING (submission_id)
        ORDER BY ref_area
        """,
        incoming=differing.select(["submission_id"]),
    )
    return Moved(
        known=known,
        touched=tuple(
            Touched(row["indicator"], tuple(row["ends"]), row["moved"], row["held"])
            for row in touched.to_pylist()
        ),
        areas=tuple(areas["ref_area"].to_pylist()),
    )
