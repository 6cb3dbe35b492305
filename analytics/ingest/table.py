"""Rows of text to a table: the header, what its columns are, which rows hold figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as having
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest.numbers import Marks
from analytics.ingest.places import letter
from analytics.ingest.rows import Rows
from analytics.ingest.template import HEADERS, REQUIRED, VIETNAMESE, Field, fields_named, is_header
from analytics.model import Problem, Severity

_HEADER_WITHIN = 100  # rows
_NOTE_CELLS = 2  # at most, in a note below the table
_AS_HELD = frozenset({Field.VALUE, Field.AS_OF, Field.SOURCE_DATE})
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """A file's table: its header and the text of its rows, for showing and for marking cells.

    ``cells`` are all columns of the rows from ``first_row`` on, which is counted as analysts do:
    the file's first row is 1.
    """

    headers: tuple[str, ...]
    cells: pa.Table
    first_row: int
    sheet: str = ""

    def text(self, row: int, column: int) -> str:
        """The text of a cell; ``row`` as analysts count, ``column`` from 0."""
        if not 0 <= column < self.cells.num_columns:
            return ""
        return self.cells.column(column)[row - self.first_row].as_py() or ""

    def header(self, column: int) -> str:
        return self.headers[column] if 0 <= column < len(self.headers) else ""


@dataclass(frozen=True)
class Entries:
    """What may become figures: for each field the texts, and the cells that they stand in.

    All arrays have one length. ``rows`` are as analysts count; ``columns`` count from 0, and -1
    means that the file has no such column.
    """

    table: Table
    texts: Mapping[Field, pa.StringArray]
    columns: Mapping[Field, Places]
    rows: Places
    is_number: npt.NDArray[np.bool_]  # the value is a number to the workbook, not a text
    knows_percent: bool = True  # such a number would say that it is a percentage
    learned: Mapping[int, Marks] = having(default_factory=dict)
    """The marks that earlier files of the same form used, by column."""
    shown: Mapping[int, str] = having(default_factory=dict)
    """What the sheet shows, by entry, where that is another number than the one it holds."""

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Recognised:
    """A table in the template's form, and what is wrong with its shape."""

    table: Table | None
    entries: Entries | None
    problems: tuple[Problem, ...] = ()
    left_out: tuple[int, ...] = ()
    """Rows with figures that a mapping calls totals or notes, as analysts count."""


def recognise(rows: Rows) -> Recognised:
    """The template within a file: below any title rows, above any notes, columns in any order."""
    found = _header(rows)
    if found is None:
        return Recognised(None, None, (Problem(code="no_header", sheet=rows.sheet),))
    header_row, headers = found
    fields, problems = _fields(headers, header_row + 1, rows.sheet)
    body = rows.cells.slice(header_row + 1).combine_chunks()
    table = Table(headers, body, header_row + 2, rows.sheet)
    problems += _overhanging(table, len(headers))
    if any(problem.code == "missing_column" for problem in problems):
        return Recognised(table, None, tuple(problems))
    kept = _figure_rows(body, fields)
    if not len(kept):
        problems.append(Problem(code="no_rows", sheet=rows.sheet))
    elif (
        rows.is_cut_off
        and kept[-1] == body.num_rows - 1
        and not body.column(len(headers) - 1)[-1].is_valid
    ):
        problems.append(Problem(code="truncated_file", row=int(kept[-1]) + table.first_row))
    return Recognised(table, _entries(rows, table, fields, kept), tuple(problems))


def _header(rows: Rows) -> tuple[int, tuple[str, ...]] | None:
    best: tuple[int, tuple[str, ...]] | None = None
    most = 0
    for index in range(min(_HEADER_WITHIN, rows.cells.num_rows)):
        cells = rows.row(index)
        count = len(fields_named(cells))
        if is_header(cells) and count > most:
            most, best = count, (index, cells)
    return best


