"""The order of the figures on disk: what is asked for together lies together."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb

from analytics import disk
from analytics.store_database import Database, StoreError, growing_beside

_TILE = 122_880
"""Rows of a row group, the least that DuckDB reads or skips."""
_IN_ORDER = f"""
    WITH tiled AS (
        SELECT ref_area,
            (row_number() OVER (ORDER BY ref_area) - 1)
                * ceil(sqrt(sum(figures) OVER () / {_TILE}))::BIGINT // count(*) OVER () AS block
        FROM (SELECT ref_area, count(*) AS figures FROM was.observation GROUP BY ref_area)
    )
    SELECT observation.*
    FROM was.observation
    JOIN tiled USING (ref_area)
    ORDER BY block, indicator, ref_area, measure, period_end, period_start, submission_id,
        row_number
"""  # noqa: S608 (our own number)


def write_in_order(path: Path, target: Path) -> None:
    """Put all that is in a database file into a new one, the figures in tiles.

    A tile is some neighbouring areas × some indicators. There are about as many blocks of areas as
    of indicators, so a question about an area and one about an indicator both read only some of
    the tiles. New submissions are added at the end, and a question then reads a little of each.
    Nothing is asked by the order, so answers stay alike.

    The file is of this version, and nobody has it open. Raises ``StoreError`` ``order_differs``
    where the new file does not hold what the old one does.
    """
    growing = growing_beside(target)
    Database.open(growing).close()
    with closing(Database.look(path)) as was:
        held = was.fingerprints()
    with closing(duckdb.connect()) as connection:
        # Rows that go from file to file by way of Python fill their blocks less, in twice the time.
        connection.execute(f"ATTACH {_quoted(path)} AS was (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(growing)} AS growing")
        connection.begin()
        for table in held:
            rows = _IN_ORDER if table == "observation" else f"FROM was.{table}"
            connection.execute(f"INSERT INTO growing.{table} BY NAME {rows}")
        connection.commit()
    with closing(Database.look(growing)) as new:
        if new.fingerprints() != held:
            raise StoreError("order_differs", path=str(growing))
    growing.replace(target)
    disk.sync_folder(target.parent)


def _quoted(path: Path) -> str:
    """A literal, where DuckDB takes no parameter."""
    return "'" + str(path).replace("'", "''") + "'"
