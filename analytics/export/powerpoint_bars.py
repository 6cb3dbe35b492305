"""Bars that PowerPoint edits: columns with plan marks, lying bars against the plan's line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT, Bar, Reference
from analytics.export import fonts
from analytics.export.csv_table import harmless
from analytics.export.drawing import paler
from analytics.export.geometry import Box
from analytics.export.powerpoint_dress import (
    LABEL_SIZE,
    C,
    dress,
    fill,
    label,
    leave_out_of_legend,
    number_format,
    place_legend,
    placed,
    points,
)
from analytics.model import Bound, ObsStatus
from analytics.text import Words
from analytics.views.view import BarChart

_LINE_NAME = 11
_SMALLEST_LABEL = 8.0
_COLUMN = 0.58
"""A column's share of its place, with the gap as it is set, and a little air."""
_ARROWS = {Bound.ABOVE: "▶", Bound.AT_LEAST: "▶", Bound.BELOW: "◀", Bound.AT_MOST: "◀"}
"""Where the truth lies from a bound, on a lying bar; on a column the sign must do."""


def add_bars(slide: Any, chart: BarChart, box: Box, words: Words) -> Any:
    """Columns; lying bars where each has a line of detail, so that there are no plan marks."""
    lying = any(bar.detail for bar in chart.bars) and not any(bar.plan for bar in chart.bars)
    bars, reference = chart.bars, chart.reference
    data = CategoryChartData(number_format="General")
    data.categories = [harmless(_category(bar)) for bar in bars]
    data.add_series(harmless(chart.unit), [float(bar.figure.value) for bar in bars])
    marks = [
        (
            name,
            [bar.plan if bar.plan and bar.plan.is_computed is computed else None for bar in bars],
        )
        for computed, name in ((False, "plan"), (True, "implied_plan"))
    ]
    for name, plans in marks:
        if any(plans):
            data.add_series(words(f"charts.{name}"), [float(p.value) if p else None for p in plans])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *placed(box), data)
    native = frame.chart
    dress(native, chart.unit, words, lying=lying)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 160 if len(bars) < 4 else 60, 100
    _colour_bars(plot.series[0], bars)
    beside = list(plot.series)[1:]
    room = _Room(box, reference, lying=lying, has_legend=bool(beside))
    end = _fix_scale(native, chart) if reference else _most(chart)
    _label_bars(plot.series[0], chart, words, room, end)
    if beside:
        _as_marks(native, beside)
    native.has_legend = bool(beside)
    if beside:
        place_legend(native)
        leave_out_of_legend(native, 0)
    if reference:
        _draw_across(native, _Across(reference, end, room))
    if lying:
        _show_every_name(native, [_category(bar) for bar in bars], room)
    return frame


def _show_every_name(native: Any, names: Sequence[str], room: _Room) -> None:
    """In letters that let each row have its own; programs leave out names that they find tight."""
    wide = room.left * room.box.width - 14
    tall = (room.foot - room.top) * room.box.height / len(names)
    size = 12.0
    while size > 7 and any(
        len(fonts.lines(name, size * 1.06, wide)) * size * 1.25 > tall for name in names
    ):
        size -= 0.5
    axis = native.category_axis
    axis.tick_labels.font.size = Pt(size)
    skip = etree.SubElement(axis._element, qn("c:tickLblSkip"))
    skip.set("val", "1")
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


class _Room:
    """Where the bars stand in a chart with a line across: shares of its width and height."""

    def __init__(
        self, box: Box, reference: Reference | None, *, lying: bool, has_legend: bool
    ) -> None:
        self.box, self.lying = box, lying
        beside = fonts.width(reference.label, _LINE_NAME) + 22 if reference else 8
        head, foot = (22.0, 44.0) if lying else (8.0, 46.0)
        self.left, self.right = (0.34, 0.97) if lying else (62 / box.width, 1 - beside / box.width)
        self.top = (head + (24 if has_legend else 0)) / box.height
        self.foot = 1 - foot / box.height

    @property
    def along(self) -> float:
        """Points that the scale has."""
        if self.lying:
            return (self.right - self.left) * self.box.width
        return (self.foot - self.top) * self.box.height


def _category(bar: Bar) -> str:
    label = bar.label.replace("\n", " ")
    below = "; ".join(text for text in (bar.detail, bar.note) if text)
    return f"{label}\n{below}" if below else label


