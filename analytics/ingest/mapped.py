"""A file of a known form to entries, by its mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ingest import periods
from analytics.ingest.distinct import distinct
from analytics.ingest.mappings import Column, From, Mapping
from analytics.ingest.marking import Mask
from analytics.ingest.numbers import tidy
from analytics.ingest.rows import Rows
from analytics.ingest.table import Entries, Places, Recognised, Table, as_seen, with_shown
from analytics.ingest.template import REQUIRED, VIETNAMESE, Field
from analytics.model import Period, Problem
from analytics.text import folded

_UNIT_NOTE = re.compile(
    r"(?:đơn vị tính|don vi tinh|đvt|dvt|đv tính|unit)\s*:\s*([^():]+)"
    r"|(?:đơn vị|don vi)\s*:\s*([^():]*(?:đồng|dong|người|nguoi|%))",
    re.IGNORECASE,
)
_PERIOD_WORDS = re.compile(
    r"(?:quy|q)\s*(?:[1-4]|iv|i{1,3})\s*(?:/|-|,?\s*nam)?\s*\d{4}"
    r"|\d{1,2}\s*thang(?:\s*(?:dau|cuoi))?(?:\s*nam)?\s*\d{4}"
    r"|\b(?:thang|t)\s*\d{1,2}\s*(?:/|-|,?\s*nam)?\s*\d{4}"
    r"|(?:nam hoc|nhiem ky|giai doan)\s*\d{4}\s*-\s*\d{4}|\bnam\s*\d{4}"
)
_DATE_LINE = re.compile(r"\bngay\s*\d{1,2}\s*(?:/|thang)\s*\d{1,2}\s*(?:/|nam)\s*\d{4}")
_HALF_NAMED = re.compile(r"\bthang\s*\d|\d\s*thang\b|\bquy\s*(?:\d|[iv]+\b)")
# All three look at folded text.


def read_by(mapping: Mapping, rows: Rows, given: Map[Field, str], file_name: str) -> Recognised:
    """A file of the mapping's form as entries, one a figure."""
    first = mapping.place(rows)
    if first is None:
        return Recognised(None, None, (Problem(code="other_form", sheet=rows.sheet),))
    count = len(mapping.header)
    headers = joined(rows, first, count)
    body = rows.cells.slice(first + count).combine_chunks()
    table = Table(headers, body, first + count + 1, rows.sheet)
    titles = [cell for index in range(first) for cell in rows.row(index) if cell.strip()]
    problems = _missing(mapping, titles, headers, given, rows.sheet)
    if problems:
        return Recognised(table, None, tuple(problems))
    texts = {column.column: _column(body, column.column) for column in mapping.columns}
    for column in mapping.columns:
        if column.holds is not Field.VALUE:
            at = np.arange(body.num_rows) + first + count
            seen = as_seen(texts[column.column], rows, at, column.column, column.holds)
            texts[column.column] = _filled(seen, rows, first + count, column.column)
    filled_rows = _filled_rows(mapping, texts, body.num_rows)
    left_out = _left_out(mapping, texts, body)
    kept = np.flatnonzero(filled_rows & ~left_out).astype(np.int64)
    parts = [
        _figures(mapping, column, texts, kept, titles, headers, given, file_name)
        for column in mapping.figures
    ]
    entries = _entries(table, rows, mapping, parts, kept)
    if not len(entries):
        return Recognised(table, None, (Problem(code="no_rows", sheet=rows.sheet),))
    dropped = np.flatnonzero(filled_rows & left_out) + table.first_row
    return Recognised(table, entries, left_out=tuple(dropped.tolist()))


def _column(body: pa.Table, column: int) -> pa.StringArray:
    if column >= body.num_columns:
        return pa.repeat("", body.num_rows)
    return pc.fill_null(body.column(column).combine_chunks(), "")


