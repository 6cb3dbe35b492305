"""A deck as PowerPoint: real layouts, native charts and tables, notes with all the sources."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from analytics.charts import LIGHT
from analytics.export import fonts, qr
from analytics.export.deck import Deck, Slide
from analytics.export.geometry import Box
from analytics.export.office_template import plain_template
from analytics.export.powerpoint_charts import add_chart
from analytics.export.powerpoint_dress import rgb
from analytics.export.powerpoint_tables import add_table
from analytics.export.provenance import notes_text
from analytics.export.table_pages import TablePage
from analytics.wording import Wording

_QR = 48.0
_FOOTER = 10.0
_COVER_MARGIN = 40.0
_USUAL_TITLE = 44.0
"""What PowerPoint takes where nothing says otherwise."""
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BESIDE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


class TemplateError(Exception):
    """The office's template cannot be used; ``code`` names the words for it in ``data/text``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def powerpoint(deck: Deck, say: Wording, *, template: bytes | None = None) -> bytes:
    """The deck as a .pptx; with the office's ``template``, in its layouts.

    Raises :class:`TemplateError` for a file that is no presentation or has no titled layout.
    """
    prs = _opened(template) if template else plain_template()
    prs.core_properties.title = deck.title
    prs.core_properties.subject = deck.imprint.data_line
    prs.core_properties.language = deck.imprint.words.language
    first, usual = _cover_layout(prs), _title_layout(prs)
    _add_cover(prs, first, deck)
    for slide in deck.slides:
        _add_slide(prs, usual, slide, deck, say)
    written = io.BytesIO()
    prs.save(written)
    return written.getvalue()


def _opened(template: bytes) -> Any:
    try:
        prs = Presentation(io.BytesIO(template))
    except Exception as error:
        raise TemplateError("template_unreadable") from error
    if not any(_title_of(layout) is not None for layout in prs.slide_layouts):
        raise TemplateError("template_without_title")
    # The layouts are wanted, not the slides that came with them.
    listed = prs.slides._sldIdLst
    for entry in list(listed):
        prs.part.drop_rel(entry.get(qn("r:id")))
        listed.remove(entry)
    return prs


def _cover_layout(prs: Any) -> Any:
    """The layout with a title and a subtitle, or the first one with a title."""
    titled = [layout for layout in prs.slide_layouts if _title_of(layout) is not None]
    for layout in titled:
        kinds = {shape.placeholder_format.type for shape in layout.placeholders}
        if PP_PLACEHOLDER.SUBTITLE in kinds:
            return layout
    return titled[0]


def _title_layout(prs: Any) -> Any:
    """The layout that has a title and the least beside it."""
    titled = [layout for layout in prs.slide_layouts if _title_of(layout) is not None]
    return min(titled, key=lambda layout: len(_bodies(layout)))


def _title_of(layout: Any) -> Any:
    return next(
        (shape for shape in layout.placeholders if shape.placeholder_format.type in _TITLES), None
    )


def _bodies(layout: Any) -> list[Any]:
    return [
        shape
        for shape in layout.placeholders
        if shape.placeholder_format.type not in (*_TITLES, *_BESIDE)
    ]


# Slides ------------------------------------------------------------------------------------


def _add_cover(prs: Any, layout: Any, deck: Deck) -> None:
    slide = prs.slides.add_slide(layout)
    _write_title(slide, deck.title)
    bodies = [shape for shape in slide.placeholders if shape.placeholder_format.idx != 0]
    if bodies:
        bodies[0].text_frame.text = deck.subtitle
        for unused in bodies[1:]:
            unused._element.getparent().remove(unused._element)
    _add_footer(slide, layout, deck.imprint.data_line)
    if _foot_of(layout) is None:
        width, height = _points(prs.slide_width), _points(prs.slide_height)
        box = Box(_COVER_MARGIN, height - 40, width - 2 * _COVER_MARGIN, 16)
        _write(slide, deck.imprint.data_line, box, _FOOTER, LIGHT.quiet)


