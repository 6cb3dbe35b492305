"""Every report of a figure, the one that stands first.

``ranked_observation`` in ``schema.sql`` says which report stands, by windows over all columns. Here
the same order comes from one sort, which takes half the time; tests hold both together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Vintage
from analytics.queries.asking import COLUMNS, Asked, moment
from analytics.store import Store

_KEY = ("ref_area", "indicator", "period_end", "period_start", "measure", "plan_basis")
_IS_EARLY = "obs_status IN ('E', 'P')"
_OPEN = pa.array([">", ">=", "<", "<="])


def known_reports(store: Store, asked: Asked, vintage: Vintage, columns: str = COLUMNS) -> pa.Table:
    """Reports that are not withdrawn, by key, of each figure the one that stands first.

    What is ``asked`` is of keys, so that of a figure all reports are there or none. ``columns``
    are ours; those of the key, ``bound`` and ``obs_value`` are among them.
    """
    table = store.arrow(
        f"""
        SELECT {columns}, {_IS_EARLY} AS is_early
        FROM known_observation(?, ?)
        WHERE {asked.sql}
        ORDER BY {", ".join(_KEY)}, is_early, published DESC NULLS LAST, submission_id DESC,
            row_number DESC
        """,
        [*moment(vintage), *asked.parameters],
    )
    return _bounds_after_exact(table)


def standing_reports(
    store: Store, asked: Asked, vintage: Vintage, columns: str = COLUMNS
) -> pa.Table:
    """The first of each figure's reports, which stands."""
    table = known_reports(store, asked, vintage, columns)
    return table.filter(_begins(table, _KEY))


def _begins(table: pa.Table, columns: Sequence[str]) -> pa.Array:
    """Whether a row differs from the one before it in any of these columns, none of them null."""
    if not table.num_rows:
        return pa.array([], pa.bool_())
    differs = pa.array([False] * (table.num_rows - 1), pa.bool_())
    for name in columns:
        column = table.column(name).combine_chunks()
        differs = pc.or_(differs, pc.not_equal(column.slice(1), column.slice(0, len(column) - 1)))
    return pa.concat_arrays([pa.array([True]), differs])


def _bounds_after_exact(table: pa.Table) -> pa.Table:
    """Of reports that are all final or all early, a bound goes after an exact value within it."""
    bounds, values = table.column("bound"), table.column("obs_value")
    opened = pc.indices_nonzero(pc.is_in(bounds, _OPEN)).to_pylist()
    if not opened:
        return table
    starts = pc.indices_nonzero(_begins(table, (*_KEY, "is_early"))).to_pylist()
    ends = dict(pairwise([*starts, table.num_rows]))
    order = list(range(table.num_rows))
    for first in {starts[bisect_right(starts, place) - 1] for place in opened}:
        size = ends[first] - first
        told = dict(enumerate(values.slice(first, size).to_pylist(), first))
        signs = dict(enumerate(bounds.slice(first, size).to_pylist(), first))
        exact = [value for row, value in told.items() if signs[row] == "="]
        agrees = {row: _agrees(signs[row], value, exact) for row, value in told.items()}
        order[first : ends[first]] = sorted(told, key=agrees.__getitem__)
    return table.take(pa.array(order))


def _agrees(bound: str, value: Decimal, exact: Sequence[Decimal]) -> bool:
    """Whether an exact value lies within the bound."""
    match bound:
        case ">":
            return any(one > value for one in exact)
        case ">=":
            return any(one >= value for one in exact)
        case "<":
            return any(one < value for one in exact)
        case "<=":
            return any(one <= value for one in exact)
        case _:
            return False
