"""Slides as PDF: drawn shape by shape with the app's fonts; needs no other program."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF

from analytics.export import fonts
from analytics.export.scene import Line, Link, Polygon, Rectangle, Scene, Text

_TEXT, _SHAPES = "app", "shapes"


def pdf(scenes: Sequence[Scene], *, title: str, language: str) -> bytes:
    """A page for each scene, of the scene's size."""
    document = FPDF(unit="pt", format=(scenes[0].height, scenes[0].width))
    document.set_auto_page_break(auto=False)
    document.set_title(title)
    document.set_lang(language)
    document.set_creator("analytics")
    document.add_font(_TEXT, "", fonts.REGULAR)
    document.add_font(_TEXT, "B", fonts.BOLD)
    document.add_font(_SHAPES, "", fonts.SHAPES)
    for scene in scenes:
        document.add_page(format=(scene.width, scene.height))
        _draw(document, scene)
    return bytes(document.output())


def _draw(document: FPDF, scene: Scene) -> None:
    for shape in scene.shapes:
        match shape:
            case Rectangle(x, y, width, height, fill):
                document.set_fill_color(fill)
                document.rect(x, y, width, height, style="F")
            case Line():
                document.set_draw_color(shape.colour)
                document.set_line_width(shape.width)
                document.set_dash_pattern(shape.dashes, shape.dashes)
                document.line(shape.x1, shape.y1, shape.x2, shape.y2)
                document.set_dash_pattern()
            case Polygon(points, fill, stroke, stroke_width):
                document.set_fill_color(fill)
                document.set_draw_color(stroke or fill)
                document.set_line_width(stroke_width)
                document.polygon(points, style="FD" if stroke else "F")
            case Text():
                _write(document, shape)
            case Link(x, y, width, height, address):
                document.link(x, y, width, height, address)


def _write(document: FPDF, text: Text) -> None:
    document.set_text_color(text.colour)
    x = text.left
    for piece, is_shape in fonts.runs(text.text):
        if is_shape:
            document.set_font(_SHAPES, size=text.size)
        else:
            document.set_font(_TEXT, style="B" if text.bold else "", size=text.size)
        document.text(x, text.y, piece)
        x += fonts.width(piece, text.size, bold=text.bold)
