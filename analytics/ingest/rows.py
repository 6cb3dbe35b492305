"""What a file's bytes come to: rows of text, every cell as it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from analytics.model import Problem

_CHUNK = 20_000
Place = tuple[int, int]
"""A cell's row and column, from 0."""


@dataclass(frozen=True)
class Rows:
    """All rows of a file or a sheet, from its first one.

    ``cells`` has one text column per file column; null is a cell that the row does not reach.
    ``numbers`` says which cells a workbook holds as numbers: their text has a point before the
    decimals, whatever the marks of the rest. ``shown`` are the cells that show another text than
    they hold, empty where they show no number. ``merged`` are the spans of merged cells (top, left,
    bottom, right, from 0).
    """

    cells: pa.Table
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    numbers: pa.Table | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    shown: Mapping[Place, str] = field(default_factory=dict)
    knows_percent: bool = True  # a number shown as a percentage is told apart from its fraction
    is_cut_off: bool = False  # the last line has no end

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
