"""How a question is put to the store: conditions, a moment, rows read as figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import repeat
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.model import Bound, Measure, Observation, ObsStatus, Period, PlanBasis, Vintage
from analytics.store import Register, Store
from analytics.store_values import STORED, valued

NAMES = Observation._fields
COLUMNS = ", ".join(NAMES)
PLACE = (
    *("submission_id", "row_number", "ref_area", "indicator", "measure"),
    *("period_start", "period_end", "plan_basis"),
)
"""The columns that tell a report from all others: a row of a wide table has many."""
Place = tuple[int, int, str, str, str, date, date, str]
place_of: Callable[[Observation], Place] = attrgetter(*PLACE)
"""Where a report is in the record, by :data:`PLACE`; nothing changes there."""

FEW = 8
"""Codes; for more, one question is quicker than one each."""
MANY = 256
"""Numbers that take longer to be looked for in each row than to be joined."""


@dataclass(frozen=True)
class Asked:
    """A condition on figures, and the values that it is bound to.

    It stands beside the figures themselves, where DuckDB skips what cannot match before it ranks;
    a list of values in a subquery would be looked at afterwards, when all figures are ranked.
    """

    sql: str
    parameters: tuple[object, ...] = ()
    is_empty: bool = False
    """Whether it is known beforehand that nothing meets it."""

    def having(self, sql: str, *parameters: object) -> Asked:
        return replace(
            self, sql=f"{self.sql} AND {sql}", parameters=(*self.parameters, *parameters)
        )

    def nothing(self) -> Asked:
        return replace(self.having("false"), is_empty=True)

    def among(
        self, column: str, codes: Collection[str] | Collection[int] | Collection[date] | None
    ) -> Asked:
        """Those of ``codes``; None is all of them.

        The range lets DuckDB skip blocks by their smallest and largest value, the list is looked
        at while a block is read. ``IN`` alone would be looked at after whole rows are read.
        """
        if codes is None:
            return self
        if not codes:
            return self.nothing()
        known = sorted(codes)
        if len(known) == 1:
            return self.having(f"{column} = ?", *known)
        return self.having(
            f"{column} BETWEEN ? AND ? AND list_contains(?, {column})", known[0], known[-1], known
        )

    def without(self, column: str, codes: Collection[int]) -> Asked:
        """None of ``codes``; of many it is sooner joined than looked for in each row."""
        if not codes:
            return self
        if len(codes) > MANY:
            return self.having(f"{column} NOT IN (SELECT unnest(?))", [*codes])
        return self.having(f"NOT list_contains(?, {column})", [*codes])


def asked_of(
    areas: Collection[str] | None,
    indicators: Collection[str] | None = None,
    ending: Period | None = None,
) -> Asked:
    asked = Asked("true").among("ref_area", areas).among("indicator", indicators)
    if ending is None:
        return asked
    return asked.having("period_end BETWEEN ? AND ?", ending.start, ending.end)


def apart(codes: Collection[str] | None, few: int = FEW) -> list[Collection[str] | None]:
    """A few codes, each to be asked about by itself, in order; more, or all (None), together.

    DuckDB skips by one code what it reads through for a list of them: less than half the time.
    """
    if codes and len(codes) <= few:
        return [[code] for code in sorted(set(codes))]
    return [codes]


def asked_as(rows: pa.Table, *columns: str) -> Asked:
    """What has the values of rows in these columns, each by itself: no less than what they meet."""
    asked = Asked("true")
    for column in columns:
        asked = asked.among(column, set(rows[column].unique().to_pylist()))
    return asked


def known_at(asked: Asked, register: Register, vintage: Vintage) -> Asked:
    """Of what is asked for, of figures or their counts, what was known at a moment.

    That is what submissions told that stood, and, where a day is named, sources published by then.
    Nothing is of a submission that the register does not have, which came after it.
    """
    standing = register.standing(vintage.submitted_by)
    if not len(standing):
        return asked.nothing()
    last = int(standing[-1])
    before = register.numbers[register.numbers < last]
    known = asked.having("submission_id <= ?", last).without(
        "submission_id", np.setdiff1d(before, standing, assume_unique=True).tolist()
    )
    if vintage.published_by is None:
        return known
    return known.among("source", register.published_by(vintage.published_by))


def is_known(reports: pa.Table, register: Register, vintage: Vintage) -> npt.NDArray[np.bool_]:
    """Whether each of these dated reports, or counts, was known at a moment."""
    standing = register.standing(vintage.submitted_by)
    known: npt.NDArray[np.bool_] = np.isin(reports["submission_id"].to_numpy(), standing)
    if vintage.published_by is None:
        return known
    by_then = pc.less_equal(reports["published"], pa.scalar(vintage.published_by))
    known &= pc.fill_null(by_then, False).to_numpy()
    return known


def dated(reports: pa.Table, register: Register) -> pa.Table:
    """The reports, or counts, each with its source's date."""
    return reports.append_column("published", register.published(reports["source"]))


