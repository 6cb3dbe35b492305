"""Bars that PowerPoint edits: columns with plan marks, lying bars against the plan's line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from analytics.charts import LIGHT, Bar
from analytics.export import fonts
from analytics.export.csv_table import harmless
from analytics.export.drawing import paler
from analytics.export.geometry import Box
from analytics.export.powerpoint_across import Across, Room, draw_across
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
    room = Room(box, reference, lying=lying, has_legend=bool(beside))
    end = _fix_scale(native, chart) if reference else _most(chart)
    _label_bars(plot.series[0], chart, words, room, end)
    if beside:
        _as_marks(native, beside)
    native.has_legend = bool(beside)
    if beside:
        place_legend(native)
        leave_out_of_legend(native, 0)
    if reference:
        draw_across(native, Across(reference, end, room))
    if lying:
        _show_every_name(native, [_category(bar) for bar in bars], room)
    return frame


def _show_every_name(native: Any, names: Sequence[str], room: Room) -> None:
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


def _label_bars(series: Any, chart: BarChart, words: Words, room: Room, end: float) -> None:
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
