"""Charts on a scene, wide as a slide is: names on the left, bars, values at their ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from analytics.charts import LIGHT, Bar, Targets, target_parts
from analytics.export import fonts
from analytics.export.geometry import Box, Scale
from analytics.export.line_drawing import draw_lines
from analytics.export.lines import plot_of
from analytics.export.scene import Line, Polygon, Rectangle, Scene, Text
from analytics.model import Bound, ObsStatus
from analytics.text import Words
from analytics.views.trends import CourseChart, YearsChart
from analytics.views.view import BarChart, Chart, TargetChart

_NAMES = 0.32
"""The share of the width that names may take."""
_TALLEST_ROW = 80.0
_AXIS = 34.0
_Row = TypeVar("_Row", Bar, Targets)
_UPPER = (Bound.BELOW, Bound.AT_MOST)


def pages(chart: Chart) -> list[Chart]:
    """The chart in pieces of which each is readable on a slide; one piece where it is."""
    match chart:
        case BarChart(bars, unit, reference):
            most = 8 if any(bar.detail for bar in bars) else 12
            return [BarChart(part, unit, reference) for part in _shared_out(bars, most)]
        case TargetChart(sets):
            return [TargetChart(part) for part in _shared_out(sets, 8)]
        case _:
            return [chart]


def _shared_out(rows: tuple[_Row, ...], most: int) -> Iterator[tuple[_Row, ...]]:
    """About as many on each page, none with more than ``most``."""
    count = -(-len(rows) // most)
    size = -(-len(rows) // count)
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]


def draw(scene: Scene, chart: Chart, box: Box, words: Words) -> None:
    """Fill the box with the chart."""
    match chart:
        case BarChart():
            _draw_bars(scene, chart, box, words)
        case TargetChart():
            _draw_targets(scene, chart.sets, box, words)
        case CourseChart() | YearsChart():
            draw_lines(scene, plot_of(chart, words), box, words)
        case _:
            raise TypeError(f"no drawing of {type(chart).__name__}")


# Bars --------------------------------------------------------------------------------------


def _draw_bars(scene: Scene, chart: BarChart, box: Box, words: Words) -> None:
    head = _plan_legend(scene, chart.bars, box, words) + (18.0 if chart.reference else 0.0)
    row = min(_TALLEST_ROW, (box.height - head - _AXIS) / len(chart.bars))
    size = min(19.0, row * 0.34)
    names = _names_width([bar.label for bar in chart.bars], size, box)
    beside = min(max(_value_width(bar, size) for bar in chart.bars) + 14, box.width * 0.4)
    values = [bar.figure.value for bar in chart.bars]
    values += [bar.plan.value for bar in chart.bars if bar.plan]
    values += [chart.reference.value] if chart.reference else []
    scale = Scale.over(values, box.left + names + 12, box.right - beside)
    body = box.top + head
    foot = body + row * len(chart.bars)
    _draw_axis(scene, scale, body, foot, chart.unit, words)
    for place, bar in enumerate(chart.bars):
        around = Box(box.left, body + row * place, names, row)
        _write_name(scene, bar.label, bar.detail, around, size)
        _draw_bar(scene, bar, scale, around)
    if chart.reference:
        x = scale.at(chart.reference.value)
        scene.add(
            Line(x, body - 2, x, foot, LIGHT.plan, 1.2, 3),
            Text(x, body - 7, chart.reference.label, 11, LIGHT.quiet, anchor="middle"),
        )
    for place, bar in enumerate(chart.bars):
        around = Box(box.left, body + row * place, names, row)
        _write_value(scene, bar, scale, around, size, box.right)


def _draw_bar(scene: Scene, bar: Bar, scale: Scale, row: Box) -> None:
    zero, end = scale.at(Decimal(0)), scale.at(bar.figure.value)
    tall = row.height * 0.5
    where = Box(min(zero, end), row.middle - tall / 2, abs(end - zero), tall)
    colour = bar.colour_on(LIGHT)
    early = bar.figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)
    scene.add(
        Rectangle(where.left, where.top, where.width, tall, paler(colour) if early else colour)
    )
    if bar.note:
        _draw_pattern(scene, "/", where)
    if bar.figure.bound not in (Bound.EQUAL, Bound.ABOUT):
        way = -1 if bar.figure.bound in _UPPER else 1
        half = tall * 0.36
        tip, back = end + way * half, end - way * half * 0.6
        corners = ((tip, row.middle), (back, row.middle - half), (back, row.middle + half))
        scene.add(Polygon(corners, LIGHT.paper, colour, 2))
    if bar.plan is not None:
        x = scale.at(bar.plan.value)
        dashes = 2.5 if bar.plan.is_computed else 0
        reach = row.height * 0.35
        scene.add(Line(x, row.middle - reach, x, row.middle + reach, LIGHT.plan, 2.5, dashes))


def _write_value(scene: Scene, bar: Bar, scale: Scale, row: Box, size: float, right: float) -> None:
    """The value past the bar's end, its arrow and its plan; below it what is unlike."""
    reached = [scale.at(Decimal(0)), scale.at(bar.figure.value)]
    bound = bar.figure.bound not in (Bound.EQUAL, Bound.ABOUT)
    reached += [scale.at(bar.plan.value)] if bar.plan else []
    x = max(reached) + 8 + (row.height * 0.2 if bound else 0)
    note = size * 0.7
    notes = fonts.lines(bar.note, note, max(right - x, 40)) if bar.note else []
    y = row.middle + size * 0.36 - note * 1.25 * len(notes) / 2
    value = Text(x, y, bar.text, size, LIGHT.ink, bold=True)
    below = [
        Text(x, y + note * 1.3 * place, line, note, LIGHT.quiet)
        for place, line in enumerate(notes, start=1)
    ]
    # Paper behind the letters, where a line across the chart would cut them.
    for text in (value, *below):
        scene.add(
            Rectangle(x - 2, text.y - text.size * 0.8, text.width + 4, text.size, LIGHT.paper)
        )
    scene.add(value, *below)