def read_reports(store: Store, columns: Iterable[str], apart: Sequence[Asked]) -> pa.Table:
    """These columns of the reports that meet one of some conditions, no two of which meet.

    Each condition by itself lets DuckDB skip what it would read through for one or another. One
    that nothing meets is left out, and values are put together afterwards: both would be planned,
    which takes as long as some questions. An answer that is kept before it is handed over is
    looked for by all processors, a streamed one by one.
    """
    read = [part for name in columns for part in (STORED if name == "obs_value" else [name])]
    some = [asked for asked in apart if not asked.is_empty] or apart[:1]
    parts = [
        f"SELECT {', '.join(read)} FROM stored_observation WHERE {asked.sql}" for asked in some
    ]
    answer = store.arrow(
        f"WITH answer AS MATERIALIZED ({' UNION ALL '.join(parts)}) FROM answer",
        [value for asked in some for value in asked.parameters],
    )
    return valued(answer) if "significand" in read else answer


_MADE: Mapping[str, Callable[[Any], object]] = {
    "measure": Measure,
    "plan_basis": PlanBasis,
    "obs_value": Decimal,
    "bound": Bound,
    "obs_status": ObsStatus,
}
"""What is made of a cell; the other cells are what they are."""


def observation_of(row: dict[str, Any]) -> Observation:
    """A row that was checked when it came in, so not once more."""
    return Observation(**row | {name: made(row[name]) for name, made in _MADE.items()})


def observations_of(table: pa.Table) -> tuple[Observation, ...]:
    """The same for many rows: column by column, in a fraction of the time."""
    rows = zip(*(_cells(table, name) for name in NAMES), strict=True)
    return tuple(map(tuple.__new__, repeat(Observation), rows))


def _cells(table: pa.Table, name: str) -> list[Any]:
    """A column's cells are mostly a few that come again and again; each becomes an object once."""
    column = table.column(name).combine_chunks()
    if pa.types.is_integer(column.type):
        numbers: list[Any] = column.to_numpy().tolist()
        return numbers
    if name == "printed":  # hardly comes again
        texts: list[Any] = column.to_pylist()
        return texts
    if _is_alike(column):
        cell = column[0].as_py()
        return [_MADE[name](cell) if name in _MADE else cell] * len(column)
    coded = column.dictionary_encode("encode")
    known = coded.dictionary
    if pa.types.is_decimal(known.type):
        known = known.cast(pa.string())
    distinct = known.to_numpy(zero_copy_only=False).astype(object)
    if name in _MADE:
        distinct = np.frompyfunc(_MADE[name], 1, 1)(distinct)
    cells: list[Any] = distinct[coded.indices.to_numpy()].tolist()
    return cells


def _is_alike(column: pa.Array) -> bool:
    """Whether there are cells, all the same; told in a fourth of the time that codes take."""
    if not len(column) or column[0] != column[-1]:
        return False
    if not column[0].is_valid:
        return bool(column.null_count == len(column))
    return bool(pc.all(pc.equal(column, column[0]), skip_nulls=False).as_py())


def at_places(
    store: Store, places: Collection[Place], asked: Asked | None = None
) -> dict[Place, Observation]:
    """The reports at these places, all of which are ``asked`` for.

    Whole rows are read only here: to read them while looking through millions takes far longer.
    """
    if not places:
        return {}
    columns = dict(zip(PLACE, zip(*places, strict=True), strict=True))
    rows = columns["row_number"]
    asked = (asked or Asked("true")).among("submission_id", set(columns["submission_id"]))
    asked = asked.having("row_number BETWEEN ? AND ?", min(rows), max(rows))
    table = store.arrow(
        f"""
        SELECT {COLUMNS}
        FROM observation
        SEMI JOIN incoming USING ({", ".join(PLACE)})
        WHERE {asked.sql}
        """,
        asked.parameters,
        pa.table(columns),
    )
    return {place_of(told): told for told in observations_of(table)}
