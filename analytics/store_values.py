"""How values lie in the store: whole digits and a power of ten.

To read a ``DECIMAL(28, 9)`` from the disk DuckDB takes fourteen times as long as for a whole number
of 64 bits, and twice the room. So a value is ``significand * 10 ** exponent``, exactly; one of more
digits than that holds is a ``long_value``. The view ``observation`` in ``schema.sql`` makes
``obs_value`` of them.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

STORED = ["significand", "exponent", "long_value"]
"""What the store has of an ``obs_value``."""
_PLACES = 9
"""Of ``obs_value``, at most."""
_VALUE = pa.decimal128(28, _PLACES)
_HALF = 2**32 - 1
_LIMIT = 2**63
"""What a whole number of 64 bits does not reach."""


def stored(observations: pa.Table) -> pa.Table:
    """Rows of ``observation`` as ``stored_observation`` has them; values have no gaps.

    The digits are those of the printed number where its ``decimals`` tell all of the value: alike
    in a column, the powers then take next to no room.
    """
    values = observations["obs_value"].cast(_VALUE).combine_chunks()
    lower, upper = np.frombuffer(values.buffers()[1], np.int64).reshape(-1, 2).T
    here = slice(values.offset, values.offset + len(values))
    billionths, rest = lower[here], upper[here]
    places = np.clip(observations["decimals"].to_numpy(), 0, _PLACES)
    places[billionths % _steps(places) != 0] = _PLACES
    significands = billionths // _steps(places)
    long_values: list[Decimal | None] = [None] * len(values)
    for row in np.flatnonzero(rest != billionths >> 63).tolist():
        value = values[row].as_py()
        significand, places[row] = _digits(value, observations["decimals"][row].as_py())
        if -_LIMIT <= significand < _LIMIT:
            significands[row] = significand
        else:
            long_values[row] = value
    is_long = np.array([value is not None for value in long_values], np.bool_)
    return (
        observations.drop_columns("obs_value")
        .append_column("significand", pa.array(significands, mask=is_long))
        .append_column("exponent", pa.array(-places.astype(np.int8)))
        .append_column("long_value", pa.array(long_values, _VALUE))
    )


def valued(stored: pa.Table) -> pa.Table:
    """Rows of ``stored_observation`` with their ``obs_value``, as the view ``observation`` has it.

    Billionths are worked out in halves of 32 bits, of which none goes beyond 64.
    """
    significands = stored["significand"].fill_null(0).to_numpy()
    steps = _steps(-stored["exponent"].to_numpy())
    low = (significands & _HALF) * steps
    high = (significands >> 32) * steps + (low >> 32)
    words = np.column_stack(((high << 32) | (low & _HALF), high >> 32))
    values = pa.Array.from_buffers(_VALUE, len(words), [None, pa.py_buffer(words)])
    long_values = stored["long_value"]
    if long_values.null_count < len(words):
        values = pc.coalesce(long_values, values)
    return stored.drop_columns(STORED).append_column("obs_value", values)


def _steps(places: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """How many billionths one of the last place is."""
    return np.int64(10) ** (_PLACES - places.astype(np.int64))


def _digits(value: Decimal, decimals: int) -> tuple[int, int]:
    """A value as whole digits, however many, of so many places."""
    places = min(max(decimals, 0), _PLACES)
    if value.scaleb(places) % 1 != 0:
        places = _PLACES
    return int(value.scaleb(places)), places
