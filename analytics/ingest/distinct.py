"""Columns as distinct values and where they stand, so that each is read once however often it occurs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Value = TypeVar("Value")
Read = TypeVar("Read")
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Distinct(Generic[Value]):
    """``values[codes[i]]`` is what stands in row ``i``."""

    values: tuple[Value, ...]
    codes: Codes

    def read(self, reader: Callable[[Value], Read]) -> Distinct[Read]:
        """Each value read once."""
        return Distinct(tuple(reader(value) for value in self.values), self.codes)

    def is_in(self, test: Callable[[Value], bool]) -> npt.NDArray[np.bool_]:
        """For each row whether its value passes."""
        passed = np.fromiter((test(v) for v in self.values), np.bool_, len(self.values))
        return passed[self.codes]

    def integers(self, of: Callable[[Value], int]) -> Codes:
        return np.fromiter((of(v) for v in self.values), np.int64, len(self.values))[self.codes]

    def column(self, of: Callable[[Value], object], kind: pa.DataType) -> pa.Array:
        """A column of what each value gives."""
        given = pa.array([of(value) for value in self.values], kind)
        return given.take(pa.array(self.codes))

    def __getitem__(self, row: int) -> Value:
        return self.values[self.codes[row]]


def distinct(texts: pa.StringArray) -> Distinct[str]:
    encoded = texts.dictionary_encode()
    return Distinct(tuple(encoded.dictionary.to_pylist()), _int64(encoded.indices))


def together(*columns: Distinct[object]) -> Distinct[tuple[object, ...]]:
    """The combinations of several columns that occur."""
    length = len(columns[0].codes)
    joint = np.zeros(length, np.int64)
    rows: list[tuple[int, ...]] = [()] if length else []
    for column in columns:
        # Re-encoding at every step keeps the numbers small: at most rows times values.
        encoded = pa.array(joint * len(column.values) + column.codes).dictionary_encode()
        joint = _int64(encoded.indices)
        pairs = (divmod(c, len(column.values)) for c in encoded.dictionary.to_pylist())
        rows = [(*rows[before], last) for before, last in pairs]
    values = tuple(
        tuple(column.values[place] for column, place in zip(columns, row, strict=True))
        for row in rows
    )
    return Distinct(values, joint)


def _int64(indices: pa.Array) -> Codes:
    codes: Codes = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
