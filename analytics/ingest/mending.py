"""Mending a file without changing it: cells written anew and rows left out, both on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from analytics.ingest.rows import Rows
from analytics.model import Frozen


class Edit(Frozen):
    """A cell written anew: ``row`` as analysts count, ``column`` from 0."""

    row: int
    column: int
    text: str


def mended(rows: Rows, edits: Sequence[Edit], skipped: Sequence[int]) -> Rows:
    """The rows with the edits made, and nothing in those that are skipped."""
    cells, numbers = rows.cells, rows.numbers
    everywhere = range(rows.width)
    told = {(row, column): "" for row in skipped for column in everywhere}
    told |= {(edit.row, edit.column): edit.text for edit in edits if edit.row not in skipped}
    for column in sorted({column for _, column in told if column < rows.width}):
        here = {row - 1: text for (row, place), text in told.items() if place == column}
        inside = {row: text for row, text in here.items() if 0 <= row < cells.num_rows}
        texts = cells.column(column).to_pylist()
        for row, text in inside.items():
            texts[row] = text
        cells = cells.set_column(column, cells.field(column), [pa.array(texts, pa.string())])
        if numbers is not None:
            flags = numbers.column(column).to_pylist()
            for row in inside:
                flags[row] = False
            numbers = numbers.set_column(column, numbers.field(column), [pa.array(flags)])
    shown = {
        place: text for place, text in rows.shown.items() if (place[0] + 1, place[1]) not in told
    }
    return replace(rows, cells=cells, numbers=numbers, shown=shown)
