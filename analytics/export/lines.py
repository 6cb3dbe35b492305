"""Charts over time as plain series, to be drawn on a scene or made native in an office file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analytics.charts import LIGHT, Dash
from analytics.model import Bound, Figure, ObsStatus
from analytics.pace import date_of
from analytics.text import Words
from analytics.trends import month_of
from analytics.views.trends import CourseChart, YearsChart

_WAYS = {Bound.ABOVE: 1, Bound.AT_LEAST: 1, Bound.BELOW: -1, Bound.AT_MOST: -1}
Style = Literal["line", "dashed", "plan", "ticks"]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A point of a series; where it is a figure, ``text`` is its value as shown, with ``decimals``.

    ``way`` is where the truth lies from a bound: 1 above, -1 below, 0 is no bound.
    """

    x: Decimal
    y: Decimal
    text: str = ""
    hollow: bool = False
    way: int = 0
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """Stretches of points; between two stretches the line is open.

    One without stretches is in the legend only: it explains several that are not (``is_named``).
    """

    name: str
    colour: str
    style: Style
    stretches: tuple[tuple[Vertex, ...], ...]
    dash: Dash = "solid"
    is_named: bool = True

    @property
    def vertices(self) -> tuple[Vertex, ...]:
        return tuple(vertex for stretch in self.stretches for vertex in stretch)


@dataclass(frozen=True, slots=True)
class Tick:
    x: Decimal
    label: str


@dataclass(frozen=True, slots=True)
class LinePlot:
    series: tuple[Series, ...]
    ticks: tuple[Tick, ...]
    unit: str


def plot_of(chart: CourseChart | YearsChart, words: Words) -> LinePlot:
    match chart:
        case CourseChart():
            return _course(chart, words)
        case YearsChart():
            return _years(chart, words)


def _course(chart: CourseChart, words: Words) -> LinePlot:
    course = chart.course
    points = tuple(_vertex(p, month_of(date_of(p)), words) for p in course.points)
    start = Vertex(Decimal(0), Decimal(0))
    series = [Series(chart.line.name, chart.line.colour, "line", ((start, *points),))]
    if course.plan is not None:
        ends = tuple(Vertex(Decimal(x), course.plan.value) for x in (0, 12))
        name = words("charts.implied_plan" if course.plan.is_computed else "charts.plan")
        series.append(Series(name, LIGHT.plan, "plan", (ends,)))
    last, pace = course.points[-1], course.pace
    if pace is not None and course.newest and last.key.period == course.newest.period:
        percent = last.unit == "percent"
        projected = pace.projected_attainment if percent else pace.projected
        if projected is not None:
            way = (points[-1], Vertex(Decimal(12), projected.value, hollow=True))
            name = words("charts.projection")
            series.append(Series(name, chart.line.colour, "dashed", (way,)))
    ticks = tuple(Tick(Decimal(m), words("charts.month", month=m)) for m in (3, 6, 9, 12))
    return LinePlot(tuple(series), ticks, chart.unit)


def _years(chart: YearsChart, words: Words) -> LinePlot:
    series: list[Series] = []
    years: set[int] = set()
    several_plans = sum(bool(run.plans) for run in chart.runs) > 1
    for run, line in zip(chart.runs, chart.lines, strict=True):
        stretches = tuple(
            tuple(_vertex(p, Decimal(p.key.period.end.year), words) for p in stretch)
            for stretch in run.stretches()
        )
        series.append(Series(line.name, line.colour, "line", stretches, line.dash))
        if run.plans:
            plans = tuple(
                (_vertex(plan, Decimal(plan.key.period.end.year), words),) for plan in run.plans
            )
            name = f"{words('charts.plan')}: {line.name}"
            series.append(Series(name, line.colour, "ticks", plans, is_named=not several_plans))
        years |= {figure.key.period.end.year for figure in (*run.points, *run.plans)}
    if several_plans:  # a line and a plan of each of twelve districts would be a legend of 24
        series.append(Series(words("charts.plan"), LIGHT.plan, "ticks", ()))
    ticks = tuple(Tick(Decimal(y), str(y)) for y in range(min(years), max(years) + 1))
    return LinePlot(tuple(series), ticks, chart.unit)


def _vertex(figure: Figure, x: Decimal, words: Words) -> Vertex:
    percent = "%" if figure.unit == "percent" else ""
    early = figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)
    number = words.number(figure.value, figure.decimals)
    return Vertex(
        x,
        figure.value,
        f"{words.bound(figure.bound)}{number}{percent}",
        hollow=early or figure.bound is not Bound.EQUAL,
        way=_WAYS.get(figure.bound, 0),
        decimals=figure.decimals,
    )
