"""Bytes to rows of text: delimited text here, workbooks in ``workbooks.py``."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from functools import cache
from itertools import islice

import pyarrow as pa
from pyarrow import csv as arrow_csv

from analytics.ingest.encodings import decode
from analytics.ingest.rows import Reading, Rows
from analytics.ingest.stopping import look
from analytics.ingest.template import is_header
from analytics.ingest.workbooks import is_workbook, read_workbook
from analytics.model import Problem

DELIMITERS = ("\t", ";", "|", ",")
_LOOKED_AT = 200  # records that decide the delimiter
_CHUNK = 20_000
_MOST_COLUMNS = 1_000
_MOST_BYTES = 400_000_000
_LONGEST_ROW = 1_000_000
csv.field_size_limit(1_000_000)


def read(
    content: bytes,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Reading:
    """A file's rows; what is None is looked for in the file itself."""
    if len(content) > _MOST_BYTES:
        return Reading(None, (Problem(code="file_too_large"),))
    if is_workbook(content):
        return read_workbook(content, sheet)
    decoded = decode(content, encoding)
    if decoded.utf8 is None:
        return Reading(None, decoded.problems)
    if not decoded.utf8[:1000].strip() and not decoded.utf8.strip():
        return Reading(None, (Problem(code="empty_file"),))
    if delimiter is None:
        delimiter = _delimiter(decoded.utf8)
    cells = _even(decoded.utf8, delimiter)
    if cells is None:
        uneven = _uneven(decoded.utf8.decode(), delimiter)
        if isinstance(uneven, Problem):
            return Reading(None, (*decoded.problems, uneven))
        cells = uneven
    is_cut_off = not decoded.utf8.endswith((b"\n", b"\r"))
    rows = Rows(cells, encoding=decoded.encoding, delimiter=delimiter, is_cut_off=is_cut_off)
    return Reading(rows, decoded.problems)


def _delimiter(utf8: bytes) -> str:
    """The mark under which most records have the same number of cells, more than one."""
    best, most = ",", 0.0
    head = utf8[:200_000].decode(errors="ignore")
    for delimiter in DELIMITERS:
        try:
            records = list(
                islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _LOOKED_AT)
            )
        except csv.Error:
            continue
        if any(is_header(record) for record in records):
            return delimiter
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        # Ties go to the mark that is rarer within numbers and sentences: the earlier one.
        score = count + min(width, 50) / 100
        if score > most * 1.2:
            best, most = delimiter, score
    return best


def _even(utf8: bytes, delimiter: str) -> pa.Table | None:
    """The quick way for files whose rows all have one width; None where they do not."""
    try:
        head = io.StringIO(utf8[:_LONGEST_ROW].decode(errors="ignore"), newline="")
        first = next(csv.reader(head, delimiter=delimiter), [])
    except csv.Error:
        return None
    if not 1 < len(first) <= _MOST_COLUMNS or _has_empty_line(utf8):
        return None
    has_quotes = b'"' in utf8
    if has_quotes and not _well_quoted(delimiter).match(utf8):
        return None
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(utf8),
            read_options=arrow_csv.ReadOptions(
                autogenerate_column_names=True, block_size=1 << 23, encoding="utf8"
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if has_quotes else False,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"f{i}": pa.string() for i in range(len(first))},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _has_empty_line(utf8: bytes) -> bool:
    gaps = (b"\n\n", b"\n\r", b"\r\r") if b"\r" in utf8 else (b"\n\n",)
    return utf8[:1] in b"\r\n" or any(gap in utf8 for gap in gaps)


@cache
def _well_quoted(delimiter: str) -> re.Pattern[bytes]:
    """Text whose every quotation mark opens, closes or is doubled within a quoted cell.

    On such text Arrow's reader and the standard library's agree; on other text Arrow's reads on
    where the library's sees an error.
    """
    mark = re.escape(delimiter)
    opens = rf'(?:(?<=[{mark}\r\n])|(?<![\s\S]))"'
    cell = rf'{opens}[^"]*+(?:""[^"]*+)*+"(?=[{mark}\r\n]|\Z)'
    return re.compile(rf'(?:[^"]*+{cell})*+[^"]*+\Z'.encode())


def _uneven(text: str, delimiter: str) -> pa.Table | Problem:
    """Any delimited text, a chunk at a time."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    chunks: list[list[pa.Array]] = []
    seen = 0
    try:
        while records := list(islice(reader, _CHUNK)):
            look()
            width = max(map(len, records))
            if width > _MOST_COLUMNS:
                return Problem(code="too_many_columns", details=(("columns", str(width)),))
            seen += len(records)
            padded = [record + [None] * (width - len(record)) for record in records]
            columns = zip(*padded, strict=True) if width else ()
            chunks.append([pa.array(column, pa.string()) for column in columns])
    except csv.Error as error:
        return (
            Problem(code="broken_quotes", row=seen + 1, details=(("line", str(reader.line_num)),))
            if "field larger" not in str(error)
            else Problem(code="cell_too_long", row=seen + 1)
        )
    width = max(map(len, chunks), default=0)
    names = [f"f{i}" for i in range(width)]
    tables = []
    for chunk in chunks:
        length = len(chunk[0]) if chunk else 0
        missing = [pa.nulls(length, pa.string())] * (width - len(chunk))
        tables.append(pa.table([*chunk, *missing], names=names))
    return pa.concat_tables(tables)
