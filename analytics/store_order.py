"""The order of the figures on disk: what is asked for together lies together."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from analytics import disk
from analytics.store_database import Database, StoreError, growing_beside
from analytics.store_engine import quoted
from analytics.tiles import EARLIER_STRIP, NARROWER, STRIP, TILE, newest_years

_AT_ONCE = 4_000_000
"""Rows that are sorted in one go; the row groups at its ends are not full."""
_TILED = f"""
    CREATE TEMP TABLE tiled AS
    WITH newest AS ({newest_years("was.stored_observation")}), counted AS (
        SELECT begins, period_end >= begins AS is_recent, ref_area, count(*) AS figures
        FROM was.stored_observation CROSS JOIN newest
        GROUP BY ALL
    ), blocked AS (
        SELECT *,
            (row_number() OVER (PARTITION BY is_recent ORDER BY ref_area) - 1)
                * ceil(sqrt(
                    sum(figures) OVER (PARTITION BY is_recent) / {TILE}
                        * if(is_recent, 1, {NARROWER})
                ))::BIGINT
                // count(*) OVER (PARTITION BY is_recent) AS block
        FROM counted
    )
    SELECT *, sum(figures) OVER (ORDER BY is_recent, block) // {_AT_ONCE} AS turn
    FROM blocked
"""  # noqa: S608 (our own numbers)
_PLACED = """
    CREATE TEMP TABLE placed AS
    SELECT indicator, row_number() OVER (ORDER BY indicator) - 1 AS place
    FROM (SELECT DISTINCT indicator FROM was.stored_observation)
"""
_IN_ORDER = f"""
    SELECT stored_observation.*
    FROM was.stored_observation
    JOIN placed USING (indicator)
    JOIN tiled
        ON tiled.ref_area = stored_observation.ref_area
        AND tiled.is_recent = (period_end >= begins)
    WHERE turn = ?
    ORDER BY is_recent, block, place // if(is_recent, {STRIP}, {EARLIER_STRIP}),
        stored_observation.ref_area, indicator, measure, period_end, period_start, submission_id,
        row_number
"""  # noqa: S608 (our own numbers)


def write_in_order(path: Path, target: Path) -> None:
    """Put all that is in a database file into a new one, the figures in tiles.

    Of a strip, DuckDB unpacks 2,048 rows to read one of them, and more of those are then asked for.
    New submissions are added at the end, and a question then reads a little of each.

    The file is of this version, and nobody has it open. Raises ``StoreError`` ``order_differs``
    where the new file does not hold what the old one does.
    """
    growing = growing_beside(target)
    Database.open(growing).close()
    with closing(Database.look(path)) as was:
        held = was.fingerprints()
    with closing(duckdb.connect()) as connection:
        # Rows that go from file to file by way of Python fill their blocks less, in twice the time.
        connection.execute(f"ATTACH {quoted(str(path))} AS was (READ_ONLY)")
        connection.execute(f"ATTACH {quoted(str(growing))} AS growing")
        connection.begin()
        for table in held.keys() - {"stored_observation"}:
            order = "ORDER BY number, report" if table == "number" else ""
            connection.execute(f"INSERT INTO growing.{table} BY NAME FROM was.{table} {order}")
        connection.execute(_TILED)
        connection.execute(_PLACED)
        turns = connection.execute("SELECT DISTINCT turn FROM tiled ORDER BY turn").fetchall()
        for turn in turns:  # so much at a time fits into memory
            connection.execute(f"INSERT INTO growing.stored_observation BY NAME {_IN_ORDER}", turn)
        connection.commit()
    with closing(Database.look(growing)) as new:
        if new.fingerprints() != held:
            raise StoreError("order_differs", path=str(growing))
    growing.replace(target)
    disk.sync_folder(target.parent)
