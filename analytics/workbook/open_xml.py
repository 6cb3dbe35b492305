"""Excel's own packages (``.xlsx``): number formats, failed formulas, hidden rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO
from xml.etree import ElementTree

from analytics.workbook.facts import UNCALCULATED, Facts, Place, tells

_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""ECMA-376, part 1, 18.8.30: formats that a file names by number only."""
_TEXTS = frozenset({"s", "str", "inlineStr", "b"})


def facts(archive: zipfile.ZipFile, sheet: str) -> Facts | None:
    """None for a package that keeps these things as bytes (``.xlsb``)."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - limited process
    path = _path(archive, book, sheet)
    if path not in names:
        return None
    styled = "xl/styles.xml" in names
    codes = _codes(archive.read("xl/styles.xml")) if styled else {}
    with archive.open(path) as file:
        return _scan(file, codes, is_recalculated=_is_recalculated(book))


def _name(element: ElementTree.Element) -> str:
    """A tag without its namespace: strict packages have another one."""
    return element.tag.rpartition("}")[2]


def _named(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in root.iter() if _name(element) == name)


def _path(archive: zipfile.ZipFile, book: ElementTree.Element, sheet: str) -> str:
    relation = next(
        (
            value
            for element in _named(book, "sheet")
            if element.get("name") == sheet
            for key, value in element.items()
            if key.endswith("}id")
        ),
        None,
    )
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next((e.get("Target", "") for e in relations if e.get("Id") == relation), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _is_recalculated(book: ElementTree.Element) -> bool:
    """Whether formulas are to be worked out on opening: their values are only stand-ins."""
    return any(e.get("fullCalcOnLoad") in {"1", "true"} for e in _named(book, "calcPr"))


def _codes(styles: bytes) -> dict[str, str]:
    """The number format of each cell style, by the style's number as cells give it."""
    root = ElementTree.fromstring(styles)  # noqa: S314
    custom = {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in _named(root, "numFmt")}
    formats = {**_BUILT_IN, **custom}
    cells = next(_named(root, "cellXfs"), None)
    return {
        str(number): formats.get(int(style.get("numFmtId", "0")), "General")
        for number, style in enumerate(cells if cells is not None else ())
    }


def _scan(file: IO[bytes], codes: Mapping[str, str], *, is_recalculated: bool) -> Facts:
    found = Facts()
    row, column = -1, -1
    for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
        name = _name(element)
        if event == "start":
            if name == "row":
                row, column = int(element.get("r", row + 2)) - 1, -1
            elif name == "c":
                column = _column(element.get("r", ""), column + 1)
        elif name == "c":
            _cell(found, (row, column), element, codes, is_recalculated=is_recalculated)
        elif name == "row":
            if element.get("hidden") in {"1", "true"}:
                found.hidden.append(row + 1)
            element.clear()
    return found


def _cell(
    found: Facts,
    place: Place,
    cell: ElementTree.Element,
    codes: Mapping[str, str],
    *,
    is_recalculated: bool,
) -> None:
    kind = cell.get("t", "n")
    parts = {_name(part): part.text or "" for part in cell}
    value = parts.get("v", "")
    if kind == "e":
        found.errors[place] = value or "#VALUE!"
    elif "f" in parts and ((not value and kind != "str") or (is_recalculated and value == "0")):
        found.errors[place] = UNCALCULATED
    elif kind not in _TEXTS:
        code = codes.get(cell.get("s", "0"), "General")
        if tells(code, value):
            found.codes[place] = code


def _column(reference: str, following: int) -> int:
    """A cell's column; one without a reference follows the one before it."""
    letters = re.match(r"[A-Z]+", reference)
    if letters is None:
        return following
    column = 0
    for character in letters[0]:
        column = column * 26 + ord(character) - ord("A") + 1
    return column - 1
