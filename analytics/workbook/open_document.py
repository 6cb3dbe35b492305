"""OpenDocument sheets (``.ods``): what cells show, failed formulas, merged and hidden cells."""

from __future__ import annotations

import zipfile
from typing import IO
from xml.etree import ElementTree

from analytics.workbook.facts import UNCALCULATED, Facts

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_ROW = f"{_TABLE}table-row"
_HELD = {"float", "percentage", "currency", "date", "time"}
_MOST = 5_000_000
"""Cells that repeat what one of them says."""


def facts(archive: zipfile.ZipFile, sheet: str) -> Facts:
    """Raises ``ValueError`` for a cell that is repeated beyond all measure."""
    with archive.open("content.xml") as file:
        return _scan(file, sheet)


def _scan(file: IO[bytes], sheet: str) -> Facts:
    found = Facts()
    is_here, row = False, 0
    for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
        if element.tag == f"{_TABLE}table":
            if event == "start":
                is_here, row = element.get(f"{_TABLE}name") == sheet, 0
            else:
                element.clear()
        elif event == "end" and element.tag == _ROW:
            if is_here:
                row += _row(found, element, row)
            element.clear()
    return found


def _row(found: Facts, element: ElementTree.Element, row: int) -> int:
    """Note a row's cells; returns for how many rows it stands."""
    rows = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
    is_hidden = element.get(f"{_TABLE}visibility", "visible") != "visible"
    column, is_filled = 0, False
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        columns = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        if len(cell) or set(cell.keys()) - {f"{_TABLE}number-columns-repeated"}:
            is_filled = is_filled or len(cell) > 0
            _cell(found, cell, range(row, row + rows), range(column, column + columns))
        column += columns
    if is_hidden and is_filled:
        found.hidden += range(row + 1, row + rows + 1)
    return rows


def _cell(found: Facts, cell: ElementTree.Element, rows: range, columns: range) -> None:
    kind = cell.get(f"{_OFFICE}value-type", "")
    failed = cell.get(f"{_CALC}value-type") == "error"
    uncalculated = not kind and cell.get(f"{_TABLE}formula") is not None
    wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
    tall = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
    if wide > 1 or tall > 1:
        top, left = rows[0], columns[0]
        found.merged.append((top, left, top + tall - 1, left + wide - 1))
    if not (failed or uncalculated or kind in _HELD):
        return
    if len(rows) * len(columns) > _MOST:
        raise ValueError("a cell is repeated too often")
    shown = _shown(cell)
    for place in ((row, column) for row in rows for column in columns):
        if failed:
            found.errors[place] = shown or "#VALUE!"
        elif uncalculated:
            found.errors[place] = UNCALCULATED
        else:
            found.shown[place] = shown
            if kind == "percentage":
                found.percents.add(place)


def _shown(cell: ElementTree.Element) -> str:
    """The cell's own text, without its comments."""
    lines = []
    for line in cell.findall(f"{_TEXT}p"):
        text = line.text or ""
        for part in line:
            spaces = int(part.get(f"{_TEXT}c", "1")) if part.tag == f"{_TEXT}s" else 0
            text += " " * min(spaces, 100) or "".join(part.itertext())
            text += part.tail or ""
        lines.append(text)
    return "\n".join(lines).strip()