def _colour_bars(series: Any, bars: Sequence[Bar]) -> None:
    series.invert_if_negative = False
    for point, bar in zip(points(series, len(bars)), bars, strict=True):
        fill(point.format.fill, _colour(bar), "/" if bar.note else "")


def _colour(bar: Bar) -> str:
    early = bar.figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)
    return paler(bar.colour_on(LIGHT)) if early else bar.colour_on(LIGHT)


# Labels ------------------------------------------------------------------------------------


class _Across:
    """The line across the bars."""

    def __init__(self, reference: Reference, end: float, room: _Room) -> None:
        self.name, self.room = reference.label, room
        self.share = float(reference.value) / end
        """Of the scale, from zero."""


def _label_bars(series: Any, chart: BarChart, words: Words, room: _Room, end: float) -> None:
    """Each bar's value, bound to it; a unit that is a word stands at the axis.

    It stands past the bar's end, or in the bar where the plan would strike it through.
    """
    texts = [bar.text.removesuffix(f" {chart.unit}") for bar in chart.bars]
    if room.lying:
        texts = [
            f"{text} {_ARROWS.get(bar.figure.bound, '')}".strip()
            for text, bar in zip(texts, chart.bars, strict=True)
        ]
    slot = math.inf if room.lying else (room.right - room.left) * room.box.width / len(texts)
    usual = _fitting(texts, slot - 4)
    across = [float(chart.reference.value)] if chart.reference else []
    for place, (bar, text) in enumerate(zip(chart.bars, texts, strict=True)):
        shown = number_format(text, bar.figure.value, bar.figure.decimals, words)
        value = float(bar.figure.value)
        beyond = fonts.width(text, usual, bold=True) + 10 if room.lying else usual * 1.8
        struck = value + beyond * end / room.along
        levels = [*across, *([float(bar.plan.value)] if bar.plan else [])]
        if any(value < level < struck for level in levels):
            size, ink = _fitting([text], slot * _COLUMN), _ink_on(_colour(bar))
            label(series, place, shown, position="inEnd", ink=ink, size=min(size, usual))
        else:
            label(series, place, shown, position="outEnd", ink=LIGHT.ink, size=usual)


def _fitting(texts: Sequence[str], room: float) -> float:
    """The size of letters in which each text has room; Arial runs wider than what is measured."""
    widest = max(fonts.width(text, 1, bold=True) for text in texts) * 1.06
    return max(min(LABEL_SIZE, room / widest), _SMALLEST_LABEL)


