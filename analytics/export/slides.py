"""Slides as scenes: for the screen, PDF and pictures."""

from __future__ import annotations

from analytics.charts import LIGHT
from analytics.export import fonts, qr, slide_room
from analytics.export.deck import Deck, Slide
from analytics.export.drawing import draw
from analytics.export.imprint import Imprint
from analytics.export.scene import Line, Link, Rectangle, Scene, Text
from analytics.export.slide_room import FOOT, HEIGHT, MARGIN, ROOM, WIDTH
from analytics.export.table_pages import (
    LEADING,
    PADDING,
    Piece,
    Role,
    TablePage,
    cell_pieces,
    title_pieces,
)

ACCENT = "#9d2235"
"""The theme's primary colour."""
INK_OF: dict[Role, str] = {
    "title": LIGHT.ink,
    "value": LIGHT.ink,
    "plain": LIGHT.ink,
    "line": LIGHT.quiet,
    "flag": "#6b5200",
    "gap": LIGHT.quiet,
    "good": "#1f5c41",
    "warn": "#8a4508",
    "bad": "#8f1d2e",
    "quiet": LIGHT.quiet,
}
_QR = 50.0


def scenes(deck: Deck) -> list[Scene]:
    """The cover and every slide."""
    count = len(deck.slides) + 1
    return [
        cover(deck),
        *(
            scene(slide, deck.imprint, number=f"{place}/{count}")
            for place, slide in enumerate(deck.slides, start=2)
        ),
    ]


def cover(deck: Deck) -> Scene:
    drawn = Scene(WIDTH, HEIGHT, deck.title, deck.subtitle)
    drawn.add(Rectangle(0, 0, 14, HEIGHT, ACCENT))
    y = drawn.write(
        deck.title, (MARGIN + 30, 170, WIDTH - 2 * MARGIN - 60), 40, LIGHT.ink, bold=True, most=3
    )
    y = drawn.write(
        deck.subtitle, (MARGIN + 30, y + 14, WIDTH - 2 * MARGIN - 60), 18, LIGHT.quiet, most=4
    )
    drawn.write(deck.imprint.data_line, (MARGIN + 30, HEIGHT - 76, WIDTH - 200), 13, LIGHT.quiet)
    if deck.imprint.address:
        _qr(drawn, deck.imprint.address)
    return drawn


def scene(slide: Slide, imprint: Imprint, *, number: str = "") -> Scene:
    """A slide of 960 × 540 points on light paper."""
    alt = slide.view.alt if slide.view else ""
    drawn = Scene(WIDTH, HEIGHT, slide.heading, alt or slide.subtitle)
    drawn.add(Rectangle(0, 0, WIDTH, 6, ACCENT))
    y = drawn.write(
        slide.heading,
        (MARGIN, slide_room.HEAD, ROOM),
        slide_room.HEADING,
        LIGHT.ink,
        bold=True,
        most=slide_room.MOST_HEADING,
    )
    drawn.write(
        slide.subtitle,
        (MARGIN, y + 1, ROOM),
        slide_room.SUBTITLE,
        LIGHT.quiet,
        most=slide_room.MOST_SUBTITLE,
    )
    box = slide_room.between(slide.heading, slide.subtitle, slide.marks, slide.remark)
    foot = slide_room.FOOT - 8
    if slide.marks:
        foot = _write_up(drawn, slide.marks, foot, ROOM, slide_room.MARKS, LIGHT.quiet) - 4
    if slide.remark:
        left = slide_room.REMARK_INDENT
        size = slide_room.REMARK
        top = _write_up(drawn, slide.remark, foot - 4, ROOM - left, size, LIGHT.ink, left) - 4
        drawn.add(Rectangle(MARGIN, top, 3.5, foot - top, ACCENT))
    match slide.content:
        case TablePage():
            _draw_table(drawn, slide.content, box.top)
        case None:
            pass
        case chart:
            draw(drawn, chart, box, imprint.words)
    _draw_footer(drawn, slide, imprint, number)
    return drawn


def _write_up(
    drawn: Scene, text: str, foot: float, room: float, size: float, colour: str, left: float = 0
) -> float:
    """Write lines that end at ``foot``; return where they begin."""
    top = foot - slide_room.block(text, size, room)
    drawn.write(text, (MARGIN + left, top, room), size, colour)
    return top


def _draw_footer(drawn: Scene, slide: Slide, imprint: Imprint, number: str) -> None:
    room = ROOM - (_QR + 16 if slide.link else 0)
    drawn.add(Line(MARGIN, FOOT, WIDTH - MARGIN, FOOT, LIGHT.grid))
    y = FOOT + 5
    if slide.view:
        y = drawn.write(slide.view.footer, (MARGIN, y, room), 10, LIGHT.quiet, most=2)
    below = " · ".join(text for text in (imprint.data_line, number) if text)
    y = drawn.write(below, (MARGIN, y, room), 10, LIGHT.quiet)
    if slide.link and slide.view:
        text = imprint.link_text(slide.view.request)
        drawn.write(text, (MARGIN, y, room), 8, LIGHT.quiet, most=1)
        _qr(drawn, slide.link)


def _qr(drawn: Scene, address: str) -> None:
    """The way back to the app, in the lower right corner."""
    left, top = WIDTH - MARGIN - _QR, HEIGHT - _QR - 7
    matrix = qr.code(address).matrix
    step = _QR / len(matrix)
    for row, cells in enumerate(matrix):
        column = 0
        while column < len(cells):
            end = column
            while end < len(cells) and cells[end]:
                end += 1
            if end > column:
                # A hair wider, or viewers show seams between the rows.
                drawn.add(
                    Rectangle(
                        left + column * step,
                        top + row * step,
                        (end - column) * step,
                        step + 0.05,
                        LIGHT.ink,
                    )
                )
            column = end + 1
    drawn.add(Link(left, top, _QR, _QR, address))


# Tables ------------------------------------------------------------------------------------


def _draw_table(drawn: Scene, page: TablePage, top: float) -> None:
    y, x = top, MARGIN
    heads = [page.table.corner, *(column.title for column in page.table.columns)]
    colours = ["", *(column.colour for column in page.table.columns)]
    for head, width, colour in zip(heads, page.widths, colours, strict=True):
        _write_pieces(drawn, [Piece(head, page.size * 0.9, "title")], x, y, width)
        if colour:
            drawn.add(Rectangle(x + PADDING, y + page.head_height - 3.5, width - 10, 3, colour))
        x += width
    y += page.head_height
    drawn.add(Line(MARGIN, y, WIDTH - MARGIN, y, LIGHT.other, 1.2))
    for row, height in zip(page.rows, page.heights, strict=True):
        x = MARGIN
        cells = [
            title_pieces(row, page.size),
            *(cell_pieces(cell, page.size) for cell in row.cells),
        ]
        for pieces, width in zip(cells, page.widths, strict=True):
            _write_pieces(drawn, pieces, x, y, width)
            x += width
        y += height
        drawn.add(Line(MARGIN, y, WIDTH - MARGIN, y, LIGHT.grid, 0.8))


def _write_pieces(drawn: Scene, pieces: list[Piece], x: float, y: float, width: float) -> None:
    y += PADDING
    for piece in pieces:
        bold = piece.is_bold
        for line in fonts.lines(piece.text, piece.size, width - 2 * PADDING, bold=bold):
            y += piece.size * LEADING
            baseline = y - piece.size * 0.3
            drawn.add(Text(x + PADDING, baseline, line, piece.size, INK_OF[piece.role], bold))
