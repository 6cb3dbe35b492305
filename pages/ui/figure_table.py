"""A table of figures each of which opens: accessible, the same on a wall and on a phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.text import NO_FIGURE
from analytics.views.table import Cell, Column, Mark, Row, Table
from pages.ui.reader import Reader

__all__ = [
    "ENTRY",
    "OPENED",
    "Cell",
    "Column",
    "Mark",
    "Row",
    "Table",
    "data_of",
    "facts",
    "show",
    "show_table",
]

OPENED = "figure"
"""The address's name for the figure that is open."""
ENTRY = "problem"
"""The address's name for the entry of the manual that is open."""


def show(
    reader: Reader,
    *,
    key: str,
    caption: str,
    corner: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    dense: bool = False,
    even: bool = False,
    quiet_gaps: bool = False,
    opens: str = OPENED,
) -> None:
    """Draw the table; what the reader opens, a figure or an entry, goes into the address.

    ``even`` columns are of one width, for cells that are read across. A gap says that there is no
    figure; with ``quiet_gaps``, for tables with a column for each measure, it is a dash.
    """
    table = Table(corner, tuple(columns), tuple(rows), even, quiet_gaps)
    show_table(reader, table, key=key, caption=caption, dense=dense, opens=opens)


def show_table(
    reader: Reader, table: Table, *, key: str, caption: str, dense: bool, opens: str = OPENED
) -> None:
    """Draw a table that is put together already."""

    def opened() -> None:
        st.query_params[opens] = st.session_state[key].opened

    data = data_of(reader, table, caption=caption, dense=dense, opens=opens)
    _component()(key=key, data=data, on_opened_change=opened)


def facts(reader: Reader, *, key: str, caption: str, facts: Mapping[str, str]) -> None:
    """Names and what they are, in two columns; all of it shown as text."""
    show(
        reader,
        key=key,
        caption=caption,
        corner=caption,
        columns=[Column("")],
        rows=[Row(name, (Cell(fact),)) for name, fact in facts.items()],
        dense=True,
    )


def data_of(
    reader: Reader, table: Table, *, caption: str, dense: bool, opens: str = OPENED
) -> dict[str, Any]:
    """What ``figure_rows.js`` draws of a table."""
    return {
        "caption": caption,
        "corner": table.corner,
        "columns": [
            {
                **asdict(column),
                "colour": column.dark_colour if reader.palette.is_dark else column.colour,
            }
            for column in table.columns
        ],
        "rows": [_plain(row) for row in table.rows],
        "gap": NO_FIGURE if table.quiet_gaps else reader.words("app.no_figure"),
        "open": reader.words(f"app.open_{opens}"),
        "dense": dense,
        "even": table.even,
    }


def _plain(row: Row) -> dict[str, Any]:
    return {
        "title": row.title,
        "note": row.note,
        "group": row.group,
        "cells": [
            cell
            and {
                "value": cell.value,
                "lines": cell.lines,
                "flags": cell.flags,
                "status": asdict(cell.status) if cell.status else None,
                "id": str(cell.figure) if cell.figure else cell.entry,
                "strong": cell.strong,
            }
            for cell in row.cells
        ],
    }


@cache
def _component() -> Any:
    folder = Path(__file__).parent
    return st.components.v2.component(
        "figure_table",
        html='<div class="root"></div>',
        css=(folder / "figure_table.css").read_text(encoding="utf-8"),
        js="\n".join(
            (folder / name).read_text(encoding="utf-8")
            for name in ("figure_rows.js", "figure_table.js")
        ),
    )
