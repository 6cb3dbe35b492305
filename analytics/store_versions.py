"""The versions of the store's schema, and what brings a store of one to the next."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from analytics.store_values import stored

SCHEMA_VERSION = 5
_BATCH = 100_000
Migration = Callable[[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], object]
"""Changes what a cursor writes to; another one reads what was there before."""


def said(sql: str) -> Migration:
    """A migration that statements tell all of."""
    return lambda writing, _: writing.execute(sql)


def _as_digits(writing: duckdb.DuckDBPyConnection, reading: duckdb.DuckDBPyConnection) -> None:
    """Have values lie as digits and powers of ten."""
    writing.execute(
        """
        DROP TABLE IF EXISTS stored_observation;
        CREATE TABLE stored_observation (
            submission_id BIGINT NOT NULL, row_number BIGINT NOT NULL,
            ref_area VARCHAR NOT NULL, indicator VARCHAR NOT NULL, measure VARCHAR NOT NULL,
            period_start DATE NOT NULL, period_end DATE NOT NULL, plan_basis VARCHAR NOT NULL,
            significand BIGINT, exponent TINYINT NOT NULL, long_value DECIMAL(28, 9),
            decimals INTEGER NOT NULL, bound VARCHAR NOT NULL,
            unit VARCHAR NOT NULL, obs_status VARCHAR NOT NULL, as_of DATE,
            printed VARCHAR NOT NULL, source VARCHAR NOT NULL, locator VARCHAR NOT NULL,
            note VARCHAR NOT NULL
        )
        """
    )
    for batch in reading.execute("FROM observation").to_arrow_reader(_BATCH):
        writing.register("incoming", stored(pa.Table.from_batches([batch])))
        writing.execute("INSERT INTO stored_observation BY NAME FROM incoming")
        writing.unregister("incoming")
    writing.execute("DROP TABLE observation")


MIGRATIONS: dict[int, Migration] = {
    2: said("SELECT 1"),
    3: said(
        """
        DROP TABLE IF EXISTS tally;
        CREATE TABLE tally (
            submission_id BIGINT NOT NULL, source VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
            period_start DATE NOT NULL, period_end DATE NOT NULL, reports BIGINT NOT NULL
        );
        INSERT INTO tally
        SELECT submission_id, source, indicator, period_start, period_end, count(*)
        FROM observation
        GROUP BY ALL
        """
    ),
    4: said(
        """
        DROP TABLE IF EXISTS reported_area;
        CREATE TABLE reported_area (submission_id BIGINT NOT NULL, ref_area VARCHAR NOT NULL);
        INSERT INTO reported_area SELECT DISTINCT submission_id, ref_area FROM observation
        """
    ),
    5: _as_digits,
}
"""What brings a store of the version before to this one; ``schema.sql`` follows, and makes what is
new and empty: 2 has ``role_grant``."""
