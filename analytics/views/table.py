"""A table as data: cells that name their figures; the same on a page, in a sheet, on a slide."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analytics.model import FigureKey

Tone = Literal["good", "warn", "bad", "quiet"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A status, told by a shape and a word; the colour only repeats it."""

    shape: str
    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says.

    With a ``figure`` it opens to that figure's detail, with an ``entry`` to what the manual says
    under that name. ``number`` is what the cell counts where no figure says it.
    """

    value: str
    lines: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    status: Mark | None = None
    figure: FigureKey | None = None
    entry: str = ""
    strong: bool = False
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; its colours, of the light and the dark theme, tell an area."""

    title: str
    note: str = ""
    colour: str = ""
    dark_colour: str = ""
    align: Literal["start", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's title and its cells; ``group`` begins a group of rows above it. No cell is a gap."""

    title: str
    cells: tuple[Cell | None, ...]
    note: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``corner`` names what the rows are.

    ``even`` columns are of one width. A gap says that there is no figure; with ``quiet_gaps``,
    for tables with a column for each measure, it is a dash.
    """

    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    even: bool = False
    quiet_gaps: bool = False
