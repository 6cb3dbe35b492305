"""The order of the figures on disk: what is asked for together lies together."""

from __future__ import annotations

import re

from analytics.store_database import SCHEMA
from analytics.store_submissions import SubmissionDatabase

_TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS observation (\(.*?\n\);)", re.DOTALL)
_TILE = 122_880
"""Rows of a row group, the least that DuckDB reads or skips."""


class OrderedDatabase(SubmissionDatabase):
    """Figures that can be put in order. Nothing is asked by their order, so answers stay alike."""

    def compact(self) -> None:
        """Write the figures anew in tiles, and give back what is unused.

        A tile is some neighbouring areas × some indicators. There are about as many blocks of
        areas as of indicators, so a question about an area and one about an indicator both read
        only some of the tiles. New submissions are added at the end, and a question then reads a
        little of each. Readers go on while this runs; whoever writes waits.
        """
        found = _TABLE.search(SCHEMA.read_text(encoding="utf-8"))
        assert found is not None
        with self._transaction() as cursor:
            cursor.execute(f"CREATE TABLE observation_in_order {found.group(1)}")
            cursor.execute(
                """
                INSERT INTO observation_in_order
                WITH tiled AS (
                    SELECT ref_area,
                        (row_number() OVER (ORDER BY ref_area) - 1)
                            * ceil(sqrt(sum(figures) OVER () / ?))::BIGINT // count(*) OVER ()
                            AS block
                    FROM (SELECT ref_area, count(*) AS figures FROM observation GROUP BY ref_area)
                )
                SELECT observation.*
                FROM observation
                JOIN tiled USING (ref_area)
                ORDER BY block, indicator, ref_area, measure, period_end, period_start,
                    submission_id, row_number
                """,
                [_TILE],
            )
            cursor.execute("DROP TABLE observation")
            cursor.execute("ALTER TABLE observation_in_order RENAME TO observation")
        with self.at_rest():
            pass
