"""A value lies in the store as whole digits and a power of ten, and is the same when read."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.store_database import SCHEMA
from analytics.store_values import STORED, stored, valued

VALUES = st.decimals(
    min_value=Decimal(-(10**19) + 1), max_value=Decimal(10**19 - 1), places=9
) | st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**12), 10**12),
    st.integers(0, 9),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield connection


@given(rows=st.lists(st.tuples(VALUES, st.integers(-6, 12)), min_size=1))
def test_a_value_is_the_same_when_read(
    connection: duckdb.DuckDBPyConnection, rows: list[tuple[Decimal, int]]
) -> None:
    values, decimals = zip(*rows, strict=True)
    given = pa.table(
        {
            "obs_value": pa.array(values, pa.decimal128(28, 9)),
            "decimals": pa.array(decimals, pa.int32()),
            "row_number": range(len(rows)),
        }
    )
    lie = stored(given)
    connection.execute("DELETE FROM stored_observation")
    connection.register("lie", lie)
    connection.execute(
        """
        INSERT INTO stored_observation BY NAME
        SELECT 1 AS submission_id, '' AS ref_area, '' AS indicator, '' AS measure,
            current_date AS period_start, current_date AS period_end, '' AS plan_basis,
            '' AS bound, '' AS unit, '' AS obs_status, '' AS printed, '' AS source,
            '' AS locator, '' AS note, *
        FROM lie
        """
    )
    told = connection.execute("SELECT obs_value, decimals FROM observation ORDER BY row_number")
    assert told.fetchall() == rows
    lying = connection.execute(
        f"SELECT {', '.join(STORED)} FROM stored_observation ORDER BY row_number"
    )
    assert valued(lying.to_arrow_table())["obs_value"].to_pylist() == [*values]
    for value, one in zip(values, lie.to_pylist(), strict=True):
        if one["significand"] is None:
            assert one["long_value"] == value
            assert abs(value).scaleb(9) >= 2**63
        else:
            assert one["long_value"] is None
            assert Decimal(one["significand"]).scaleb(one["exponent"]) == value


def test_part_of_a_table_is_stored_as_it_is() -> None:
    """A slice lies in the middle of its table's memory."""
    values = [Decimal(value).scaleb(-1) for value in range(10)]
    table = pa.table({"obs_value": pa.array(values, pa.decimal128(28, 9)), "decimals": [1] * 10})
    assert stored(table.slice(3, 4))["significand"].to_pylist() == [3, 4, 5, 6]


def test_no_rows_have_no_values() -> None:
    none = pa.table({name: pa.array([], pa.int64()) for name in ("significand", "exponent")})
    none = none.append_column("long_value", pa.array([], pa.decimal128(28, 9)))
    assert valued(none)["obs_value"].to_pylist() == []
