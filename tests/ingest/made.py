"""One small sheet in every kind of workbook, made cell by cell: also what office programs make."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt


@dataclass(frozen=True)
class Cell:
    """A value under a number format; ``shown`` is its text, which OpenDocument keeps too."""

    value: float | str | date
    code: str = "General"
    shown: str = ""
    error: bool = False
    uncalculated: bool = False


Content = Cell | float | str | date | None
Grid = Sequence[Sequence[Content]]


@dataclass(frozen=True)
class Layout:
    """Rows that are hidden, from 1, and spans that are merged: top, left, bottom, right, from 0."""

    hidden: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    others: tuple[str, ...] = ()
    """Names of further sheets, each with one cell."""


def _cell(content: Content) -> Cell:
    return content if isinstance(content, Cell) else Cell("" if content is None else content)


def xlsx(grid: Grid, layout: Layout = Layout()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Thu"
    for row, line in enumerate(grid, start=1):
        for column, cell in enumerate(map(_cell, line), start=1):
            place = sheet.cell(row, column)
            if cell.uncalculated:
                place.value = "=1+1"
            elif cell.value != "":
                place.value = cell.value
            if cell.error:
                place.data_type = "e"
            place.number_format = cell.code
    for row in layout.hidden:
        sheet.row_dimensions[row].hidden = True
    for top, left, bottom, right in layout.merged:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    for name in layout.others:
        book.create_sheet(name)["A1"] = "x"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xls(grid: Grid, layout: Layout = Layout()) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Thu")
    merged = {(top, left): (bottom, right) for top, left, bottom, right in layout.merged}
    for row, line in enumerate(grid):
        for column, cell in enumerate(map(_cell, line)):
            style = xlwt.easyxf(num_format_str=cell.code)
            if cell.error:
                sheet.row(row).set_cell_error(column, str(cell.value), style)
            elif (row, column) in merged:
                bottom, right = merged[row, column]
                sheet.write_merge(row, bottom, column, right, cell.value, style)
            elif cell.value != "" and not any(
                top <= row <= bottom and left <= column <= right
                for top, left, bottom, right in layout.merged
            ):
                sheet.write(row, column, cell.value, style)
    for row in layout.hidden:
        sheet.row(row - 1).hidden = True
    for name in layout.others:
        book.add_sheet(name).write(0, 0, "x")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


_NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)


def ods(grid: Grid, layout: Layout = Layout()) -> bytes:
    spans = {(top, left): (bottom, right) for top, left, bottom, right in layout.merged}
    rows = []
    for row, line in enumerate(grid):
        hidden = ' table:visibility="collapse"' if row + 1 in layout.hidden else ""
        cells = "".join(
            _ods_cell(_cell(content), spans.get((row, column)), (row, column))
            for column, content in enumerate(line)
        )
        rows.append(f"<table:table-row{hidden}>{cells}</table:table-row>")
    tables = [f'<table:table table:name="Thu">{"".join(rows)}</table:table>']
    tables += [
        f"<table:table table:name={quoteattr(name)}><table:table-row>"
        f"{_ods_cell(Cell('x'), None, (0, 0))}</table:table-row></table:table>"
        for name in layout.others
    ]
    return ods_of("".join(tables))


def ods_of(tables: str) -> bytes:
    """A package of these tables."""
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMESPACES}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return _package({name: text.encode() for name, text in parts.items()})


def _ods_cell(cell: Cell, span: tuple[int, int] | None, place: tuple[int, int]) -> str:
    told = ""
    if span:
        wide, tall = span[1] - place[1] + 1, span[0] - place[0] + 1
        told += f' table:number-columns-spanned="{wide}" table:number-rows-spanned="{tall}"'
    shown = cell.shown or str(cell.value)
    if cell.error:
        told += ' table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        told += ' calcext:value-type="error"'
    elif cell.uncalculated:
        return f'<table:table-cell{told} table:formula="of:=1+1"/>'
    elif cell.value == "":
        return f"<table:table-cell{told}/>"
    elif isinstance(cell.value, date):
        told += f' office:value-type="date" office:date-value="{cell.value.isoformat()}"'
    elif isinstance(cell.value, str):
        told += ' office:value-type="string"'
    else:
        kind = "percentage" if cell.code.endswith("%") else "float"
        told += f' office:value-type="{kind}" office:value="{cell.value!r}"'
    return f"<table:table-cell{told}><text:p>{escape(shown)}</text:p></table:table-cell>"


def xlsb(grid: Grid) -> bytes:
    """Texts and numbers only. The records are those of [MS-XLSB], 2.4."""

    def record(kind: int, body: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        size, sizes = len(body), []
        while True:
            sizes.append(size & 127 | (128 if size > 127 else 0))
            size >>= 7
            if not size:
                return head + bytes(sizes) + body

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    rows = b""
    for row, line in enumerate(grid):
        rows += record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for column, cell in enumerate(map(_cell, line)):
            place = struct.pack("<II", column, 0)
            if isinstance(cell.value, str):
                rows += record(6, place + wide(cell.value))
            elif isinstance(cell.value, int | float):
                rows += record(5, place + struct.pack("<d", cell.value))
    size = struct.pack("<IIII", 0, len(grid) - 1, 0, max(map(len, grid)) - 1)
    sheet = record(129) + record(148, size) + record(145) + rows + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Thu"))
    book = record(131) + record(143) + bundle + record(144) + record(132)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return _package(
        {
            "xl/workbook.bin": book,
            "xl/worksheets/sheet1.bin": sheet,
            "xl/_rels/workbook.bin.rels": (
                f'<Relationships xmlns="{relations}"><Relationship Id="rId1" '
                f'Type="{kinds}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
            ).encode(),
        }
    )


def _package(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


KINDS: dict[str, Callable[[Grid, Layout], bytes]] = {"xlsx": xlsx, "xls": xls, "ods": ods}