def _add_slide(prs: Any, layout: Any, shown: Slide, deck: Deck, say: Wording) -> None:
    slide = prs.slides.add_slide(layout)
    _write_title(slide, shown.heading)
    for shape in list(slide.placeholders):
        if shape.placeholder_format.idx != 0:
            shape._element.getparent().remove(shape._element)
    view, data_line = shown.view, deck.imprint.data_line
    room = _room(prs, layout, slide.shapes.title)
    footer = f"{view.footer}\n{data_line}" if view else data_line
    place = _foot_of(layout)
    if place is not None and _holds(place, footer):
        foot = room.top + room.height
        qr_top = foot + 5
        _add_footer(slide, layout, footer)
    else:
        # A template's footer is for a line: the source gets a place above it, beside the QR code.
        foot = qr_top = room.top + room.height - _QR - 2
        beside = room.width - _QR - 12
        said = (view.footer if view else "") if place is not None else footer
        _write(slide, said, Box(room.left, foot + 4, beside, _QR), 9, LIGHT.quiet)
        _add_footer(slide, layout, data_line)
    if shown.link:
        left = room.left + room.width - _QR
        _add_qr(slide, shown.link, Box(left, qr_top, _QR, _QR))
    top = _write(slide, shown.subtitle, Box(room.left, room.top, room.width, 18), 13, LIGHT.quiet)
    if shown.marks:
        foot = _write_up(slide, shown.marks, room, foot, 10.5, LIGHT.quiet)
    if shown.remark:
        foot = _write_up(slide, shown.remark, room, foot, 15, LIGHT.ink) - 2
    box = Box(room.left, top + 4, room.width, foot - top - 8)
    match shown.content:
        case None:
            pass
        case TablePage() as table:
            _describe(add_table(slide, table, box), table.table.corner)
        case chart:
            frame = add_chart(slide, chart, box, deck.imprint.words)
            _describe(frame, view.alt if view else "")
    if view:
        notes = notes_text(view, data_line, shown.link, say)
        slide.notes_slide.notes_text_frame.text = notes


def _write_title(slide: Any, text: str) -> None:
    """In the layout's letters, smaller where the title would leave its place."""
    shape = slide.shapes.title
    shape.text_frame.text = text
    usual = size = _title_size(slide.slide_layout)
    width, height = _points(shape.width) - 15, _points(shape.height) - 4
    # Arial runs a little wider than the font that is measured.
    while size > 12 and _title_height(text, size, width / 1.06) > height:
        size -= 1
    if size < usual:
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(size)


def _title_height(text: str, size: float, width: float) -> float:
    return 1.2 * size * len(fonts.lines(text, size, width, bold=True))


def _title_size(layout: Any) -> float:
    """What the title inherits: from its layout, else from the master."""
    master = layout.slide_master
    wherever = [
        *(_title_of(part) for part in (layout, master)),
        master._element.find(f".//{qn('p:titleStyle')}"),
    ]
    for place in wherever:
        element = getattr(place, "_element", place)
        found = None if element is None else element.find(f".//{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        if found is not None and found.get("sz"):
            return int(found.get("sz")) / 100
    return _USUAL_TITLE


def _room(prs: Any, layout: Any, title: Any) -> Box:
    """Between the title and the footer, in points."""
    foots = [s for s in layout.placeholders if s.placeholder_format.type in _BESIDE]
    bottom = min((_points(s.top) for s in foots), default=_points(prs.slide_height) - 12)
    top = _points(title.top + title.height) + 2
    return Box(_points(title.left), top, _points(title.width), bottom - top - 4)


def _write(slide: Any, text: str, box: Box, size: float, colour: str) -> float:
    """A text box; returns where it ends."""
    broken = fonts.lines(text, size, box.width - 4)
    height = size * 1.32 * len(broken)
    shape = slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(height))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    for run in frame.paragraphs[0].runs:
        run.font.size = Pt(size)
        run.font.color.rgb = rgb(colour)
    return box.top + height


def _write_up(slide: Any, text: str, room: Box, foot: float, size: float, colour: str) -> float:
    """A text box that ends at ``foot``; returns where it begins."""
    height = size * 1.32 * len(fonts.lines(text, size, room.width - 4))
    _write(slide, text, Box(room.left, foot - height, room.width, height), size, colour)
    return foot - height - 4


def _foot_of(layout: Any) -> Any:
    """The layout's place for a footer; None where it has none."""
    kinds = (shape for shape in layout.placeholders)
    return next((s for s in kinds if s.placeholder_format.type is PP_PLACEHOLDER.FOOTER), None)


def _holds(place: Any, text: str) -> bool:
    """Whether a footer has room for a text in letters that can be read."""
    broken = fonts.lines(text, _FOOTER, _points(place.width) - 8)
    return len(broken) * _FOOTER * 1.2 <= _points(place.height) + 2


def _add_footer(slide: Any, layout: Any, text: str) -> None:
    """The layout's footer and number, which python-pptx does not take over by itself."""
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            continue
        copy = deepcopy(shape._element)
        slide.shapes._spTree.append(copy)
        if kind is PP_PLACEHOLDER.FOOTER:
            taken = next(s for s in slide.placeholders if s._element is copy)
            taken.text_frame.text = text
            for paragraph in taken.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(_FOOTER)


def _add_qr(slide: Any, link: str, box: Box) -> None:
    """The way back, as a picture that is a link."""
    place = Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)
    shape = slide.shapes.add_picture(io.BytesIO(qr.png(link)), *place)
    shape.click_action.hyperlink.address = link
    _describe(shape, link)


def _describe(shape: Any, text: str) -> None:
    """Alternative text, for those who do not see it."""
    shape._element.find(f".//{qn('p:cNvPr')}").set("descr", text)


def _points(length: int) -> float:
    return float(Emu(length).pt)
