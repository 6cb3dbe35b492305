"""Tables that PowerPoint edits: thin lines below the rows, as on the screen."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT
from analytics.export.geometry import Box
from analytics.export.powerpoint_dress import rgb
from analytics.export.slides import INK_OF
from analytics.export.table_pages import PADDING, Piece, TablePage, cell_pieces, title_pieces

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def add_table(slide: Any, page: TablePage, box: Box) -> Any:
    """Put the page on the slide, in a template with less room all of it smaller; its frame."""
    height = page.head_height + sum(page.heights)
    share = min(1.0, box.width / sum(page.widths), box.height / height)
    frame = slide.shapes.add_table(
        len(page.rows) + 1,
        len(page.widths),
        Pt(box.left),
        Pt(box.top),
        Pt(sum(page.widths) * share),
        Pt(height * share),
    )
    native = frame.table
    _plain_style(frame)
    for column, width in zip(native.columns, page.widths, strict=True):
        column.width = Pt(width * share)
    for row, tall in zip(native.rows, (page.head_height, *page.heights), strict=True):
        row.height = Pt(tall * share)
    size = page.size * share
    heads = [page.table.corner, *(column.title for column in page.table.columns)]
    for place, head in enumerate(heads):
        _fill_cell(native.cell(0, place), [Piece(head, size * 0.9, "title")], share)
    for number, row in enumerate(page.rows, start=1):
        _fill_cell(native.cell(number, 0), title_pieces(row, size), share)
        for place, cell in enumerate(row.cells, start=1):
            _fill_cell(native.cell(number, place), cell_pieces(cell, size), share)
    return frame


def _plain_style(frame: Any) -> None:
    """No style of PowerPoint's: thin lines below the rows, as on the screen."""
    frame._element.find(f".//{qn('a:tableStyleId')}").text = _NO_STYLE
    native = frame.table
    native.first_row = native.horz_banding = False
    for number, row in enumerate(native.rows):
        for cell in row.cells:
            line = etree.SubElement(cell._tc.get_or_add_tcPr(), qn("a:lnB"))
            line.set("w", str(Pt(1.25 if number == 0 else 0.75)))
            fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
            colour = LIGHT.other if number == 0 else LIGHT.grid
            fill.set("val", colour.removeprefix("#"))


def _fill_cell(cell: Any, pieces: list[Piece], share: float) -> None:
    cell.margin_left = cell.margin_right = Pt(PADDING * share)
    cell.margin_top = cell.margin_bottom = Pt(PADDING * 0.6 * share)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    frame = cell.text_frame
    for place, piece in enumerate(pieces):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = piece.text
        run.font.size = Pt(round(piece.size * 2) / 2)
        run.font.bold = piece.is_bold
        run.font.color.rgb = rgb(INK_OF[piece.role])
