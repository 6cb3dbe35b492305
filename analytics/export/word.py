"""Views as a Word document: picture, table, sentences and sources, a page a view."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from analytics.charts import LIGHT
from analytics.export.browser import NoBrowserError
from analytics.export.deck import Shown
from analytics.export.drawing import pages
from analytics.export.imprint import Imprint
from analytics.export.png import card_png
from analytics.export.provenance import figure_text, source_text, sources_of
from analytics.export.table_pages import cell_pieces, title_pieces
from analytics.views.table import Table
from analytics.views.view import Chart, View
from analytics.wording import Wording

_FONT = "Arial"
_WIDTH, _TALLEST = Mm(170), Mm(185)


def document(
    title: str, subtitle: str, shown: Sequence[Shown], imprint: Imprint, say: Wording
) -> bytes:
    """A .docx. Without a Chromium the pictures are left out, and it says so."""
    written = Document()
    _set_up(written, imprint)
    written.core_properties.title = title
    written.add_heading(title, 0)
    written.add_paragraph(subtitle)
    figures = [figure for one in shown if one.view for figure in one.view.figures]
    for one in shown:
        if one.view is None:
            written.add_heading(one.title or title, 1)
            written.add_paragraph(imprint.words("export.nothing"))
        else:
            _add_view(written, one, one.view, imprint, say)
    written.add_heading(imprint.words("export.figures"), 1)
    for figure in {figure.key: figure for figure in figures}.values():
        written.add_paragraph(figure_text(figure, say), style="List Bullet")
    written.add_heading(imprint.words("export.sources"), 1)
    for source in sources_of(figures, say):
        written.add_paragraph(source_text(source, say), style="List Number")
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def _add_view(written: Any, one: Shown, view: View, imprint: Imprint, say: Wording) -> None:
    written.add_heading(one.title or view.heading, 1)
    _quiet(written, view.subtitle).paragraph_format.keep_with_next = True
    for text in (one.remark, *view.sentences):
        if text:
            written.add_paragraph(text)
    if view.chart is not None:
        _add_pictures(written, view, view.chart, imprint)
    _add_table(written, view.table)
    _quiet(written, " ".join([*view.marks, view.source_line, imprint.data_line]))
    if link := imprint.link(view.request):
        _quiet(written, link)


def _add_pictures(written: Any, view: View, chart: Chart, imprint: Imprint) -> None:
    """The chart, in parts of which each can be read on the page."""
    try:
        made = [card_png(replace(view, chart=part), imprint, scale=2) for part in pages(chart)]
    except NoBrowserError:
        _quiet(written, imprint.words("export.no_picture"))
        return
    for picture in made:
        shape = written.add_picture(io.BytesIO(picture), width=_WIDTH)
        if shape.height > _TALLEST:
            shape.width = int(shape.width * _TALLEST / shape.height)
            shape.height = _TALLEST
        shape._inline.docPr.set("descr", view.alt)


def _add_table(written: Any, table: Table) -> None:
    native = written.add_table(rows=1, cols=1 + len(table.columns))
    native.style = "Table Grid"
    heads = (table.corner, *(column.title for column in table.columns))
    for cell, head in zip(native.rows[0].cells, heads, strict=True):
        _fill(cell, [head], bold=True)
        _shade(cell)
    _repeat(native.rows[0])
    for row in table.rows:
        cells = native.add_row().cells
        _fill(cells[0], [piece.text for piece in title_pieces(row, 9)], bold=True)
        for place, shown in enumerate(row.cells, start=1):
            _fill(cells[place], [piece.text for piece in cell_pieces(shown, 9)], bold=False)


def _fill(cell: Any, texts: Sequence[str], *, bold: bool) -> None:
    for place, text in enumerate(texts or [""]):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size = Pt(9 if place == 0 else 8)
        run.bold = bold and place == 0


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "F1EEE8")
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """The head stands again on the next page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _quiet(written: Any, text: str) -> Any:
    paragraph = written.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor.from_string(LIGHT.quiet.removeprefix("#").upper())
    return paragraph


def _set_up(written: Any, imprint: Imprint) -> None:
    """A4, the office's font in every style, the data line in the footer."""
    section = written.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for name in ("Normal", "Title", "Heading 1", "List Bullet", "List Number"):
        style = written.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(which), _FONT)
        for which in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(which), None)
        style.font.color.rgb = RGBColor.from_string(LIGHT.ink.removeprefix("#").upper())
    written.styles["Normal"].font.size = Pt(11)
    run = section.footer.paragraphs[0].add_run(imprint.data_line)
    run.font.size = Pt(8)
