"""What all of PowerPoint's charts have: axes, legend, colours, and labels that follow the data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT
from analytics.export.geometry import Box
from analytics.text import Words

C = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
"""The names that pieces of a chart's XML are written in."""
LABEL_SIZE = 14
_PATTERNS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "x": MSO_PATTERN.DIAGONAL_CROSS,
    ".": MSO_PATTERN.PERCENT_10,
}
_LOCALES = {"vi": "[$-42A]", "en": "[$-409]"}
"""The language's marks in programs that take them from the format; Office has those of its own."""


def number_format(text: str, value: Decimal, decimals: int, words: Words) -> str:
    """A format that shows ``value`` as ``text`` and goes on to do so when the value is edited.

    What stands around the number (``≥ ``, ``%``, ``hạng ``) becomes part of the format. Raises
    ``ValueError`` where the text does not have the number.
    """
    number = words.number(value, decimals)
    before, found, after = text.partition(number)
    if not found:
        raise ValueError(f"{text!r} does not have {number!r}")
    digits = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    shown = f"{_LOCALES[words.language]}{_quoted(before)}{{}}{digits}{_quoted(after)}"
    return f"{shown.format('')};{shown.format(_quoted('−'))}"


def axis_format(words: Words) -> str:
    """Grouped, with the decimals that a mark has."""
    return f"{_LOCALES[words.language]}#,##0.###"


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""


def label(
    series: Any, place: int, shown: str, *, position: str, ink: str, size: float = LABEL_SIZE
) -> None:
    """Label a point with its value in the format ``shown``."""
    labels = series._element.get_or_add_dLbls()
    made = parse_xml(
        f"<c:dLbl {C}><c:idx val='{place}'/><c:numFmt formatCode='' sourceLinked='0'/>"
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"<c:txPr><a:bodyPr wrap='none'/><a:lstStyle/><a:p><a:pPr>"
        f"<a:defRPr sz='{round(size * 2) * 50}' b='1'><a:solidFill>"
        f"<a:srgbClr val='{ink.removeprefix('#')}'/></a:solidFill></a:defRPr></a:pPr>"
        f"<a:endParaRPr lang='vi'/></a:p></c:txPr><c:dLblPos val='{position}'/>"
        "<c:showLegendKey val='0'/><c:showVal val='1'/><c:showCatName val='0'/>"
        "<c:showSerName val='0'/><c:showPercent val='0'/><c:showBubbleSize val='0'/></c:dLbl>"
    )
    made.find(qn("c:numFmt")).set("formatCode", shown)
    before = len(labels.findall(qn("c:dLbl")))
    labels.insert(before, made)


def no_other_labels(series: Any) -> None:
    """The points that were not labelled stay without."""
    shown = series._element.get_or_add_dLbls().find(qn("c:showVal"))
    if shown is not None:
        shown.set("val", "0")


def dress(native: Any, unit: str, words: Words, *, lying: bool) -> None:
    """No title of its own, axes from zero with the unit, the first row on top."""
    native.has_title = False
    native.font.size = Pt(12)
    native.font.color.rgb = rgb(LIGHT.ink)
    values, names = native.value_axis, native.category_axis
    shown = [value for plot in native.plots for series in plot.series for value in series.values]
    if not any(value < 0 for value in shown if value is not None):
        values.minimum_scale = 0
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    values.format.line.fill.background()
    values.tick_labels.font.size = Pt(11)
    values.tick_labels.font.color.rgb = rgb(LIGHT.quiet)
    values.tick_labels.number_format = axis_format(words)
    values.tick_labels.number_format_is_linked = False
    values.has_title = True
    values.axis_title.text_frame.text = unit
    write(values.axis_title.text_frame.paragraphs[0].runs[0].font, 11, LIGHT.quiet)
    names.has_major_gridlines = False
    names.format.line.color.rgb = rgb(LIGHT.other)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if lying:
        names.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def place_legend(native: Any) -> None:
    native.legend.position = XL_LEGEND_POSITION.TOP
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(12)


def leave_out_of_legend(native: Any, place: int) -> None:
    """A series that is named otherwise: bars by their axis, several plans by one entry."""
    entry = etree.SubElement(native.legend._element, qn("c:legendEntry"))
    etree.SubElement(entry, qn("c:idx")).set("val", str(place))
    etree.SubElement(entry, qn("c:delete")).set("val", "1")
    native.legend._element.remove(entry)
    native.legend._element.find(qn("c:legendPos")).addnext(entry)


def points(series: Any, count: int) -> list[Any]:
    return [series.points[place] for place in range(count)]


def fill(fill: Any, colour: str, pattern: str) -> None:
    if not pattern:
        fill.solid()
        fill.fore_color.rgb = rgb(colour)
        return
    fill.patterned()
    fill.pattern = _PATTERNS[pattern]
    light, dark = rgb(LIGHT.paper), rgb(colour)
    fill.fore_color.rgb, fill.back_color.rgb = (
        (rgb(LIGHT.other), dark) if pattern == "." else (light, dark)
    )


def write(font: Any, size: float, colour: str, *, bold: bool = False) -> None:
    font.size, font.bold = Pt(size), bold
    font.color.rgb = rgb(colour)


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def placed(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)