def _filled(texts: pa.StringArray, rows: Rows, start: int, column: int) -> pa.StringArray:
    """Merged cells hold one text for all their rows."""
    cells = None
    for top, left, bottom, right in rows.merged:
        if left <= column <= right and bottom > top >= start:
            cells = cells or texts.to_pylist()
            for index in range(top - start + 1, min(bottom - start + 1, len(cells))):
                cells[index] = cells[top - start]
    return texts if cells is None else pa.array(cells, pa.string())


def _filled_rows(mapping: Mapping, texts: Map[int, pa.StringArray], length: int) -> Mask:
    """The rows with something in a column of figures."""
    filled = np.zeros(length, np.bool_)
    for figure in mapping.figures:
        filled |= pc.not_equal(pc.utf8_trim_whitespace(texts[figure.column]), "").to_numpy(
            zero_copy_only=False
        )
    return filled


def _left_out(mapping: Mapping, texts: Map[int, pa.StringArray], body: pa.Table) -> Mask:
    """The rows that the mapping calls totals or notes."""
    labels = [c.column for c in mapping.columns if c.holds in (Field.REF_AREA, Field.INDICATOR)]
    totals = {folded(total) for total in mapping.totals}
    notes = tuple(folded(note) for note in mapping.notes if note.strip())
    found = np.zeros(body.num_rows, np.bool_)
    for column in labels:
        names = distinct(texts[column]).read(lambda text: folded(tidy(text)))
        found |= names.is_in(lambda name: name.rstrip(" :") in totals)
    begun = np.zeros(body.num_rows, np.bool_)
    for column in range(body.num_columns):
        if not notes or begun.all():
            break
        names = distinct(_column(body, column)).read(lambda text: folded(tidy(text)))
        # Only a row's first words make it a note: a remark beside a figure does not.
        found |= ~begun & names.is_in(lambda name: name.startswith(notes))
        begun |= names.is_in(lambda name: name != "")
    return found


def _figures(
    mapping: Mapping,
    figure: Column,
    texts: Map[int, pa.StringArray],
    kept: Places,
    titles: Sequence[str],
    headers: Sequence[str],
    given: Map[Field, str],
    file_name: str,
) -> tuple[Column, dict[Field, pa.StringArray]]:
    by_field = {c.holds: c.column for c in mapping.columns if c.holds is not Field.VALUE}
    found: dict[Field, pa.StringArray] = {}
    for field in Field:
        fixed = figure.fixed.get(field, mapping.fixed.get(field))
        if field is Field.VALUE:
            found[field] = texts[figure.column].take(pa.array(kept))
        elif fixed is not None:
            text = _resolved(field, fixed, figure, titles, headers, given, file_name)
            found[field] = pa.repeat(text, len(kept))
        elif field in by_field:
            found[field] = texts[by_field[field]].take(pa.array(kept))
        else:
            default = given.get(field, "")
            if field is Field.UNIT and not default:
                default = unit_note(titles)
            found[field] = pa.repeat(default, len(kept))
    return figure, found


def _resolved(
    field: Field,
    fixed: str,
    figure: Column,
    titles: Sequence[str],
    headers: Sequence[str],
    given: Map[Field, str],
    file_name: str,
) -> str:
    match fixed:
        case From.GIVEN:
            found = ""
        case From.HEADER:
            found = _header_period(headers[figure.column], titles)
        case From.TITLE if field is Field.PERIOD:
            found = period_within(*titles)
        case From.TITLE if field is Field.UNIT:
            found = unit_note(titles)
        case From.TITLE:
            found = tidy(titles[0]) if titles else file_name
        case _:
            return fixed
    return found or given.get(field, "")


def _header_period(header: str, titles: Sequence[str]) -> str:
    """The period that a column's header names, unless the title narrows it.

    Below "6 tháng đầu năm 2022" a column "Năm 2022" may hold six months or the year.
    """
    named, above = period_within(header), period_within(*titles)
    of_header, of_title = periods.period(named), periods.period(above)
    is_narrowed = (
        isinstance(of_header, Period)
        and isinstance(of_title, Period)
        and of_header != of_title
        and of_header.contains(of_title)
    )
    return "" if is_narrowed else named


