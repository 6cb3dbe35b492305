"""Charts over time on a scene: lines with their points, plans, and names at their ends."""

from __future__ import annotations

from itertools import pairwise

from analytics.charts import LIGHT, Dash
from analytics.export import fonts
from analytics.export.geometry import Box, Scale
from analytics.export.lines import LinePlot, Series
from analytics.export.scene import Line, Polygon, Scene, Text
from analytics.text import Words

_FOOT = 26.0
_DOT = 5.0
_LABEL = 14.0
_KEY = 30.0
"""The piece of a line in the legend: long enough to show its dashes beside its point."""
_DASHES: dict[Dash, float] = {"solid": 0, "dash": 9, "dot": 3, "longdash": 16}


def draw_lines(scene: Scene, plot: LinePlot, box: Box, words: Words) -> None:
    """Fill the box: a legend, the lines, years or months below."""
    head = _draw_legend(scene, plot, box) + 16
    every = [vertex for series in plot.series for vertex in series.vertices]
    xs = [*(tick.x for tick in plot.ticks), *(vertex.x for vertex in every)]
    rise = Scale.over([vertex.y for vertex in every], box.top + box.height - _FOOT, box.top + head)
    left = box.left + max(fonts.width(words.number(mark), 11) for mark in rise.marks()) + 12
    run = Scale(min(xs), max(*xs, min(xs) + 1), left + 18, box.right - 60)
    scene.add(Text(box.left, box.top + head - 10, plot.unit, 11, LIGHT.quiet))
    for mark in rise.marks():
        y = rise.at(mark)
        colour = LIGHT.grid if mark else LIGHT.other
        scene.add(
            Line(left, y, box.right, y, colour, 0.8 if mark else 1.2),
            Text(left - 8, y + 4, words.number(mark), 11, LIGHT.quiet, anchor="end"),
        )
    for tick in plot.ticks:
        y = box.top + box.height - 6
        scene.add(Text(run.at(tick.x), y, tick.label, 12, LIGHT.quiet, anchor="middle"))
    for series in plot.series:
        _draw_series(scene, series, run, rise)
    room = Box(left, box.top + head - 22, box.right - left, box.height - head)
    _label(scene, plot, run, rise, room)


def _draw_series(scene: Scene, series: Series, run: Scale, rise: Scale) -> None:
    dashes = _dashes(series)
    width = 2.0 if series.style == "plan" else 3.0
    for stretch in series.stretches:
        places = [(run.at(vertex.x), rise.at(vertex.y)) for vertex in stretch]
        if series.style == "ticks":
            for x, y in places:
                scene.add(Line(x - 10, y, x + 10, y, series.colour, 3))
            continue
        for (x1, y1), (x2, y2) in pairwise(places):
            scene.add(Line(x1, y1, x2, y2, series.colour, width, dashes))
        for vertex, (x, y) in zip(stretch, places, strict=True):
            if vertex.text or vertex.hollow:
                fill = LIGHT.paper if vertex.hollow else series.colour
                corners = _triangle(x, y, vertex.way) if vertex.way else _octagon(x, y)
                scene.add(Polygon(corners, fill, series.colour, 2))


def _label(scene: Scene, plot: LinePlot, run: Scale, rise: Scale, room: Box) -> None:
    """Every value of a single line, the last one of several, where nothing else stands."""
    lines = [series for series in plot.series if series.style == "line"]
    taken = [
        _around(run.at(vertex.x), rise.at(vertex.y), 7, 7 if series.style == "line" else 3)
        for series in plot.series
        for vertex in series.vertices
        if series.style in ("line", "ticks") and (vertex.text or vertex.hollow)
    ]
    for series in lines:
        told = [vertex for vertex in series.vertices if vertex.text]
        for vertex in told if len(lines) == 1 else told[-1:]:
            x, y = run.at(vertex.x), rise.at(vertex.y)
            half = fonts.width(vertex.text, _LABEL, bold=True) / 2
            # Above, below, beside; else further and further off.
            places = [(x, y - 11), (x, y + 22), (x + half + 11, y + 5), (x - half - 11, y + 5)]
            places += [(x, y - 11 + 4 * step * way) for step in range(1, 40) for way in (-1, 1)]
            free = (
                place
                for place in places
                if place[0] - half >= room.left
                and place[0] + half <= room.right
                and room.top <= place[1] - _LABEL
                and place[1] <= room.top + room.height + 10
                and not any(_meet(_written(*place, half), other) for other in taken)
            )
            middle, baseline = next(free, places[0])
            taken.append(_written(middle, baseline, half))
            ink = _ink(series, lines)
            scene.add(Text(middle, baseline, vertex.text, _LABEL, ink, True, "middle"))


def _around(x: float, y: float, wide: float, tall: float) -> Box:
    return Box(x - wide, y - tall, 2 * wide, 2 * tall)


def _written(middle: float, baseline: float, half: float) -> Box:
    return Box(middle - half, baseline - 0.75 * _LABEL, 2 * half, 0.8 * _LABEL)


def _meet(one: Box, other: Box) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return wide > 0 and tall > 0


def _ink(series: Series, lines: list[Series]) -> str:
    return LIGHT.ink if len(lines) == 1 else series.colour


def _draw_legend(scene: Scene, plot: LinePlot, box: Box) -> float:
    """The height that it takes."""
    x, y = box.left, box.top
    for series in (one for one in plot.series if one.is_named):
        width = _KEY + 7 + fonts.width(series.name, 12) + 14
        if x + width > box.right and x > box.left:
            x, y = box.left, y + 19
        middle = y + 8
        scene.add(Line(x, middle, x + _KEY, middle, series.colour, 3, _dashes(series)))
        if series.style == "line":
            scene.add(Polygon(_octagon(x + _KEY / 2, middle), series.colour, series.colour, 1))
        scene.add(Text(x + _KEY + 7, y + 12, series.name, 12, LIGHT.ink))
        x += width
    return y - box.top + 20


def _dashes(series: Series) -> float:
    return 5.0 if series.style == "dashed" else _DASHES[series.dash]


def _triangle(x: float, y: float, way: int) -> tuple[tuple[float, float], ...]:
    """Points to where the truth lies."""
    tip, base = y - way * _DOT * 1.3, y + way * _DOT * 0.9
    return (x, tip), (x + _DOT * 1.3, base), (x - _DOT * 1.3, base)


def _octagon(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """As good as a dot."""
    d, n = _DOT, _DOT * 0.414
    corners = ((d, n), (n, d), (-n, d), (-d, n), (-d, -n), (-n, -d), (n, -d), (d, -n))
    return tuple((x + dx, y + dy) for dx, dy in corners)
