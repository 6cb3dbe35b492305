"""Charts over time on a scene: lines with their points, plans, and names at their ends."""

from __future__ import annotations

from itertools import pairwise

from analytics.charts import LIGHT
from analytics.export import fonts
from analytics.export.geometry import Box, Scale
from analytics.export.lines import LinePlot, Series
from analytics.export.scene import Line, Polygon, Scene, Text
from analytics.text import Words

_FOOT = 26.0
_DOT = 5.0


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
    _label(scene, plot, run, rise)


def _draw_series(scene: Scene, series: Series, run: Scale, rise: Scale) -> None:
    dashes = {"dashed": 5.0, "plan": 0.0}.get(series.style, 0.0)
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


def _label(scene: Scene, plot: LinePlot, run: Scale, rise: Scale) -> None:
    """Every value of a single line, the last one of several; no two over each other."""
    lines = [series for series in plot.series if series.style == "line"]
    taken: list[float] = []
    for series in lines:
        told = [vertex for vertex in series.vertices if vertex.text]
        for vertex in told if len(lines) == 1 else told[-1:]:
            x, y = run.at(vertex.x), rise.at(vertex.y) - 11
            if len(lines) > 1:
                while any(abs(y - other) < 15 for other in taken):
                    y -= 3
                taken.append(y)
            scene.add(Text(x, y, vertex.text, 14, _ink(series, lines), True, "middle"))


def _ink(series: Series, lines: list[Series]) -> str:
    return LIGHT.ink if len(lines) == 1 else series.colour


def _draw_legend(scene: Scene, plot: LinePlot, box: Box) -> float:
    """The height that it takes."""
    x, y = box.left, box.top
    for series in plot.series:
        width = 30 + fonts.width(series.name, 12) + 20
        if x + width > box.right and x > box.left:
            x, y = box.left, y + 19
        middle = y + 8
        dashes = 5.0 if series.style == "dashed" else 0.0
        scene.add(Line(x, middle, x + 22, middle, series.colour, 3, dashes))
        if series.style == "line":
            scene.add(Polygon(_octagon(x + 11, middle), series.colour, series.colour, 1))
        scene.add(Text(x + 29, y + 12, series.name, 12, LIGHT.ink))
        x += width
    return y - box.top + 20


def _triangle(x: float, y: float, way: int) -> tuple[tuple[float, float], ...]:
    """Points to where the truth lies."""
    tip, base = y - way * _DOT * 1.3, y + way * _DOT * 0.9
    return (x, tip), (x + _DOT * 1.3, base), (x - _DOT * 1.3, base)


def _octagon(x: float, y: float) -> tuple[tuple[float, float], ...]:
    """As good as a dot."""
    d, n = _DOT, _DOT * 0.414
    corners = ((d, n), (n, d), (-n, d), (-d, n), (-d, -n), (-n, -d), (n, -d), (d, -n))
    return tuple((x + dx, y + dy) for dx, dy in corners)
