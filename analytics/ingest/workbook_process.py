"""Run as a program of its own: a workbook on standard input, its cells as JSON on standard output.

It knows nobody of ours and starts with a limit on memory and time, so that a hostile file ends this
process and not the server. ``workbooks.py`` starts it and says what comes back.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import python_calamine

UNCALCULATED = "#CALC!"
"""Stands for a formula whose value the file does not hold."""
_HEAD = 100
_MOST_CELLS = 20_000_000
_PERCENT_FORMATS = {9, 10}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def limit(megabytes: int, seconds: int) -> None:
    """No more memory and processor time than this; Windows has no such limits."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main() -> None:
    megabytes, seconds, told = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    limit(megabytes, seconds)
    content = sys.stdin.buffer.read()
    try:
        answer = _answer(content, told)
    except MemoryError:
        answer = {"problem": "workbook_too_large"}
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        answer = {"problem": "workbook_unreadable", "reason": str(error)[:200]}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def _answer(content: bytes, told: str) -> dict[str, Any]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    visible = {
        sheet.name: str(sheet.visible).endswith("Visible")
        for sheet in book.sheets_metadata
        if str(sheet.typ).endswith("WorkSheet")
    }
    if told and told not in visible:
        return {"problem": "no_such_sheet", "sheets": list(visible)}
    if told:
        return _sheet(content, book, told)
    full = [name for name, shown in visible.items() if shown and _size(book, name)]
    if not full:
        return {"problem": "empty_file"}
    if len(full) == 1:
        return _sheet(content, book, full[0])
    heads = {name: _rows(book.get_sheet_by_name(name), None, _HEAD)[0] for name in full}
    return {"heads": heads}


def _size(book: Any, name: str) -> int:
    sheet = book.get_sheet_by_name(name)
    return int(sheet.height * sheet.width)


def _sheet(content: bytes, book: Any, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > _MOST_CELLS if sheet.end else False:
        return {"problem": "workbook_too_large"}
    styles = _Styles.of(content, name) if content.startswith(b"PK") else None
    rows, numbers = _rows(sheet, styles, None)
    merged = sheet.merged_cell_ranges or []
    return {
        "sheet": name,
        "rows": rows,
        "numbers": numbers,
        "merged": [[*first, *last] for first, last in merged],
        "hidden": styles.hidden if styles else [],
        "knows_percent": styles is not None,
    }


def _rows(
    sheet: Any, styles: _Styles | None, most: int | None
) -> tuple[list[list[str]], list[list[int]]]:
    """Each row's cells as text, and which of them the file holds as numbers."""
    percents = styles.percents if styles else frozenset[tuple[int, int]]()
    errors = styles.errors if styles else {}
    rows, numbers = [], []
    for row_index, row in enumerate(sheet.to_python(skip_empty_area=False, nrows=most)):
        texts, numeric = [], []
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                numeric.append(column)
                texts.append(_number(cell, is_percent=(row_index, column) in percents))
            else:
                texts.append(_text(cell))
        rows.append(texts)
        numbers.append(numeric)
    for (row_index, column), error in errors.items():
        if row_index < len(rows) and column < len(rows[row_index]):
            rows[row_index][column] = error
    return rows, numbers


def _number(cell: float, *, is_percent: bool) -> str:
    """Fifteen digits, as spreadsheets keep and show; a percentage as it is shown."""
    value = Decimal(format(cell, ".15g"))
    if not value.is_finite():
        return "#NUM!"
    if is_percent:
        value *= 100
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if is_percent else text


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case None:
            return ""
    return str(cell)


class _Styles:
    """What the cells' values do not say: hidden rows, percentages, formulas that failed."""

    def __init__(
        self,
        percents: frozenset[tuple[int, int]],
        hidden: list[int],
        errors: dict[tuple[int, int], str],
    ) -> None:
        self.percents = percents
        self.hidden = hidden
        self.errors = errors

    @classmethod
    def of(cls, content: bytes, sheet: str) -> _Styles | None:
        """None for a format that keeps its styles elsewhere (OpenDocument)."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            path = _path(archive, sheet) if "xl/workbook.xml" in names else None
            if path is None or path not in names:
                return None
            styled = "xl/styles.xml" in names
            wanted = _percent_styles(archive.read("xl/styles.xml")) if styled else frozenset()
            with archive.open(path) as file:
                return _scan(file, wanted)


def _path(archive: zipfile.ZipFile, sheet: str) -> str | None:
    # XML from outside is read in this process only, which is limited for that.
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relation = next(
        (e.get(_RELATION) for e in book.iter(f"{_MAIN}sheet") if e.get("name") == sheet), None
    )
    if relation is None:
        return None
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next((e.get("Target") for e in relations if e.get("Id") == relation), None)
    if target is None:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _percent_styles(styles: bytes) -> frozenset[str]:
    """The style numbers whose number format is a percentage."""
    root = ElementTree.fromstring(styles)  # noqa: S314
    custom = {
        int(e.get("numFmtId", "0"))
        for e in root.iter(f"{_MAIN}numFmt")
        if "%" in re.sub(r'"[^"]*"|\\.', "", e.get("formatCode", ""))
    }
    cells = root.find(f"{_MAIN}cellXfs")
    formats = enumerate(cells if cells is not None else ())
    percent = _PERCENT_FORMATS | custom
    return frozenset(str(i) for i, e in formats if int(e.get("numFmtId", "0")) in percent)


def _scan(file: Any, wanted: frozenset[str]) -> _Styles:
    percents: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    hidden = []
    for _, element in ElementTree.iterparse(file):  # noqa: S314
        if element.tag == f"{_MAIN}c":
            is_formula = element.find(f"{_MAIN}f") is not None
            is_error = element.get("t") == "e"
            if not (is_formula or is_error or element.get("s") in wanted):
                continue
            place = _place(element.get("r", ""))
            if place is None:
                continue
            if element.get("s") in wanted:
                percents.add(place)
            shown = element.findtext(f"{_MAIN}v") or ""
            if is_error:
                errors[place] = shown or "#VALUE!"
            elif is_formula and not shown:
                errors[place] = UNCALCULATED
        elif element.tag == f"{_MAIN}row":
            if element.get("hidden") in {"1", "true"}:
                hidden.append(int(element.get("r", "0")))
            element.clear()
    return _Styles(frozenset(percents), hidden, errors)


def _place(reference: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([A-Z]+)(\d+)", reference)
    if found is None:
        return None
    column = 0
    for character in found[1]:
        column = column * 26 + ord(character) - ord("A") + 1
    return int(found[2]) - 1, column - 1


if __name__ == "__main__":
    main()
