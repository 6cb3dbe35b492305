"""Charts that PowerPoint edits: columns with plan marks, bars against 100 %, stacks, lines."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT, Bar, TargetPart, target_parts
from analytics.export.drawing import paler
from analytics.export.geometry import Box
from analytics.export.lines import LinePlot, Series, plot_of
from analytics.model import ObsStatus
from analytics.text import Words
from analytics.views.trends import CourseChart, YearsChart
from analytics.views.view import BarChart, Chart, TargetChart

_PATTERNS = {
    "/": MSO_PATTERN.WIDE_UPWARD_DIAGONAL,
    "x": MSO_PATTERN.DIAGONAL_CROSS,
    ".": MSO_PATTERN.PERCENT_10,
}
_LONG_NAME = 18


def add_chart(slide: Any, chart: Chart, box: Box, words: Words) -> Any:
    """Put the chart on the slide as PowerPoint's own; returns its frame."""
    match chart:
        case BarChart():
            lying = any(bar.detail or len(bar.label) > _LONG_NAME for bar in chart.bars)
            return _add_bars(slide, chart, box, words, lying=lying)
        case TargetChart():
            return _add_targets(slide, chart, box, words)
        case CourseChart() | YearsChart():
            return _add_lines(
                slide, plot_of(chart, words), box, course=isinstance(chart, CourseChart)
            )
    raise TypeError(f"no native chart of {type(chart).__name__}")


# Bars --------------------------------------------------------------------------------------


def _add_bars(slide: Any, chart: BarChart, box: Box, words: Words, *, lying: bool) -> Any:
    """Columns, or lying bars where names are long; a plan is a mark across its column."""
    bars = chart.bars
    data = CategoryChartData(number_format="General")
    data.categories = [_category(bar) for bar in bars]
    data.add_series(chart.unit, [float(bar.figure.value) for bar in bars])
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
    if chart.reference:
        data.add_series(chart.reference.label, [float(chart.reference.value)] * len(bars))
    kind = XL_CHART_TYPE.BAR_CLUSTERED if lying else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = slide.shapes.add_chart(kind, *_place(box), data)
    native = frame.chart
    _dress(native, chart.unit, lying=lying)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 160 if len(bars) < 4 else 60, 100
    _colour_bars(plot.series[0], bars)
    _label_bars(plot.series[0], bars, chart.unit)
    beside = list(plot.series)[1:]
    if lying:
        for series in beside:
            _outline(series)
    elif beside:
        _as_marks(native, beside, has_reference=chart.reference is not None)
    native.has_legend = bool(beside)
    if beside:
        _place_legend(native)
        if not lying:
            _leave_out_of_legend(native, 0)
    return frame


def _category(bar: Bar) -> str:
    label = bar.label.replace("\n", " ")
    below = "; ".join(text for text in (bar.detail, bar.note) if text)
    return f"{label}\n{below}" if below else label


def _colour_bars(series: Any, bars: Sequence[Bar]) -> None:
    series.invert_if_negative = False
    for point, bar in zip(_points(series, len(bars)), bars, strict=True):
        colour = bar.colour_on(LIGHT)
        if bar.figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL):
            colour = paler(colour)
        _fill(point.format.fill, colour, "/" if bar.note else "")


def _label_bars(series: Any, bars: Sequence[Bar], unit: str) -> None:
    """The values in the screen's own words; a unit that is a word stands at the axis."""
    for point, bar in zip(_points(series, len(bars)), bars, strict=True):
        label = point.data_label
        label.has_text_frame = True
        arrow = {"<": " ◀", "<=": " ◀", ">": " ▶", ">=": " ▶"}.get(bar.figure.bound.value, "")
        label.text_frame.text = bar.text.removesuffix(f" {unit}") + arrow
        run = label.text_frame.paragraphs[0].runs[0]
        _write(run.font, 14, LIGHT.ink, bold=True)
        label.position = XL_LABEL_POSITION.OUTSIDE_END


