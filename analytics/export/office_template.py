"""The app's own PowerPoint layouts: 16 : 9, a title, room, a footer with the slide's number."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT
from analytics.export.geometry import Box
from analytics.export.slide_room import HEIGHT, MARGIN, WIDTH
from analytics.export.slides import ACCENT

FONT = "Arial"
"""Every office has it, with all Vietnamese letters."""
_QR_ROOM = 66.0
_KEPT = ("Title Slide", "Title Only")


def plain_template() -> Any:
    """An empty presentation of 960 × 540 points with two layouts: a cover and a titled slide."""
    prs = Presentation()
    prs.slide_width, prs.slide_height = Pt(WIDTH), Pt(HEIGHT)
    _set_fonts(prs)
    for layout in list(prs.slide_layouts):
        if layout.name not in _KEPT:
            prs.slide_layouts.remove(layout)
    for layout in prs.slide_layouts:
        is_cover = layout.name == _KEPT[0]
        for shape in [*layout.placeholders]:
            _arrange(shape, is_cover=is_cover)
        _add_band(layout, is_cover=is_cover)
    for shape in prs.slide_master.placeholders:
        _arrange(shape, is_cover=False)
    return prs


def _arrange(shape: Any, *, is_cover: bool) -> None:
    room = WIDTH - 2 * MARGIN
    match shape.placeholder_format.type:
        case PP_PLACEHOLDER.TITLE | PP_PLACEHOLDER.CENTER_TITLE:
            box = Box(MARGIN, 130, room, 150) if is_cover else Box(MARGIN, 18, room, 54)
            _move(shape, box)
            _style(shape, 38 if is_cover else 24, LIGHT.ink, bold=True)
            anchor = MSO_ANCHOR.BOTTOM if is_cover else MSO_ANCHOR.MIDDLE
            shape.text_frame.vertical_anchor = anchor
        case PP_PLACEHOLDER.SUBTITLE:
            _move(shape, Box(MARGIN, 292, room, 80))
            _style(shape, 18, LIGHT.quiet)
        case PP_PLACEHOLDER.FOOTER:
            _move(shape, Box(MARGIN, HEIGHT - 58, room - _QR_ROOM - 50, 46))
            _style(shape, 10, LIGHT.quiet)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        case PP_PLACEHOLDER.SLIDE_NUMBER:
            _move(shape, Box(WIDTH - MARGIN - _QR_ROOM - 46, HEIGHT - 58, 40, 16))
            _style(shape, 10, LIGHT.quiet, align=PP_ALIGN.RIGHT)
        case PP_PLACEHOLDER.DATE:
            shape._element.getparent().remove(shape._element)
        case _:
            _move(shape, Box(MARGIN, 90, room, 370))


def _move(shape: Any, box: Box) -> None:
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)


def _style(
    shape: Any, size: float, colour: str, *, bold: bool = False, align: PP_ALIGN = PP_ALIGN.LEFT
) -> None:
    """What the slides' own text inherits: the first level of the list style."""
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    body = frame._txBody
    listed = body.find(qn("a:lstStyle"))
    for old in list(listed):
        listed.remove(old)
    level = etree.SubElement(listed, qn("a:lvl1pPr"))
    level.set("algn", "r" if align is PP_ALIGN.RIGHT else "l")
    level.set("marL", "0")
    level.set("indent", "0")
    etree.SubElement(level, qn("a:buNone"))
    run = etree.SubElement(level, qn("a:defRPr"))
    run.set("sz", str(int(size * 100)))
    run.set("b", "1" if bold else "0")
    fill = etree.SubElement(etree.SubElement(run, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", colour.removeprefix("#").upper())


def _add_band(layout: Any, *, is_cover: bool) -> None:
    """The accent's colour: along the top, or down the side of the cover."""
    tree = layout.shapes._spTree
    band = _BAND.format(
        width=Pt(14 if is_cover else WIDTH),
        height=Pt(HEIGHT if is_cover else 6),
        colour=ACCENT.removeprefix("#"),
    )
    tree.insert(2, etree.fromstring(band))


_BAND = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<p:nvSpPr><p:cNvPr id="900" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
    '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
    '<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang="vi"/></a:p></p:txBody></p:sp>'
)


def _set_fonts(prs: Any) -> None:
    """The theme's fonts, which all text inherits, and its first colour."""
    part = next(
        rel.target_part
        for rel in prs.slide_master.part.rels.values()
        if rel.reltype.endswith("/theme")
    )
    theme = etree.fromstring(part.blob)
    for font in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        font.find(qn("a:latin")).set("typeface", FONT)
    accent = theme.find(f".//{qn('a:accent1')}")
    for old in list(accent):
        accent.remove(old)
    etree.SubElement(accent, qn("a:srgbClr")).set("val", ACCENT.removeprefix("#"))
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
