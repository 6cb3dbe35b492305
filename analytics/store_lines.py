"""What a submission tells, counted: its lines, and the numbers that its reports are found by.

A line is of reports that differ in nothing but their area and what they say. Each report has a
number of its own in the store: those of a line follow each other, in the order of their areas'
places. So a number of a report leads to its line and its area, and a line to all of its reports,
with nothing read of the reports themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.numerals import other_numbers
from analytics.sorting import Ints, as_numbers, begins, packed
from analytics.store_values import stored

ALIKE = (
    *("source", "indicator", "measure", "plan_basis"),
    *("period_start", "period_end", "obs_status"),
)
"""The columns that the reports of a line have in common."""
_TOLD = ("obs_value", "decimals", "printed")
"""The columns that numbers are made of."""
WORD = 64
"""Bits of a word of areas."""
_NONE = -1
_EXACT = 2**53
"""Whole numbers up to this are doubles exactly, and so are their quotients by a power of ten."""


@dataclass(frozen=True, eq=False)
class Counted:
    """Rows for the tables ``line`` and ``number``, without the submission's id, and its areas."""

    first_report: int
    last_report: int
    lines: pa.Table
    numbers: pa.Table
    areas: list[str]


def counted(observations: pa.Table, areas: Sequence[str], first_report: int) -> Counted:
    """The lines of a submission's ``observations``, its reports numbered from ``first_report``.

    ``areas`` are all of the store's in the order of their places. A report that repeats a figure
    of its line is in a line of its own row of the file.
    """
    place = pc.index_in(observations["ref_area"], pa.array(areas, pa.string())).to_numpy()
    row = observations["row_number"].to_numpy()
    alike = packed([as_numbers(observations[name]) for name in ALIKE])
    order = np.lexsort((row, place, *reversed(alike)))
    own_row = np.full(len(row), _NONE)
    again = order[~begins([*alike, place], order)]
    own_row[again] = row[again]
    order = np.lexsort((place, own_row, *reversed(alike)))
    is_first = begins([*alike, own_row], order)
    is_first |= ~begins([place], order)  # twice in one row of the file
    firsts = np.flatnonzero(is_first)
    told_of = observations.select(_TOLD).take(order)  # no other column is copied
    held = stored(told_of)
    own_row = own_row[order[firsts]]
    told = {
        "own_row": pa.array(own_row, mask=own_row == _NONE),
        "first_report": pa.array(first_report + firsts),
        "reports": pa.array(np.diff(firsts, append=len(order))),
        "exponents": pa.array(_exponents(held, firsts)),
        **_words(place[order], firsts),
    }
    lines = observations.select(ALIKE).take(order[firsts])
    for name, column in told.items():
        lines = lines.append_column(name, column)
    return Counted(
        first_report=first_report,
        last_report=first_report + len(order) - 1,
        lines=lines,
        numbers=_numbers(told_of, held, first_report),
        areas=sorted(observations["ref_area"].unique().to_pylist()),
    )


def _exponents(held: pa.Table, firsts: Ints) -> Ints:
    """For each line a bit n where a value has n decimals in the store."""
    bits = np.int64(1) << -held["exponent"].to_numpy().astype(np.int64)
    return np.bitwise_or.reduceat(bits, firsts) if len(firsts) else bits


def _words(places: Ints, firsts: Ints) -> dict[str, pa.Array]:
    """A bit for each area of a line, in words from the first that has one to the last."""
    word = places // WORD
    first_word = word[firsts]
    lasts = np.append(firsts, len(places))[1:] - 1
    lengths = word[lasts] - first_word + 1
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    line = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(places)))
    bits = np.zeros(offsets[-1], np.uint64)
    np.bitwise_or.at(bits, offsets[line] + word - first_word[line], bit_of(places))
    words = pa.ListArray.from_arrays(offsets.astype(np.int32), bits.view(np.int64))
    return {"first_word": pa.array(first_word), "areas": words}


def bit_of(places: Ints) -> npt.NDArray[np.uint64]:
    """The bit of each of these areas in its word."""
    return np.uint64(1) << (places % WORD).astype(np.uint64)


def _numbers(reports: pa.Table, held: pa.Table, first_report: int) -> pa.Table:
    """Each report's value, and what else is printed of it, by number."""
    values = _values(reports, held)
    number = first_report + np.arange(len(values))
    others = [
        (float(other), number[row])
        for row in np.flatnonzero(~_is_plain(reports["printed"], np.abs(values))).tolist()
        for other in other_numbers(
            reports["printed"][row].as_py(), reports["obs_value"][row].as_py()
        )
    ]
    told, whose = (np.array(column) for column in zip(*others, strict=True)) if others else ((), ())
    found = np.concatenate((values, told)), np.concatenate((number, whose)).astype(np.int64)
    order = np.lexsort((found[1], found[0]))
    return pa.table({"number": found[0][order], "report": found[1][order]})


def _values(reports: pa.Table, held: pa.Table) -> npt.NDArray[np.float64]:
    """The values as doubles, each the one nearest to its value."""
    digits = held["significand"].fill_null(_EXACT).to_numpy()
    values: npt.NDArray[np.float64] = digits / 10.0 ** -held["exponent"].to_numpy().astype(
        np.float64
    )
    for row in np.flatnonzero((digits >= _EXACT) | (digits <= -_EXACT)).tolist():
        values[row] = float(reports["obs_value"][row].as_py())
    return values


def _is_plain(printed: pa.ChunkedArray, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Whether a text has one number, which is the value, without its sign."""
    is_plain = np.zeros(len(printed), np.bool_)
    for group, point in ((".", ","), (",", ".")):
        left = np.flatnonzero(~is_plain)
        read = _read(printed.take(pa.array(left)), group, point)
        is_plain[left] = pc.fill_null(pc.equal(read, pa.array(values[left])), False).to_numpy()
    return is_plain


def _read(texts: pa.ChunkedArray, group: str, point: str) -> pa.ChunkedArray:
    """The one number of each text, by these marks; null where there is another, or none."""
    parts = pc.extract_regex(
        texts,
        rf"^[^0-9]*(?P<whole>[1-9][0-9]{{0,2}}(?:[{group}][0-9]{{3}})+|[0-9]+)"
        rf"(?:[{point}](?P<decimals>[0-9]+))?[^0-9]*$",
    )
    whole = pc.replace_substring(pc.struct_field(parts, "whole"), group, "")
    decimals = pc.struct_field(parts, "decimals")
    return pc.binary_join_element_wise(whole, decimals, ".").cast(pa.float64())
