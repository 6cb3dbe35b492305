"""A briefing or a view as a file of any kind."""

from __future__ import annotations

import importlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from analytics.export import slides
from analytics.export.deck import Shown, deck
from analytics.export.imprint import Imprint
from analytics.export.png import scene_png
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
            return bytes(_written_by("excel").workbook(title, views, findings, imprint, say))
        case Form.docx:
            return bytes(_written_by("word").document(title, subtitle, shown, imprint, say))
    made = deck(title, subtitle, shown, imprint, say)
    match form:
        case Form.pptx:
            return bytes(_written_by("powerpoint").powerpoint(made, say, template=template))
        case Form.pdf:
            drawn = slides.scenes(made)
            return bytes(_written_by("pdf").pdf(drawn, title=title, language=say.words.language))
        case _:
            return _zip(scene_png(scene) for scene in slides.scenes(made))


def _written_by(module: str) -> Any:
    """What writes a format, imported when it is asked for: all of them take 30 MB."""
    return importlib.import_module(f"analytics.export.{module}")


def _zip(pictures: Iterable[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:  # pictures are packed already
        for number, picture in enumerate(pictures, start=1):
            archive.writestr(f"{number:02}.png", picture)
    return packed.getvalue()
