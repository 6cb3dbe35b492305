"""Lines that PowerPoint edits: a year that adds up, and year on year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.util import Pt

from analytics.charts import LIGHT
from analytics.export.csv_table import harmless
from analytics.export.geometry import Box
from analytics.export.lines import LinePlot, Series, Vertex
from analytics.export.powerpoint_dress import (
    dress,
    label,
    leave_out_of_legend,
    no_other_labels,
    number_format,
    place_legend,
    placed,
    rgb,
    write,
)
from analytics.text import Words

_DASHES = {
    "dash": MSO_LINE_DASH_STYLE.DASH,
    "dot": MSO_LINE_DASH_STYLE.SQUARE_DOT,
    "longdash": MSO_LINE_DASH_STYLE.LONG_DASH,
}


def add_lines(slide: Any, plot: LinePlot, box: Box, words: Words, *, course: bool) -> Any:
    """Lines over years, or over the months of one; the values that the slide says are labels."""
    native_kind = XL_CHART_TYPE.XY_SCATTER_LINES if course else XL_CHART_TYPE.LINE_MARKERS
    data = _scatter_data(plot) if course else _year_data(plot)
    frame = slide.shapes.add_chart(native_kind, *placed(box), data)
    native = frame.chart
    dress(native, plot.unit, words, lying=False)
    positions = None if _is_alone(plot) else _positions(plot, box.height - 90)
    for drawn, series in zip(native.plots[0].series, plot.series, strict=True):
        _draw_line(drawn, series)
        places = _places(series, plot, course=course)
        _mark_points(drawn, series, places)
        _label_points(drawn, series, _told(places, plot), words, positions)
    if course:
        axis = native.category_axis
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 12, 3
        axis.has_title = True
        axis.axis_title.text_frame.text = plot.ticks[0].label.replace("3", "").strip()
        write(axis.axis_title.text_frame.paragraphs[0].runs[0].font, 11, LIGHT.quiet)
    native.has_legend = True
    place_legend(native)
    for place, series in reversed(list(enumerate(plot.series))):
        if not series.is_named:
            leave_out_of_legend(native, place)
    return frame


def _scatter_data(plot: LinePlot) -> XyChartData:
    data = XyChartData(number_format="General")
    for series in plot.series:
        points = data.add_series(harmless(series.name))
        for vertex in series.vertices:
            points.add_data_point(float(vertex.x), float(vertex.y))
    return data


def _year_data(plot: LinePlot) -> CategoryChartData:
    data = CategoryChartData(number_format="General")
    data.categories = [harmless(tick.label) for tick in plot.ticks]
    for series in plot.series:
        told = {vertex.x: float(vertex.y) for vertex in series.vertices}
        data.add_series(harmless(series.name), [told.get(tick.x) for tick in plot.ticks])
    return data


def _is_alone(plot: LinePlot) -> bool:
    return sum(series.style == "line" for series in plot.series) == 1


def _told(places: list[tuple[int, Vertex]], plot: LinePlot) -> list[tuple[int, Vertex]]:
    """Every value of a single line, the last one of several, as on the slide."""
    return places if _is_alone(plot) else places[-1:]


def _positions(plot: LinePlot, height: float) -> dict[tuple[Decimal, Decimal], str]:
    """Where the last value of each of several lines is written; none where there is no room."""
    ys = [v.y for series in plot.series for v in series.vertices]
    near = (max(ys) - min(Decimal(0), *ys)) * 18 / Decimal(height)
    last = [
        [v for v in series.vertices if v.text][-1]
        for series in plot.series
        if series.style == "line" and any(v.text for v in series.vertices)
    ]
    found: dict[tuple[Decimal, Decimal], str] = {}
    for vertex in sorted(last, key=lambda v: (v.x, -v.y)):
        others = [v for v in last if v.x == vertex.x and v is not vertex]
        above = [v for v in others if vertex.y <= v.y < vertex.y + 2 * near]
        below = [v for v in others if vertex.y - 2 * near < v.y < vertex.y]
        if not above:
            found[vertex.x, vertex.y] = "t"
        elif not below:
            found[vertex.x, vertex.y] = "b"
        elif not any(found.get((v.x, v.y)) == "r" and v.y - vertex.y < near for v in above):
            found[vertex.x, vertex.y] = "r"
    return found


def _places(series: Series, plot: LinePlot, *, course: bool) -> list[tuple[int, Vertex]]:
    """The figures of a series, each with its point's number in the chart."""
    if course:
        return [(n, v) for n, v in enumerate(series.vertices) if v.text]
    order = {tick.x: number for number, tick in enumerate(plot.ticks)}
    return [(order[v.x], v) for v in series.vertices if v.text]


def _mark_points(drawn: Any, series: Series, places: list[tuple[int, Vertex]]) -> None:
    """Estimates and bounds are hollow; one that the truth lies above is a triangle."""
    if series.style != "line":
        return
    for number, vertex in places:
        if not vertex.hollow:
            continue
        marker = drawn.points[number].marker
        marker.style = XL_MARKER_STYLE.TRIANGLE if vertex.way > 0 else XL_MARKER_STYLE.CIRCLE
        marker.size = 9
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(LIGHT.paper)
        marker.format.line.color.rgb = rgb(series.colour)


def _label_points(
    drawn: Any,
    series: Series,
    told: list[tuple[int, Vertex]],
    words: Words,
    positions: Mapping[tuple[Decimal, Decimal], str] | None,
) -> None:
    if series.style != "line" or not told:
        return
    ink = LIGHT.ink if positions is None else series.colour
    for number, vertex in told:
        position = "t" if positions is None else positions.get((vertex.x, vertex.y))
        if position:
            shown = number_format(vertex.text, vertex.y, vertex.decimals, words)
            label(drawn, number, shown, position=position, ink=ink)
    no_other_labels(drawn)


def _draw_line(drawn: Any, series: Series) -> None:
    drawn.smooth = False
    line, marker = drawn.format.line, drawn.marker
    if series.style == "ticks":
        line.fill.background()
        marker.style, marker.size = XL_MARKER_STYLE.DASH, 16
    else:
        line.color.rgb = rgb(series.colour)
        line.width = Pt(2.5)
        if series.style == "dashed" or series.dash != "solid":
            line.dash_style = _DASHES.get(series.dash, MSO_LINE_DASH_STYLE.DASH)
        marker.style = XL_MARKER_STYLE.CIRCLE if series.style == "line" else XL_MARKER_STYLE.NONE
        marker.size = 8
    if series.style in ("line", "ticks"):
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(series.colour)
        marker.format.line.color.rgb = rgb(series.colour)
