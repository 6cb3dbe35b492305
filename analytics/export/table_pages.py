"""Tables on pages of a given size: how large the letters are, and where the next page begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from analytics.export import fonts
from analytics.text import NO_FIGURE
from analytics.views.table import Cell, Row, Table, Tone

Role = Literal["title", "value", "plain", "line", "flag", "gap"] | Tone
"""What a piece of text is for; a status has its tone."""

_SIZES = (15.0, 14.0, 13.0, 12.0, 11.5)
_SMALLEST = 11.5
_SMALL = 0.85
LEADING = 1.28
PADDING = 5.0
_FIRST_COLUMN = 0.24
_WIDEST = 260.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a cell."""

    text: str
    size: float
    role: Role

    @property
    def is_bold(self) -> bool:
        return self.role in ("title", "value")


@dataclass(frozen=True, slots=True)
class TablePage:
    """Rows that stand on one page with their heights, in points."""

    table: Table
    rows: tuple[Row, ...]
    heights: tuple[float, ...]
    head_height: float
    widths: tuple[float, ...]
    size: float


def pages(table: Table, width: float, height: float, first: float | None = None) -> list[TablePage]:
    """The largest letters that let the table stand on one page; else as many as it takes.

    The first page is ``first`` tall where it is not as the others.
    """
    beginning = height if first is None else first
    widths = _widths(table, width)
    for size in _SIZES:
        page = _page(table, table.rows, widths, size)
        if page.head_height + sum(page.heights) <= beginning:
            return [page]
    whole = _page(table, table.rows, widths, _SMALLEST)
    rooms = (beginning - whole.head_height, height - whole.head_height)
    breaks = _breaks(whole.heights, *rooms)
    return [_page(table, table.rows[a:b], widths, _SMALLEST) for a, b in pairwise(breaks)]


def _breaks(heights: Sequence[float], first: float, room: float) -> list[int]:
    """Where pages begin and end: as few as can be, and of those the least uneven.

    A row that is taller than a page has one to itself.
    """
    fewest = _filled(heights, first, room)
    limits = sorted(sum(heights[a:b]) for a, b in combinations(range(len(heights) + 1), 2))
    for limit in limits:
        found = _filled(heights, min(limit, first), min(limit, room))
        if len(found) == len(fewest):
            return found
    return fewest


def _filled(heights: Sequence[float], first: float, room: float) -> list[int]:
    """Breaks where each page takes all that fits."""
    breaks, used = [0], 0.0
    for place, tall in enumerate(heights):
        if used and used + tall > (room if len(breaks) > 1 else first):
            breaks.append(place)
            used = 0.0
        used += tall
    return [*breaks, len(heights)]


def cell_pieces(cell: Cell | None, size: float) -> list[Piece]:
    """The value, its status, what stands beside it, and what must be known of it."""
    if cell is None:
        return [Piece(NO_FIGURE, size, "gap")]
    small = size * _SMALL
    role: Role = "value" if cell.strong else "plain"
    found = [Piece(cell.value, size, role)] if cell.value else []
    if cell.status:
        found.append(Piece(f"{cell.status.shape} {cell.status.word}", small, cell.status.tone))
    if cell.lines:
        found.append(Piece(" · ".join(cell.lines), small, "line"))
    if cell.flags:
        found.append(Piece("; ".join(cell.flags), small, "flag"))
    return found


def title_pieces(row: Row, size: float) -> list[Piece]:
    found = [Piece(row.group.upper(), size * _SMALL, "flag")] if row.group else []
    found.append(Piece(row.title, size, "title"))
    if row.note:
        found.append(Piece(row.note, size * _SMALL, "line"))
    return found


def height(pieces: Sequence[Piece], width: float) -> float:
    """How tall pieces stand in a column of ``width``, padding included."""
    room = width - 2 * PADDING
    tall = sum(
        piece.size * LEADING * len(fonts.lines(piece.text, piece.size, room, bold=piece.is_bold))
        for piece in pieces
    )
    return tall + 2 * PADDING


def _page(table: Table, rows: Sequence[Row], widths: tuple[float, ...], size: float) -> TablePage:
    heads = [table.corner, *(column.title for column in table.columns)]
    return TablePage(
        table=table,
        rows=tuple(rows),
        heights=tuple(_row_height(row, widths, size) for row in rows),
        head_height=max(
            height([Piece(head, size * 0.9, "title")], width)
            for head, width in zip(heads, widths, strict=True)
        ),
        widths=widths,
        size=size,
    )


def _row_height(row: Row, widths: tuple[float, ...], size: float) -> float:
    cells = [title_pieces(row, size), *(cell_pieces(cell, size) for cell in row.cells)]
    return max(height(pieces, width) for pieces, width in zip(cells, widths, strict=True))


def _widths(table: Table, width: float) -> tuple[float, ...]:
    """Alike after the first, or as wide as their longest text asks for."""
    count = len(table.columns)
    if table.even:
        first = width * _FIRST_COLUMN
        return (first, *((width - first) / count for _ in range(count)))
    wanted = [_wanted(table.corner, (title_pieces(row, 10) for row in table.rows))]
    for place, column in enumerate(table.columns):
        cells = (cell_pieces(row.cells[place], 10) for row in table.rows)
        wanted.append(_wanted(column.title, cells))
    return tuple(width * want / sum(wanted) for want in wanted)


def _wanted(head: str, cells: Iterable[list[Piece]]) -> float:
    """The longest text's width; a long one gives way before a short one breaks its numbers."""
    longest = max(
        (fonts.width(piece.text, 10, bold=piece.is_bold) for pieces in cells for piece in pieces),
        default=0.0,
    )
    return max(fonts.width(head, 10, bold=True), min(longest, _WIDEST)) + 2 * PADDING
