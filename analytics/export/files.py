"""A briefing or a view as a file of any kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from enum import StrEnum

from analytics.export import slides
from analytics.export.deck import Shown, deck
from analytics.export.excel import workbook
from analytics.export.imprint import Imprint
from analytics.export.pdf import pdf
from analytics.export.png import scene_png
from analytics.export.powerpoint import powerpoint
from analytics.export.word import document
from analytics.model import Finding
from analytics.wording import Wording


class Form(StrEnum):
    pptx = "pptx"
    pdf = "pdf"
    png = "png"  # a picture a slide, in a zip
    xlsx = "xlsx"
    docx = "docx"


MEDIA_TYPES = {
    Form.pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Form.pdf: "application/pdf",
    Form.png: "application/zip",
    Form.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def written(
    form: Form,
    *,
    title: str,
    subtitle: str,
    shown: Sequence[Shown],
    findings: Sequence[Finding],
    imprint: Imprint,
    say: Wording,
    template: bytes | None = None,
) -> bytes:
    """The file's bytes; ``template`` is the office's own, for PowerPoint.

    Raises :class:`NoBrowserError` for pictures, :class:`TemplateError` for a bad template.
    """
    match form:
        case Form.xlsx:
            views = [one.view for one in shown if one.view is not None]
            return workbook(title, views, findings, imprint, say)
        case Form.docx:
            return document(title, subtitle, shown, imprint, say)
    made = deck(title, subtitle, shown, imprint, say)
    match form:
        case Form.pptx:
            return powerpoint(made, say, template=template)
        case Form.pdf:
            return pdf(slides.scenes(made), title=title, language=say.words.language)
        case _:
            return _zip(scene_png(scene) for scene in slides.scenes(made))


def _zip(pictures: Iterable[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # pictures are packed already
        for number, picture in enumerate(pictures, start=1):
            archive.writestr(f"{number:02}.png", picture)
    return packed.getvalue()
