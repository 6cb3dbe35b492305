"""Run as a program of its own: a workbook on standard input, its cells as JSON on standard output.

It starts with a limit on memory and time, so that a hostile file ends this process and not the
server.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import python_calamine
import xlrd

from analytics.workbook import binary, open_document, open_xml
from analytics.workbook.facts import Facts, Place

_HEAD = 100
_MOST_CELLS = 20_000_000


def limit(megabytes: int, seconds: int) -> None:
    """No more memory and processor time than this; Windows has no such limits."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def main(megabytes: int, seconds: int, told: str) -> None:
    """Read the sheet ``told``; the only full one, or the heads of all, where that is empty."""
    limit(megabytes, seconds)
    content = sys.stdin.buffer.read()
    try:
        answer = _answer(content, told)
    except MemoryError:
        answer = {"problem": "workbook_too_large"}
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        xlrd.XLRDError,
        OSError,
        ValueError,
    ) as error:
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
    heads = {name: _rows(book.get_sheet_by_name(name), _HEAD)[0] for name in full}
    return {"heads": heads}


def _size(book: Any, name: str) -> int:
    sheet = book.get_sheet_by_name(name)
    return int(sheet.height * sheet.width)


def _sheet(content: bytes, book: Any, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > _MOST_CELLS if sheet.end else False:
        return {"problem": "workbook_too_large"}
    rows, numbers = _rows(sheet, None)
    known = _facts(content, name)
    facts = known or Facts()
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    return {
        "sheet": name,
        "rows": rows,
        "numbers": numbers,
        "merged": [*merged, *facts.merged],
        "hidden": facts.hidden,
        "errors": [[*place, text] for place, text in facts.errors.items()],
        "codes": _by_code(facts.codes),
        "shown": [[*place, text] for place, text in facts.shown.items()],
        "percents": sorted(facts.percents),
        "knows_formats": known is not None,
    }


def _facts(content: bytes, sheet: str) -> Facts | None:
    if not content.startswith(b"PK"):
        return binary.facts(content, sheet)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "content.xml" in archive.namelist():
            return open_document.facts(archive, sheet)
        return open_xml.facts(archive, sheet)


def _by_code(codes: Mapping[Place, str]) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = defaultdict(list)
    for place, code in codes.items():
        places[code].append(place)
    return places


def _rows(sheet: Any, most: int | None) -> tuple[list[list[str]], list[list[int]]]:
    """Each row's cells as text, and which of them the file holds as numbers."""
    rows, numbers = [], []
    for row in sheet.to_python(skip_empty_area=False, nrows=most):
        texts, numeric = [], []
        for column, cell in enumerate(row):
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                numeric.append(column)
                texts.append(_number(cell))
            else:
                texts.append(_text(cell))
        rows.append(texts)
        numbers.append(numeric)
    return rows, numbers


def _number(cell: float) -> str:
    """Fifteen digits, as spreadsheets keep and show."""
    value = Decimal(format(cell, ".15g"))
    if not value.is_finite():
        return "#NUM!"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