def _fields(headers: Sequence[str], row: int, sheet: str) -> tuple[dict[Field, int], list[Problem]]:
    fields: dict[Field, int] = {}
    problems = []
    for column, header in enumerate(headers):
        if not header.strip():
            continue
        place: dict[str, Any] = {
            "sheet": sheet,
            "row": row,
            "column": header,
            "column_letter": letter(column),
            "value": header,
        }
        match HEADERS.find(header):
            case (field, *_) if field in fields:
                problems.append(Problem(code="column_twice", **place))
            case (field, *_):
                fields[field] = column
            case _:
                names = "; ".join(HEADERS.near(header))
                problems.append(
                    Problem(
                        code="unknown_column",
                        severity=Severity.WARNING,
                        details=(("suggestions", names),),
                        **place,
                    )
                )
    problems += [
        Problem(
            code="missing_column",
            sheet=sheet,
            row=row,
            column=f"{VIETNAMESE[field]} ({field.value})",
        )
        for field in REQUIRED
        if field not in fields
    ]
    return fields, problems


def _overhanging(table: Table, width: int) -> list[Problem]:
    """Rows with more cells than the header: a mark too many has shifted what follows it."""
    if table.cells.num_columns <= width:
        return []
    beyond = pc.is_valid(table.cells.column(width))
    return [
        Problem(
            code="extra_cells",
            sheet=table.sheet,
            row=table.first_row + index,
            column_letter=letter(width),
            value=table.text(table.first_row + index, width),
        )
        for index in pc.indices_nonzero(beyond).to_pylist()
    ]


def _is_filled(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    filled: npt.NDArray[np.bool_] = pc.not_equal(trimmed, "").to_numpy(zero_copy_only=False)
    return filled


def _figure_rows(body: pa.Table, fields: Mapping[Field, int]) -> Places:
    """Which rows to read: not the empty ones, nor the notes below the last value."""
    if not body.num_rows:
        return np.zeros(0, np.int64)
    counts = np.zeros(body.num_rows, np.int64)
    for column in body.columns:
        counts += _is_filled(column)
    # Notes may begin in any column, the value's among them.
    is_figure = _is_filled(body.column(fields[Field.VALUE])) & (counts > _NOTE_CELLS)
    values = np.flatnonzero(is_figure)
    last = int(values[-1]) if len(values) else -1
    is_note = (np.arange(body.num_rows) > last) & (counts <= _NOTE_CELLS)
    return np.flatnonzero((counts > 0) & ~is_note)


def _entries(rows: Rows, table: Table, fields: Mapping[Field, int], kept: Places) -> Entries:
    everything = len(kept) == table.cells.num_rows
    picked = table.cells if everything else table.cells.take(pa.array(kept))
    texts = {}
    for field in Field:
        if field in fields:
            column = picked.column(fields[field])
            whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
            filled = pc.fill_null(whole, "") if whole.null_count else whole
            texts[field] = as_seen(filled, rows, kept + table.first_row - 1, fields[field], field)
        else:
            texts[field] = pa.repeat("", len(kept))
    columns = {field: np.full(len(kept), fields.get(field, -1), np.int64) for field in Field}
    is_number = np.zeros(len(kept), np.bool_)
    if rows.numbers is not None:
        held = rows.numbers.column(fields[Field.VALUE]).to_numpy()
        is_number = held[kept + table.first_row - 1]
    return with_shown(
        Entries(table, texts, columns, kept + table.first_row, is_number, rows.knows_percent), rows
    )


def as_seen(texts: pa.StringArray, rows: Rows, at: Places, column: int, field: Field) -> Any:
    """A column's texts as the sheet shows them: codes with their zeros, months without a day.

    ``at`` are the rows of the file, from 0. Numbers are not touched, nor dates that need a day.
    """
    if field in _AS_HELD or not any(place == column for _, place in rows.shown):
        return texts
    found = texts.to_pylist()
    for index, row in enumerate(at.tolist()):
        found[index] = rows.shown.get((row, column)) or found[index]
    return pa.array(found, pa.string())


def with_shown(entries: Entries, rows: Rows) -> Entries:
    """The entries, with those noted whose number the sheet shows otherwise."""
    if not rows.shown:
        return entries
    texts = entries.texts[Field.VALUE]
    places = zip(entries.rows.tolist(), entries.columns[Field.VALUE].tolist(), strict=True)
    shown = {
        index: text
        for index, (row, column) in enumerate(places)
        if entries.is_number[index]
        and (text := rows.shown.get((row - 1, column))) is not None
        and not _is_same(text, texts[index].as_py())
    }
    return replace(entries, shown=shown)


def _is_same(shown: str, held: str) -> bool:
    """Whether two texts are one number: 003 is 3."""
    return shown != "" and shown.lstrip("0") == held.lstrip("0")