def _value_width(bar: Bar, size: float) -> float:
    note = min(fonts.width(bar.note, size * 0.7), 190) if bar.note else 0
    return max(fonts.width(bar.text, size, bold=True), note)


def _plan_legend(scene: Scene, bars: Sequence[Bar], box: Box, words: Words) -> float:
    """What the marks across the bars are; the height that it takes."""
    plans = [bar.plan for bar in bars if bar.plan]
    x = box.left
    for computed, name in ((False, "plan"), (True, "implied_plan")):
        if not any(plan.is_computed is computed for plan in plans):
            continue
        text = words(f"charts.{name}")
        dashes = 2.5 if computed else 0
        scene.add(
            Line(x + 4, box.top, x + 4, box.top + 15, LIGHT.plan, 2.5, dashes),
            Text(x + 13, box.top + 12, text, 12, LIGHT.ink),
        )
        x += 13 + fonts.width(text, 12) + 24
    return 26.0 if plans else 0.0


# Targets -----------------------------------------------------------------------------------


def _draw_targets(scene: Scene, sets: Sequence[Targets], box: Box, words: Words) -> None:
    parts = target_parts(sets, LIGHT)
    x = box.left
    for part in parts:
        name = words(f"charts.targets.{part.name}")
        key = Box(x, box.top, 13, 13)
        scene.add(Rectangle(x, box.top, 13, 13, part.colour))
        _draw_pattern(scene, part.pattern, key)
        scene.add(Text(x + 19, box.top + 11, name, 12, LIGHT.ink))
        x += 19 + fonts.width(name, 12) + 24
    head = 28.0
    row = min(_TALLEST_ROW, (box.height - head - _AXIS) / len(sets))
    size = min(17.0, row * 0.32)
    names = _names_width([shown.label for shown in sets], size, box)
    totals = [Decimal(s.met + s.in_progress + s.rest) for s in sets]
    scale = Scale.over(totals, box.left + names + 12, box.right - 12)
    body = box.top + head
    foot = body + row * len(sets)
    _draw_axis(scene, scale, body, foot, words("charts.targets.unit"), words)
    for place, shown in enumerate(sets):
        around = Box(box.left, body + row * place, names, row)
        _write_name(scene, shown.label, "", around, size)
        reached = Decimal(0)
        tall = row * 0.56
        for part in parts:
            counted = part.counts[place]
            if not counted:
                continue
            x1, x2 = scale.at(reached), scale.at(reached + counted)
            where = Box(x1, around.middle - tall / 2, max(x2 - x1 - 1, 0.5), tall)
            scene.add(Rectangle(where.left, where.top, where.width, tall, part.colour))
            _draw_pattern(scene, part.pattern, where)
            if fonts.width(str(counted), size, bold=True) + 4 <= where.width:
                baseline = around.middle + size * 0.36
                centre = (x1 + x2) / 2
                scene.add(Text(centre, baseline, str(counted), size, part.ink, True, "middle"))
            reached += counted


