"""The counts beside the figures: written in a commit's own transaction, and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from analytics.store_lines import ALIKE, Counted, counted

COUNTED = ("row_number", "ref_area", *ALIKE, "obs_value", "decimals", "printed")
"""The columns that counts are made of."""
_AREAS = (
    "SELECT ref_area FROM reported_area GROUP BY ref_area ORDER BY min(submission_id), ref_area"
)
_IN_ORDER = {"line": "first_report", "number": "report, number", "reported_area": "ref_area"}


def add_counts(cursor: duckdb.DuckDBPyConnection, number: int, observations: pa.Table) -> None:
    """Count what a submission brings, whose areas are there already, after those before it."""
    (first,) = cursor.execute(
        "SELECT coalesce(max(first_report + reports), 0) FROM line"
    ).fetchone() or (0,)
    counts = counted(observations, placed_areas(cursor), first)
    _add(cursor, iter([{number: counts}]))


def fill_counts(
    cursor: duckdb.DuckDBPyConnection, brought: Iterator[Mapping[int, pa.Table]]
) -> None:
    """Count what all submissions brought, in their order: the columns :data:`COUNTED` of each."""
    _add(cursor, _counted_again(cursor, brought))


def miscounted(
    cursor: duckdb.DuckDBPyConnection, brought: Iterator[Mapping[int, pa.Table]]
) -> Iterator[int]:
    """Submissions whose counts are not those of what all of them brought, in their order."""
    for some in _counted_again(cursor, brought):
        numbers, these = [*some], [*some.values()]
        there = {
            table: cursor.execute(
                f"FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {_IN_ORDER[table]}", between
            ).to_arrow_table()
            for table, key, between in (
                ("line", "submission_id", [numbers[0], numbers[-1]]),
                ("number", "report", [these[0].first_report, these[-1].last_report]),
                ("reported_area", "submission_id", [numbers[0], numbers[-1]]),
            )
        }
        for number, counts in some.items():
            if not _is_there(number, counts, there):
                yield number


def _is_there(number: int, counts: Counted, there: Mapping[str, pa.Table]) -> bool:
    reports = there["number"]["report"]
    of_it = {
        "number": pc.and_(
            pc.greater_equal(reports, counts.first_report),
            pc.less_equal(reports, counts.last_report),
        ),
        **{
            table: pc.equal(there[table]["submission_id"], number)
            for table in ("line", "reported_area")
        },
    }
    found = {table: there[table].filter(which) for table, which in of_it.items()}
    lines = found["line"].select(counts.lines.column_names)
    numbers = counts.numbers.sort_by([("report", "ascending"), ("number", "ascending")])
    return bool(
        found["reported_area"]["ref_area"].to_pylist() == counts.areas
        and found["number"].equals(numbers)
        and lines.equals(counts.lines.cast(lines.schema))
    )


def _counted_again(
    cursor: duckdb.DuckDBPyConnection, brought: Iterator[Mapping[int, pa.Table]]
) -> Iterator[dict[int, Counted]]:
    areas = placed_areas(cursor)
    first = 0
    for some in brought:
        counts = {}
        for number, observations in some.items():
            counts[number] = counted(observations, areas, first)
            first += observations.num_rows
        yield counts


def placed_areas(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """The areas in the order of their places."""
    return [area for (area,) in cursor.execute(_AREAS).fetchall()]


def _add(cursor: duckdb.DuckDBPyConnection, counts: Iterator[Mapping[int, Counted]]) -> None:
    """Write the counts, each table by one statement, so that ``number`` lies in order.

    Until then it takes 16 bytes a report in memory: DuckDB cannot be asked for figures while it
    takes what is made of them.
    """
    lines: list[pa.Table] = []
    numbers: list[pa.Table] = []
    for some in counts:
        for number, one in some.items():
            whose = pa.array([number] * one.lines.num_rows, pa.int64())
            lines.append(one.lines.append_column("submission_id", whose))
            numbers.append(one.numbers)
    for table, rows, order in (
        ("line", lines, "first_report"),
        ("number", numbers, "number, report"),
    ):
        cursor.register("incoming", pa.concat_tables(rows))
        cursor.execute(f"INSERT INTO {table} BY NAME FROM incoming ORDER BY {order}")
        cursor.unregister("incoming")
