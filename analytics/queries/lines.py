"""What submissions tell, counted: a line for reports that differ in nothing but their area."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Period
from analytics.sorting import Ints, packed
from analytics.store import Register, Store
from analytics.store_lines import ALIKE, WORD, bit_of

Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]
"""A row for each line, or one for all of them; a bit for each area."""

ALL = np.uint64(2**64 - 1)
_NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of submissions in the order of their reports' numbers, each with its areas.

    The columns of ``told`` are those of the table ``line``. A submission never changes, so a line
    that was read once stays true; whether the submission stands is asked elsewhere.
    """

    told: pa.Table
    areas: Bits
    places: Mapping[str, int]
    """The bit of each area."""
    submissions: frozenset[int] = frozenset()
    """Those that are read, also those that told nothing."""

    def __len__(self) -> int:
        return int(self.told.num_rows)

    def numbers(self, column: str) -> Ints:
        return np.asarray(self.told[column].to_numpy())

    def days(self, column: str) -> npt.NDArray[np.datetime64]:
        return np.asarray(self.told[column].to_numpy())

    def codes(self, column: str) -> frozenset[str]:
        """The different codes of these lines."""
        return frozenset(self.told[column].unique().to_pylist())

    def those(self, which: Bools) -> Lines:
        return replace(self, told=self.told.filter(pa.array(which)), areas=self.areas[which])

    def among(self, column: str, codes: Collection[str]) -> Bools:
        """Whether each line has one of these codes."""
        if not codes:
            return np.zeros(len(self), np.bool_)
        found = pc.is_in(self.told[column], pa.array(codes, pa.string()))
        return np.asarray(found.to_numpy())

    def of_periods(self, periods: Iterable[Period]) -> Bools:
        starts, ends = self.days("period_start"), self.days("period_end")
        of_any = np.zeros(len(self), np.bool_)
        for when in periods:
            of_any |= (starts == np.datetime64(when.start)) & (ends == np.datetime64(when.end))
        return of_any

    def ending(self, when: Period) -> Bools:
        ends = self.days("period_end")
        return (ends >= np.datetime64(when.start)) & (ends <= np.datetime64(when.end))

    def nothing(self) -> Bits:
        """No area of any line."""
        return np.zeros_like(self.areas)

    def bits(self, areas: Iterable[str]) -> Bits:
        """These areas, one row for all lines."""
        chosen = np.zeros(self.areas.shape[1] * WORD, np.bool_)
        chosen[[self.places[area] for area in areas if area in self.places]] = True
        return _as_bits(chosen)

    def areas_of(self, bits: Bits) -> list[str]:
        """The areas of one row of bits."""
        chosen = _as_bools(bits)
        return [area for area, place in self.places.items() if chosen[place]]

    def bits_at(self, lines: Ints, areas: pa.ChunkedArray) -> Bits:
        """An area of each of these lines, its report's; of -1 none."""
        bits = self.nothing()
        some = lines != _NOWHERE
        places = self._places_of(areas)[some]
        np.bitwise_or.at(bits, (lines[some], places // WORD), bit_of(places))
        return bits

    def has(self, bits: Bits, lines: Ints, areas: pa.ChunkedArray) -> Bools:
        """Whether an area of each of these lines, its report's, is among these; of -1 none is."""
        places = self._places_of(areas)
        is_there = (bits[lines, places // WORD] & bit_of(places)) > 0
        return np.asarray(is_there & (lines != _NOWHERE))

    def numbers_of(self, lines: Ints, areas: pa.ChunkedArray) -> Ints:
        """The number of each report, by its line and its area."""
        some, among = np.unique(lines, return_inverse=True)
        before = np.cumsum(_as_bools(self.areas[some]), axis=1)[among, self._places_of(areas)] - 1
        found: Ints = self.numbers("first_report")[lines] + before
        return found

    def _places_of(self, areas: pa.ChunkedArray) -> Ints:
        """Of areas that only submissions since then report on, any."""
        found = pc.index_in(areas, pa.array(self.places, pa.string()))
        return np.asarray(found.fill_null(0).to_numpy())

    def of_reports(self, reports: Ints) -> Bits:
        """The area of each report that a line has, by the reports' numbers."""
        firsts = self.numbers("first_report")
        line = np.searchsorted(firsts + self.numbers("reports"), reports, side="right")
        reports, line = (column[line < len(self)] for column in (reports, line))
        is_here = reports >= firsts[line]
        line, which = line[is_here], (reports - firsts[line])[is_here]
        few, among = np.unique(line, return_inverse=True)
        until = np.cumsum(np.bitwise_count(self.areas[few]), axis=1, dtype=np.int64)[among]
        word = (until <= which[:, None]).sum(axis=1)
        words = self.areas[line, word]
        which -= until[np.arange(len(line)), word] - np.bitwise_count(words)
        bit = (np.cumsum(_as_bools(words[:, None]), axis=1) > which[:, None]).argmax(axis=1)
        bits = self.nothing()
        np.bitwise_or.at(bits, (line, word), bit_of(bit))
        return bits

    def line_of(self, reports: pa.Table) -> Ints:
        """The line that tells of each of these reports; -1 where none of these lines does."""
        keys = _keys(self.told, reports)
        ours, theirs = keys[: len(self)], keys[len(self) :]
        rows = self.told["own_row"]
        is_own = pc.is_valid(rows).to_numpy()
        common = np.flatnonzero(~is_own)
        common = common[np.argsort(ours[common], kind="stable")]
        at = np.searchsorted(ours[common], theirs)
        found = np.append(common, _NOWHERE)[at]
        found[np.append(ours, _NOWHERE)[found] != theirs] = _NOWHERE
        own = {(ours[line], rows[line].as_py()): line for line in np.flatnonzero(is_own).tolist()}
        if own:
            places = zip(theirs.tolist(), reports["row_number"].to_pylist(), strict=True)
            repeated = np.array([own.get(place, _NOWHERE) for place in places], np.int64)
            found = np.where(repeated == _NOWHERE, found, repeated)
        return found

    def reports(self, bits: Bits) -> Ints:
        """How many reports each line has of those areas of it that are chosen."""
        found: Ints = np.bitwise_count(self.areas & bits).sum(axis=1, dtype=np.int64)
        return found


_read: WeakKeyDictionary[Store, tuple[int, Lines]] = WeakKeyDictionary()
"""The lines of a store, and how often its record had been replaced when they were read."""
_reading = threading.Lock()


def lines_of(store: Store, register: Register) -> Lines:
    """The lines of the register's submissions, and it may be of newer ones.

    Read once in a process and then kept, some 200 bytes for each: of what is committed meanwhile
    only the new submissions are read.
    """
    with _reading:
        replaced, lines = _read.get(store, (register.replaced, _none()))
        if replaced != register.replaced:
            lines = _none()
        missing = sorted(set(register.numbers.tolist()) - lines.submissions)
        if missing:
            lines = _extended(store, lines, missing)
        _read[store] = register.replaced, lines
        return lines


def _none() -> Lines:
    return Lines(pa.schema(_LINE).empty_table(), np.zeros((0, 1), np.uint64), {})


def _extended(store: Store, lines: Lines, submissions: Sequence[int]) -> Lines:
    places = {area: place for place, area in enumerate(store.placed_areas())}
    words = max(1, -(-len(places) // WORD))
    told = store.arrow(
        f"""
        SELECT {", ".join(_LINE)}, first_word, areas
        FROM line
        WHERE submission_id >= ?
        ORDER BY first_report
        """,
        [submissions[0]],
    )
    told = told.filter(pc.is_in(told["submission_id"], pa.array(submissions)))
    areas = np.pad(lines.areas, ((0, 0), (0, words - lines.areas.shape[1])))
    return Lines(
        told=pa.concat_tables(
            [lines.told, told.select([*_LINE]).cast(pa.schema(_LINE))]
        ).combine_chunks(),
        areas=np.concatenate((areas, _matrix(told, words))),
        places=places,
        submissions=lines.submissions | frozenset(submissions),
    )


def _matrix(told: pa.Table, words: int) -> Bits:
    """Lines' words of areas at their places among so many."""
    bits = np.zeros((told.num_rows, words), np.uint64)
    lists = told["areas"].combine_chunks()
    lengths = pc.list_value_length(lists).to_numpy()
    line = np.repeat(np.arange(told.num_rows), lengths)
    within = np.arange(len(line)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    word = told["first_word"].to_numpy()[line] + within
    bits[line, word] = lists.flatten().to_numpy().view(np.uint64)
    return bits


def _keys(*tables: pa.Table) -> Ints:
    """A whole number for each row, alike for those of a line but for its row of the file."""
    columns = []
    for name in ("submission_id", *ALIKE):
        chunks = [chunk for table in tables for chunk in table[name].chunks]
        column = pa.chunked_array(chunks, tables[0][name].type).combine_chunks()
        columns.append(column.dictionary_encode().indices.to_numpy())
    keys = packed(columns)
    while len(keys) > 1:
        _, several = np.unique(np.column_stack(keys[:2]), axis=0, return_inverse=True)
        keys[:2] = [several]
    return keys[0]


def some_of(bits: Bits, which: slice) -> Bits:
    """Of all areas, line by line, those at these places among them."""
    areas = _as_bools(bits)
    chosen = np.zeros_like(areas)
    chosen.reshape(-1)[np.flatnonzero(areas)[which]] = True
    return _as_bits(chosen)


def _as_bits(chosen: Bools) -> Bits:
    return np.packbits(chosen, axis=-1, bitorder="little").view(np.uint64)


def _as_bools(bits: Bits) -> Bools:
    return np.unpackbits(bits.view(np.uint8), axis=-1, bitorder="little").view(np.bool_)


_LINE = {
    "submission_id": pa.int64(),
    **{name: pa.date32() if name.startswith("period") else pa.string() for name in ALIKE},
    "own_row": pa.int64(),
    "first_report": pa.int64(),
    "reports": pa.int64(),
    "exponents": pa.int64(),
}