def _as_marks(native: Any, series: Sequence[Any], *, has_reference: bool) -> None:
    """Move series into a line chart on the same axes, drawn as marks without a line."""
    bar_chart = native._chartSpace.find(f".//{qn('c:barChart')}")
    line = parse_xml(
        '<c:lineChart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:grouping val="standard"/><c:varyColors val="0"/></c:lineChart>'
    )
    for place, one in enumerate(series):
        element = one._element
        bar_chart.remove(element)
        for name in ("c:invertIfNegative", "c:spPr", "c:dLbls"):
            for found in element.findall(qn(name)):
                element.remove(found)
        is_reference = has_reference and place == len(series) - 1
        element.insert(
            list(element).index(element.find(qn("c:tx"))) + 1,
            parse_xml(_REFERENCE_LINE if is_reference else _NO_LINE),
        )
        marker = parse_xml(_NO_MARKER if is_reference else _PLAN_MARKER)
        element.insert(list(element).index(element.find(qn("c:spPr"))) + 1, marker)
        element.append(parse_xml(f'<c:smooth {_C} val="0"/>'))
        line.append(element)
    line.append(parse_xml(f'<c:marker {_C} val="1"/>'))
    for axis in bar_chart.findall(qn("c:axId")):
        line.append(deepcopy(axis))
    bar_chart.addnext(line)


_C = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_INK = LIGHT.plan.removeprefix("#")
_NO_LINE = f"<c:spPr {_C}><a:ln w='28575'><a:noFill/></a:ln></c:spPr>"
_REFERENCE_LINE = (
    f"<c:spPr {_C}><a:ln w='19050'><a:solidFill><a:srgbClr val='{_INK}'/></a:solidFill>"
    "<a:prstDash val='sysDash'/></a:ln></c:spPr>"
)
_NO_MARKER = f"<c:marker {_C}><c:symbol val='none'/></c:marker>"
_PLAN_MARKER = (
    f"<c:marker {_C}><c:symbol val='dash'/><c:size val='28'/><c:spPr><a:solidFill>"
    f"<a:srgbClr val='{_INK}'/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:marker>"
)


def _outline(series: Any) -> None:
    """A hollow bar over the filled one, where no line can be drawn across."""
    series.format.fill.background()
    series.format.line.color.rgb = _rgb(LIGHT.plan)
    series.format.line.width = Pt(1.5)
    series.format.line.dash_style = MSO_LINE_DASH_STYLE.ROUND_DOT


# Targets and lines -------------------------------------------------------------------------


def _add_targets(slide: Any, chart: TargetChart, box: Box, words: Words) -> Any:
    parts = target_parts(chart.sets, LIGHT)
    data = CategoryChartData(number_format="General")
    data.categories = [shown.label.replace("\n", " ") for shown in chart.sets]
    for part in parts:
        data.add_series(words(f"charts.targets.{part.name}"), part.counts)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *_place(box), data)
    native = frame.chart
    _dress(native, words("charts.targets.unit"), lying=True)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series, part in zip(plot.series, parts, strict=True):
        _fill(series.format.fill, part.colour, part.pattern)
        _label_counts(series, part)
    native.has_legend = True
    _place_legend(native)
    return frame


