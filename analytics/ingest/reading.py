"""Bytes to rows of text, every cell just as it stands in the file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pyarrow as pa
from pyarrow import csv as arrow_csv

from analytics.model import Problem

DELIMITERS = ("\t", ";", "|", ",")
_LOOKED_AT = 200  # records that decide the delimiter
_CHUNK = 20_000
_MOST_COLUMNS = 1_000
_MOST_BYTES = 400_000_000
csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Rows:
    """All rows of a file or a sheet, from its first one.

    ``cells`` has one text column per file column; null is a cell that the row does not reach.
    """

    cells: pa.Table
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def width(self) -> int:
        return int(self.cells.num_columns)

    def row(self, index: int) -> tuple[str, ...]:
        """A row's cells, as many as it has."""
        cells = [column[index].as_py() for column in self.cells.columns]
        while cells and cells[-1] is None:
            cells.pop()
        return tuple(cell or "" for cell in cells)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for batch in self.cells.to_batches(max_chunksize=_CHUNK):
            for cells in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                end = next((i for i in range(len(cells), 0, -1) if cells[i - 1] is not None), 0)
                yield tuple(cell or "" for cell in cells[:end])


@dataclass(frozen=True)
class Reading:
    """What came of a file's bytes: its rows, unless a problem forbids."""

    rows: Rows | None
    problems: tuple[Problem, ...] = ()


def read_text(text: str, encoding: str, delimiter: str | None) -> Reading:
    """Delimited text to rows; ``delimiter`` None looks for it."""
    if not text.strip():
        return Reading(None, (Problem(code="empty_file"),))
    if delimiter is None:
        delimiter = _delimiter(text)
    cells = _even(text, delimiter)
    if cells is None:
        uneven = _uneven(text, delimiter)
        if isinstance(uneven, Problem):
            return Reading(None, (uneven,))
        cells = uneven
    return Reading(Rows(cells, encoding=encoding, delimiter=delimiter))


def _delimiter(text: str) -> str:
    """The mark under which most records have the same number of cells, more than one."""
    best, most = ",", 0.0
    head = text[:200_000]
    for delimiter in DELIMITERS:
        try:
            records = list(
                islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), _LOOKED_AT)
            )
        except csv.Error:
            continue
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        # Ties go to the mark that is rarer within numbers and sentences: the earlier one.
        score = count + min(width, 50) / 100
        if score > most * 1.2:
            best, most = delimiter, score
    return best


def _even(text: str, delimiter: str) -> pa.Table | None:
    """The quick way for files whose rows all have one width; None where they do not."""
    try:
        first = next(csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=delimiter), [])
    except csv.Error:
        return None
    if not 1 < len(first) <= _MOST_COLUMNS or _has_empty_line(text):
        return None
    has_quotes = '"' in text
    if has_quotes and not _well_quoted(delimiter).match(text):
        return None
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(text.encode()),
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


def _has_empty_line(text: str) -> bool:
    return text[0] in "\r\n" or any(gap in text for gap in ("\n\n", "\n\r", "\r\r"))


@cache
def _well_quoted(delimiter: str) -> re.Pattern[str]:
    """Text whose every quotation mark opens, closes or is doubled within a quoted cell.

    On such text Arrow's reader and the standard library's agree; on other text Arrow's reads on
    where the library's sees an error.
    """
    mark = re.escape(delimiter)
    opens = rf'(?:(?<=[{mark}\r\n])|(?<![\s\S]))"'
    return re.compile(rf'(?:[^"]*+{opens}[^"]*+(?:""[^"]*+)*+"(?=[{mark}\r\n]|\Z))*+[^"]*+\Z')


def _uneven(text: str, delimiter: str) -> pa.Table | Problem:
    """Any delimited text, a chunk at a time."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    chunks: list[list[pa.Array]] = []
    seen = 0
    try:
        while records := list(islice(reader, _CHUNK)):
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


def read(content: bytes, encoding: str | None = None, delimiter: str | None = None) -> Reading:
    """A delimited text file's rows."""
    if len(content) > _MOST_BYTES:
        return Reading(None, (Problem(code="file_too_large"),))
    if b"\0" in content:
        return Reading(None, (Problem(code="not_text"),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reading(None, (Problem(code="unknown_encoding"),))
    return read_text(text, "utf-8", delimiter)