def _missing(
    mapping: Mapping,
    titles: Sequence[str],
    headers: Sequence[str],
    given: Map[Field, str],
    sheet: str,
) -> list[Problem]:
    """Fields that every figure needs and this file does not give."""
    in_columns = {column.holds for column in mapping.columns}
    problems = {}
    for figure in mapping.figures:
        for field in REQUIRED:
            fixed = figure.fixed.get(field, mapping.fixed.get(field))
            if field in in_columns and fixed is None:
                continue
            text = given.get(field, "")
            if fixed is not None:
                text = _resolved(field, fixed, figure, titles, headers, given, "file")
            if not text:
                problems[field] = Problem(
                    code="mapping_needs", sheet=sheet, details=(("field", VIETNAMESE[field]),)
                )
    return list(problems.values())


def _entries(
    table: Table,
    rows: Rows,
    mapping: Mapping,
    parts: Sequence[tuple[Column, dict[Field, pa.StringArray]]],
    kept: Places,
) -> Entries:
    """All figures in the order of the file; empty cells of a wide table are gaps, not rows."""
    by_field = {c.holds: c.column for c in mapping.columns if c.holds is not Field.VALUE}
    order = np.arange(len(kept) * len(parts)).reshape(len(parts), len(kept)).T.ravel()
    texts = {
        field: pa.concat_arrays([found[field] for _, found in parts]).take(pa.array(order))
        for field in Field
    }
    places = np.tile(np.array([figure.column for figure, _ in parts], np.int64), len(kept))
    columns = {
        field: np.full(len(places), by_field[field], np.int64) if field in by_field else places
        for field in Field
    }
    numbers = np.repeat(kept, len(parts)) + table.first_row
    held = np.zeros(len(places), np.bool_)
    if rows.numbers is not None:
        flags = np.column_stack([rows.numbers.column(i).to_numpy() for i in range(rows.width)])
        held = flags[numbers - 1, places]
    filled = pc.not_equal(pc.utf8_trim_whitespace(texts[Field.VALUE]), "")
    mask = filled.to_numpy(zero_copy_only=False)
    entries = Entries(
        table,
        {field: column.filter(filled) for field, column in texts.items()},
        {field: column[mask] for field, column in columns.items()},
        numbers[mask],
        held[mask],
        rows.knows_percent,
        {figure.column: figure.marks for figure, _ in parts if figure.marks},
    )
    return with_shown(entries, rows)


def joined(rows: Rows, first: int, count: int) -> tuple[str, ...]:
    """Header rows as one text a column; a merged cell names all the columns that it spans."""
    lines = [[*rows.row(i), *[""] * rows.width][: rows.width] for i in range(first, first + count)]
    for top, left, bottom, right in rows.merged:
        for row in range(max(top, first), min(bottom + 1, first + count)):
            for column in range(left, min(right + 1, rows.width)):
                lines[row - first][column] = rows.row(top)[left] if row == top else ""
    columns = zip(*lines, strict=True)
    return tuple(" – ".join(dict.fromkeys(t for t in map(tidy, c) if t)) for c in columns)


def unit_note(titles: Sequence[str]) -> str:
    """The unit that a title states for the whole table (``ĐVT: triệu đồng``), or nothing."""
    found = (_UNIT_NOTE.search(tidy(title)) for title in titles)
    return next(((note[1] or note[2]).strip(" .;") for note in found if note), "")


def period_within(*texts: str) -> str:
    """The one period that titles or a header name; nothing where they name none, or several.

    A letter's date is no period, and a month or quarter beside the one that has its year leaves in
    doubt which of them the figures are of.
    """
    found: dict[Period, str] = {}
    for text in texts:
        plain = _DATE_LINE.sub(" ", folded(tidy(text)))
        rest = _PERIOD_WORDS.sub(" ", plain)
        for match in _PERIOD_WORDS.finditer(plain):
            period = periods.period(match[0])
            if not isinstance(period, Period):
                return ""
            found[period] = match[0]
        if _HALF_NAMED.search(rest):
            return ""
    return next(iter(found.values())) if len(found) == 1 else ""