def _label_counts(series: Any, part: TargetPart) -> None:
    """A count in each piece that is not empty; they follow the data when it is edited."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = "0;;", False
    _write(labels.font, 13, part.ink, bold=True)


def _add_lines(slide: Any, plot: LinePlot, box: Box, *, course: bool) -> Any:
    native_kind = XL_CHART_TYPE.XY_SCATTER_LINES if course else XL_CHART_TYPE.LINE_MARKERS
    data = _scatter_data(plot) if course else _year_data(plot)
    frame = slide.shapes.add_chart(native_kind, *_place(box), data)
    native = frame.chart
    _dress(native, plot.unit, lying=False)
    for drawn, series in zip(native.plots[0].series, plot.series, strict=True):
        _draw_line(drawn, series)
    if course:
        axis = native.category_axis
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 12, 3
        axis.has_title = True
        axis.axis_title.text_frame.text = plot.ticks[0].label.replace("3", "").strip()
        _write(axis.axis_title.text_frame.paragraphs[0].runs[0].font, 11, LIGHT.quiet)
    native.has_legend = True
    _place_legend(native)
    return frame


def _scatter_data(plot: LinePlot) -> XyChartData:
    data = XyChartData(number_format="General")
    for series in plot.series:
        points = data.add_series(series.name)
        for vertex in series.vertices:
            points.add_data_point(float(vertex.x), float(vertex.y))
    return data


def _year_data(plot: LinePlot) -> CategoryChartData:
    data = CategoryChartData(number_format="General")
    data.categories = [tick.label for tick in plot.ticks]
    for series in plot.series:
        told = {vertex.x: float(vertex.y) for vertex in series.vertices}
        data.add_series(series.name, [told.get(tick.x) for tick in plot.ticks])
    return data


def _draw_line(drawn: Any, series: Series) -> None:
    drawn.smooth = False
    line, marker = drawn.format.line, drawn.marker
    if series.style == "ticks":
        line.fill.background()
        marker.style, marker.size = XL_MARKER_STYLE.DASH, 16
    else:
        line.color.rgb = _rgb(series.colour)
        line.width = Pt(2.5)
        if series.style == "dashed":
            line.dash_style = MSO_LINE_DASH_STYLE.DASH
        marker.style = XL_MARKER_STYLE.CIRCLE if series.style == "line" else XL_MARKER_STYLE.NONE
        marker.size = 8
    if series.style in ("line", "ticks"):
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = _rgb(series.colour)
        marker.format.line.color.rgb = _rgb(series.colour)


# What all have -------------------------------------------------------------------------------


def _dress(native: Any, unit: str, *, lying: bool) -> None:
    """No title of its own, axes from zero with the unit, the first row on top."""
    native.has_title = False
    native.font.size = Pt(12)
    native.font.color.rgb = _rgb(LIGHT.ink)
    values, names = native.value_axis, native.category_axis
    shown = [value for plot in native.plots for series in plot.series for value in series.values]
    if not any(value < 0 for value in shown if value is not None):
        values.minimum_scale = 0
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    values.format.line.fill.background()
    values.tick_labels.font.size = Pt(11)
    values.tick_labels.font.color.rgb = _rgb(LIGHT.quiet)
    values.has_title = True
    values.axis_title.text_frame.text = unit
    _write(values.axis_title.text_frame.paragraphs[0].runs[0].font, 11, LIGHT.quiet)
    names.has_major_gridlines = False
    names.format.line.color.rgb = _rgb(LIGHT.other)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if lying:
        names.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _place_legend(native: Any) -> None:
    native.legend.position = XL_LEGEND_POSITION.TOP
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(12)


def _leave_out_of_legend(native: Any, place: int) -> None:
    """The bars are named by their axis."""
    entry = etree.SubElement(native.legend._element, qn("c:legendEntry"))
    etree.SubElement(entry, qn("c:idx")).set("val", str(place))
    etree.SubElement(entry, qn("c:delete")).set("val", "1")
    native.legend._element.remove(entry)
    native.legend._element.find(qn("c:legendPos")).addnext(entry)


def _points(series: Any, count: int) -> list[Any]:
    return [series.points[place] for place in range(count)]


def _fill(fill: Any, colour: str, pattern: str) -> None:
    if not pattern:
        fill.solid()
        fill.fore_color.rgb = _rgb(colour)
        return
    fill.patterned()
    fill.pattern = _PATTERNS[pattern]
    light, dark = _rgb(LIGHT.paper), _rgb(colour)
    fill.fore_color.rgb, fill.back_color.rgb = (
        (_rgb(LIGHT.other), dark) if pattern == "." else (light, dark)
    )


def _write(font: Any, size: float, colour: str, *, bold: bool = False) -> None:
    font.size, font.bold = Pt(size), bold
    font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _place(box: Box) -> tuple[int, int, int, int]:
    return Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)