# What both have ------------------------------------------------------------------------------


def _draw_axis(
    scene: Scene, scale: Scale, body: float, foot: float, unit: str, words: Words
) -> None:
    for mark in scale.marks():
        x = scale.at(mark)
        colour = LIGHT.other if not mark else LIGHT.grid
        scene.add(
            Line(x, body, x, foot, colour, 1.2 if not mark else 0.8),
            Text(x, foot + 13, words.number(mark), 11, LIGHT.quiet, anchor="middle"),
        )
    middle = (scale.left + scale.right) / 2
    scene.add(Text(middle, foot + 28, unit, 11, LIGHT.quiet, anchor="middle"))


def _names_width(labels: Sequence[str], size: float, box: Box) -> float:
    widest = max(fonts.width(_flat(label), size) for label in labels)
    return min(widest, box.width * _NAMES)


def _write_name(scene: Scene, label: str, detail: str, row: Box, size: float) -> None:
    """The name on as many lines as the row has room for, set smaller where it must be."""
    small = size * 0.75
    rest = fonts.lines(detail, small, row.width) if detail else []
    broken = fonts.lines(_flat(label), size, row.width)
    while (len(broken) * size + len(rest) * small) * 1.25 > row.height and size > 6:
        size -= 0.5
        small = size * 0.8
        rest = fonts.lines(detail, small, row.width) if detail else []
        broken = fonts.lines(_flat(label), size, row.width)
    tall = (len(broken) * size + len(rest) * small) * 1.22
    y = row.middle - tall / 2
    for text, height, colour in [
        *((line, size, LIGHT.ink) for line in broken),
        *((line, small, LIGHT.quiet) for line in rest),
    ]:
        y += height * 1.22
        scene.add(Text(row.right, y - height * 0.28, text, height, colour, anchor="end"))


def _draw_pattern(scene: Scene, pattern: str, where: Box) -> None:
    """Strokes or dots in the paper's colour over a surface."""
    match pattern:
        case "/":
            _draw_strokes(scene, where, rising=True)
        case "x":
            _draw_strokes(scene, where, rising=True)
            _draw_strokes(scene, where, rising=False)
        case ".":
            y = where.top + 4
            while y < where.top + where.height - 2:
                x = where.left + 4
                while x < where.right - 2:
                    scene.add(Rectangle(x, y, 1.5, 1.5, LIGHT.other))
                    x += 7
                y += 7


def _draw_strokes(scene: Scene, where: Box, *, rising: bool) -> None:
    """Slanted strokes, cut at the edges."""
    foot = where.top + where.height
    offset = 6.0
    while offset < where.width + where.height:
        begin, end = max(0.0, offset - where.height), min(offset, where.width)
        if rising:
            x1, y1 = where.left + begin, where.top + (offset - begin)
            x2, y2 = where.left + end, where.top + (offset - end)
        else:
            x1, y1 = where.left + begin, foot - (offset - begin)
            x2, y2 = where.left + end, foot - (offset - end)
        scene.add(Line(x1, y1, x2, y2, LIGHT.paper, 1))
        offset += 7


def paler(colour: str) -> str:
    """Half way to the paper."""
    channels = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - c) * 0.55):02x}" for c in channels)


def _flat(label: str) -> str:
    return label.replace("\n", " ")
