"""What submissions tell, counted: a line for figures that differ in nothing but their area."""

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
from analytics.store import Register, Store

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
"""A row for each line, or one for all of them; a bit for each area."""

ALL = np.uint64(2**64 - 1)
_WORD = 64


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of submissions, each with its areas, of each of which it has ``times`` reports.

    The columns of ``told`` are those of :data:`_LINE`. A submission never changes, so a line that
    was read once stays true; whether the submission stands is asked elsewhere.
    """

    told: pa.Table
    areas: Bits
    places: Mapping[str, int]
    """The bit of each area, in the order in which areas came."""
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

    def bits(self, areas: Iterable[str]) -> Bits:
        """These areas, one row for all lines."""
        chosen = np.zeros(self.areas.shape[1] * _WORD, np.uint8)
        chosen[[self.places[area] for area in areas if area in self.places]] = 1
        return np.packbits(chosen).view(np.uint64)

    def areas_of(self, bits: Bits) -> list[str]:
        """The areas of one row of bits."""
        chosen = np.unpackbits(bits.view(np.uint8))
        return [area for area, place in self.places.items() if chosen[place]]

    def reports(self, bits: Bits) -> Ints:
        """How many reports each line has of those areas of it that are chosen."""
        areas: Ints = np.bitwise_count(self.areas & bits).sum(axis=1, dtype=np.int64)
        return areas * self.numbers("times")


_read: WeakKeyDictionary[Store, tuple[int, Lines]] = WeakKeyDictionary()
"""The lines of a store, and how often its record had been replaced when they were read."""
_reading = threading.Lock()


def lines_of(store: Store, register: Register) -> Lines:
    """The lines of the register's submissions, and it may be of newer ones.

    Read once in a process and then kept, some 150 bytes for each: of what is committed meanwhile
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
    rows = store.rows("SELECT DISTINCT ref_area FROM reported_area ORDER BY ref_area")
    new = [row["ref_area"] for row in rows if row["ref_area"] not in lines.places]
    places = {**lines.places, **{area: n for n, area in enumerate(new, len(lines.places))}}
    words = max(1, -(-len(places) // _WORD))
    parts = _parts(store, places, words * _WORD, submissions)
    areas = [np.pad(lines.areas, ((0, 0), (0, words - lines.areas.shape[1])))]
    for part in parts:
        packed = b"".join(part["areas"].to_pylist())
        areas.append(np.frombuffer(packed, np.uint64).reshape(-1, words))
    told = [part.select([*_LINE]).cast(pa.schema(_LINE)) for part in parts]
    return Lines(
        told=pa.concat_tables([lines.told, *told]).combine_chunks(),
        areas=np.concatenate(areas),
        places=places,
        submissions=lines.submissions | frozenset(submissions),
    )


def _parts(
    store: Store, places: Mapping[str, int], bits: int, submissions: Sequence[int]
) -> list[pa.Table]:
    """Their lines, in two parts: where no area comes twice, and those of other submissions.

    The first takes a second for ten million reports; to count each area by itself takes many.
    """
    placed = pa.table({"ref_area": [*places], "place": pa.array(places.values(), pa.int32())})
    between = [submissions[0], submissions[-1]]
    once = store.arrow(
        f"""
        SELECT {_KEY}, 1 AS times, count(*) AS reports, {_AREAS}, {_VALUES}
        FROM stored_observation JOIN incoming USING (ref_area)
        WHERE submission_id BETWEEN ? AND ?
        GROUP BY ALL
        """,
        [bits - 1, *between],
        placed,
    )
    once = once.filter(pc.is_in(once["submission_id"], pa.array(submissions)))
    counted = np.array([int.from_bytes(areas).bit_count() for areas in once["areas"].to_pylist()])
    is_once = counted == once["reports"].to_numpy()
    repeated = once["submission_id"].filter(pa.array(~is_once)).unique()
    if not len(repeated):
        return [once]
    often = store.arrow(
        f"""
        WITH counted AS (
            SELECT {_KEY}, ref_area, count(*) AS times, {_VALUES}
            FROM stored_observation
            WHERE submission_id BETWEEN ? AND ? AND list_contains(?, submission_id)
            GROUP BY ALL
        )
        SELECT {_KEY}, times, {_AREAS}, bit_or(exponents) AS exponents, min(lowest) AS lowest,
            max(highest) AS highest, sum(long_values)::BIGINT AS long_values,
            min(fewest_decimals) AS fewest_decimals, sum(zeros_added)::BIGINT AS zeros_added
        FROM counted JOIN incoming USING (ref_area)
        GROUP BY ALL
        """,
        [*between, repeated.to_pylist(), bits - 1],
        placed,
    )
    return [once.filter(pc.invert(pc.is_in(once["submission_id"], repeated))), often]


_LINE = {
    "submission_id": pa.int64(),
    "source": pa.string(),
    "indicator": pa.string(),
    "measure": pa.string(),
    "plan_basis": pa.string(),
    "period_start": pa.date32(),
    "period_end": pa.date32(),
    "times": pa.int64(),
    "exponents": pa.int64(),  # bit n: a value has n decimals in the store
    "lowest": pa.int64(),
    "highest": pa.int64(),
    "long_values": pa.int64(),
    "fewest_decimals": pa.int64(),
    "zeros_added": pa.int64(),  # values that have zeros where the printed text has a word
}
_KEY = "submission_id, source, indicator, measure, plan_basis, period_start, period_end"
_AREAS = "bitstring_agg(place, 0, ?)::BLOB AS areas"
_VALUES = """
    bit_or(1::BIGINT << -exponent::BIGINT) AS exponents,
    coalesce(min(significand), 0) AS lowest, coalesce(max(significand), 0) AS highest,
    count(long_value) AS long_values, min(decimals) AS fewest_decimals,
    count(CASE WHEN significand % 10 = 0 AND significand <> 0 THEN nullif(contains(
        replace(replace(replace(printed, '.', ''), ',', ''), ' ', ''), abs(significand)::VARCHAR
    ), true) END) AS zeros_added
"""
