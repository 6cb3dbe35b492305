"""Rows put in order, or told apart, by whole numbers: in a fraction of the time of their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]

_BEYOND = 2**63


def packed(columns: Sequence[npt.NDArray[Any]]) -> list[Ints]:
    """Columns in the same order as these, the first of them foremost, and as few as hold them.

    One of all is sorted in a fraction of the time of each; 63 bits mostly suffice.
    """
    found: list[Ints] = []
    size = 0
    for column in columns if len(columns[0]) else ():
        low = int(column.min())
        span = int(column.max()) - low + 1
        numbers = column.astype(np.int64) - low
        if found and size * span < _BEYOND:
            found[-1] = found[-1] * span + numbers
            size *= span
        else:
            found.append(numbers)
            size = span
    return found or [np.empty(0, np.int64)]


def as_numbers(column: pa.ChunkedArray) -> npt.NDArray[np.integer]:
    """Numbers in the order of the values: of days, or of texts of which there are few."""
    if pa.types.is_date(column.type):
        return np.asarray(column.cast(pa.int32()).to_numpy())
    coded = column.combine_chunks().dictionary_encode()
    texts = coded.dictionary.to_pylist()
    places = np.empty(len(texts), np.int32)
    places[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
    return np.asarray(places[coded.indices.to_numpy()])


def begins(columns: Sequence[npt.NDArray[np.generic]], order: Ints) -> npt.NDArray[np.bool_]:
    """Whether a row differs from the one before it in any of these columns."""
    differs = np.ones(len(order), np.bool_)
    if len(order):
        ordered = [column[order] for column in columns]
        differs[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    return differs