def _ink_on(colour: str) -> str:
    """Dark or light letters, whichever is read better."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return LIGHT.ink if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else LIGHT.paper


# Plans across the bars -----------------------------------------------------------------------


def _as_marks(native: Any, series: Sequence[Any]) -> None:
    """Move series into a line chart on the same axes, drawn as marks without a line."""
    bar_chart = native._chartSpace.find(f".//{qn('c:barChart')}")
    line = parse_xml(
        '<c:lineChart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:grouping val="standard"/><c:varyColors val="0"/></c:lineChart>'
    )
    for one in series:
        element = one._element
        bar_chart.remove(element)
        for name in ("c:invertIfNegative", "c:spPr", "c:dLbls"):
            for found in element.findall(qn(name)):
                element.remove(found)
        named = list(element).index(element.find(qn("c:tx")))
        element.insert(named + 1, parse_xml(_NO_LINE))
        element.insert(named + 2, parse_xml(_PLAN_MARKER))
        element.append(parse_xml(f'<c:smooth {C} val="0"/>'))
        line.append(element)
    line.append(parse_xml(f'<c:marker {C} val="1"/>'))
    for axis in bar_chart.findall(qn("c:axId")):
        line.append(deepcopy(axis))
    bar_chart.addnext(line)


_INK = LIGHT.plan.removeprefix("#")
_PAPER = LIGHT.paper.removeprefix("#")
_QUIET = LIGHT.quiet.removeprefix("#")
_NO_LINE = f"<c:spPr {C}><a:ln w='28575'><a:noFill/></a:ln></c:spPr>"
_PLAN_MARKER = (
    f"<c:marker {C}><c:symbol val='dash'/><c:size val='28'/><c:spPr><a:solidFill>"
    f"<a:srgbClr val='{_INK}'/></a:solidFill><a:ln w='9525'><a:solidFill>"
    f"<a:srgbClr val='{_PAPER}'/></a:solidFill></a:ln></c:spPr></c:marker>"
)


def _most(chart: BarChart) -> float:
    """The highest that is drawn."""
    values = [bar.figure.value for bar in chart.bars]
    values += [bar.plan.value for bar in chart.bars if bar.plan]
    values += [chart.reference.value] if chart.reference else []
    return float(max(values))


def _fix_scale(native: Any, chart: BarChart) -> float:
    """Give the scale an end of its own, so that a line can be placed; with room for the labels."""
    most = _most(chart)
    steps = (power * n for power in (1, 10, 100, 1000, 10**4, 10**5) for n in (5, 10, 20, 25))
    step = next(step for step in steps if step * 7 >= most * 1.12)
    end = math.ceil(most * 1.12 / step) * step
    axis = native.value_axis
    axis.maximum_scale, axis.major_unit = end, step
    return float(end)


def _draw_across(native: Any, across: _Across) -> None:
    """A line over all bars with its name, as the chart's own shape; the bars get a fixed place.

    PowerPoint has no series that is drawn upright over lying bars, and none that reaches over the
    first and the last column.
    """
    room, box = across.room, across.room.box
    layout = parse_xml(
        f"<c:layout {C}><c:manualLayout><c:layoutTarget val='inner'/><c:xMode val='edge'/>"
        f"<c:yMode val='edge'/><c:x val='{room.left:.5f}'/><c:y val='{room.top:.5f}'/>"
        f"<c:w val='{room.right - room.left:.5f}'/><c:h val='{room.foot - room.top:.5f}'/>"
        "</c:manualLayout></c:layout>"
    )
    area = native._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, layout)
    wide = fonts.width(across.name, _LINE_NAME) + 12
    if room.lying:
        x = room.left + across.share * (room.right - room.left)
        half, head = wide / box.width / 2, room.top - 4 / box.height
        line = (x, head, x, room.foot)
        name = (x - half, head - 16 / box.height, x + half, head)
    else:
        y = room.foot - across.share * (room.foot - room.top)
        half, begin = 8 / box.height, room.right + 5 / box.width
        line = (room.left, y, room.right, y)
        name = (begin, y - half, begin + wide / box.width, y + half)
    _add_shapes(native, across.name, line, name)


_Ends = tuple[float, float, float, float]
"""Left, top, right, foot."""


def _add_shapes(native: Any, text: str, line: _Ends, name: _Ends) -> None:
    """A drawing on the chart; places are shares of its size."""
    shapes = etree.fromstring(_ACROSS)
    for anchor, ends in zip(shapes, (line, name), strict=True):
        for corner, (x, y) in zip(anchor[:2], (ends[:2], ends[2:]), strict=True):
            corner[0].text, corner[1].text = f"{x:.5f}", f"{y:.5f}"
    shapes.find(f".//{{{_A}}}t").text = text
    part = native.part
    place = PackURI(f"/ppt/drawings/drawing{part.partname.idx or 1}.xml")
    blob = etree.tostring(shapes, xml_declaration=True, encoding="UTF-8", standalone=True)
    drawing = Part(place, _DRAWING, part.package, blob)
    number = part.relate_to(drawing, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    etree.SubElement(native._chartSpace, qn("c:userShapes")).set(qn("r:id"), number)


_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACROSS = (
    '<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'xmlns:a="{_A}" '
    'xmlns:cdr="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing">'
    "<cdr:relSizeAnchor><cdr:from><cdr:x/><cdr:y/></cdr:from><cdr:to><cdr:x/><cdr:y/></cdr:to>"
    '<cdr:cxnSp macro=""><cdr:nvCxnSpPr><cdr:cNvPr id="2" name="Plan"/><cdr:cNvCxnSpPr/>'
    '</cdr:nvCxnSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
    '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="19050"><a:solidFill>'
    f'<a:srgbClr val="{_INK}"/></a:solidFill><a:prstDash val="sysDash"/></a:ln></cdr:spPr>'
    "</cdr:cxnSp></cdr:relSizeAnchor>"
    "<cdr:relSizeAnchor><cdr:from><cdr:x/><cdr:y/></cdr:from><cdr:to><cdr:x/><cdr:y/></cdr:to>"
    '<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="3" name="Plan: name"/>'
    '<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
    '</cdr:spPr><cdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" '
    'anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="vi" sz="1100">'
    f'<a:solidFill><a:srgbClr val="{_QUIET}"/></a:solidFill><a:latin typeface="Arial"/></a:rPr>'
    "<a:t></a:t></a:r></a:p>"
    "</cdr:txBody></cdr:sp></cdr:relSizeAnchor></c:userShapes>"
)
"""A line and its name, without their places."""
