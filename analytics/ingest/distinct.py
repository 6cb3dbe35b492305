"""Columns as distinct values and their places, so that each is read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Value_co = TypeVar("Value_co", covariant=True)
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
Read = TypeVar("Read")
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Distinct(Generic[Value_co]):
    """``values[codes[i]]`` is what stands in row ``i``."""

    values: tuple[Value_co, ...]
    codes: Codes

    def read(self, reader: Callable[[Value_co], Read]) -> Distinct[Read]:
        """Each value read once."""
        return Distinct(tuple(reader(value) for value in self.values), self.codes)

    def is_in(self, test: Callable[[Value_co], bool]) -> npt.NDArray[np.bool_]:
        """For each row whether its value passes."""
        passed = np.fromiter((test(v) for v in self.values), np.bool_, len(self.values))
        return passed[self.codes]

    def integers(self, of: Callable[[Value_co], int]) -> Codes:
        return np.fromiter((of(v) for v in self.values), np.int64, len(self.values))[self.codes]

    def column(self, of: Callable[[Value_co], object], kind: pa.DataType) -> pa.Array:
        """A column of what each value gives."""
        given = pa.array([of(value) for value in self.values], kind)
        return given.take(pa.array(self.codes))

    def __getitem__(self, row: int) -> Value_co:
        return self.values[int(self.codes[row])]


def distinct(texts: pa.StringArray) -> Distinct[str]:
    encoded = texts.dictionary_encode()
    return Distinct(tuple(encoded.dictionary.to_pylist()), _int64(encoded.indices))


@overload
def together(a: Distinct[A], b: Distinct[B], /) -> Distinct[tuple[A, B]]: ...
@overload
def together(a: Distinct[A], b: Distinct[B], c: Distinct[C], /) -> Distinct[tuple[A, B, C]]: ...
@overload
def together(
    a: Distinct[A], b: Distinct[B], c: Distinct[C], d: Distinct[D], /
) -> Distinct[tuple[A, B, C, D]]: ...
@overload
def together(*columns: Distinct[object]) -> Distinct[tuple[object, ...]]: ...
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


def keys(*columns: Distinct[object]) -> Codes:
    """A number for each row, equal where all columns are equal."""
    joint = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        paired = pa.array(joint * max(len(column.values), 1) + column.codes)
        joint = _int64(paired.dictionary_encode().indices)
    return joint


def _int64(indices: pa.Array) -> Codes:
    codes: Codes = indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
