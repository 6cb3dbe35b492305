"""Excel's old binary workbooks (``.xls``): number formats, failed formulas, hidden rows."""

from __future__ import annotations

import sys

import xlrd

from analytics.workbook.facts import Facts, tells


def facts(content: bytes, sheet: str) -> Facts:
    """Raises ``xlrd.XLRDError`` for a workbook that is locked or of no kind that is known."""
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, on_demand=True, logfile=sys.stderr
    )
    cells = book.sheet_by_name(sheet)
    codes = [book.format_map[style.format_key].format_str for style in book.xf_list]
    found = Facts()
    found.hidden = sorted(row + 1 for row, told in cells.rowinfo_map.items() if told.hidden)
    for row in range(cells.nrows):
        for column, kind in enumerate(cells.row_types(row)):
            place = (row, column)
            if kind == xlrd.XL_CELL_ERROR:
                code = cells.cell_value(row, column)
                found.errors[place] = xlrd.error_text_from_code.get(code, "#VALUE!")
            elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                code = codes[cells.cell_xf_index(row, column)]
                if tells(code, repr(cells.cell_value(row, column))):
                    found.codes[place] = code
    return found
