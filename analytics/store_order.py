"""The order of the figures on disk: what is asked for together lies together."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from analytics import disk
from analytics.store_database import Database, StoreError, growing_beside
from analytics.store_submissions import SubmissionDatabase

_TILE = 122_880
"""Rows of a row group, the least that DuckDB reads or skips."""
_IN_ORDER = f"""
    WITH tiled AS (
        SELECT ref_area,
            (row_number() OVER (ORDER BY ref_area) - 1)
                * ceil(sqrt(sum(figures) OVER () / {_TILE}))::BIGINT // count(*) OVER () AS block
        FROM (SELECT ref_area, count(*) AS figures FROM observation GROUP BY ref_area)
    )
    SELECT observation.*
    FROM observation
    JOIN tiled USING (ref_area)
    ORDER BY block, indicator, ref_area, measure, period_end, period_start, submission_id,
        row_number
"""  # noqa: S608 (our own number)


class OrderedDatabase(SubmissionDatabase):
    """Figures that can be put in order. Nothing is asked by their order, so answers stay alike."""

    def write_in_order(self, target: Path) -> None:
        """Put all that is in the database into a new DuckDB file, the figures in tiles.

        A tile is some neighbouring areas × some indicators. There are about as many blocks of
        areas as of indicators, so a question about an area and one about an indicator both read
        only some of the tiles. New submissions are added at the end, and a question then reads a
        little of each. Readers go on while this runs; whoever writes waits. Raises ``StoreError``
        ``order_differs`` where the file does not hold what the database does.
        """
        growing = growing_beside(target)
        with self.at_rest(), closing(Database.open(growing)) as copy:
            copy.take_rows(self, {"observation": _IN_ORDER})
            if copy.fingerprints() != self.fingerprints():
                raise StoreError("order_differs", path=str(growing))
        growing.replace(target)
        disk.sync_folder(target.parent)
