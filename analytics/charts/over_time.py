"""Figures over time as Plotly charts: facts as whole lines, what is projected drawn unlike.

Estimates are hollow, bounds are arrows, a missing year is a gap in the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Literal

import plotly.graph_objects as go

from analytics.charts.frame import Drawing, axis_title, common, legend
from analytics.charts.palette import Palette
from analytics.model import Bound, Figure, ObsStatus
from analytics.pace import date_of
from analytics.text import Words
from analytics.trends import Course, Run, month_of

_HEIGHT = 380
_DIGIT = 7.2  # pixels of each digit at the size of the axis; marks between them are narrower
_AXIS_TITLE = 28  # pixels of the unit and of what is left free beside it
_HEADROOM = 1.1  # of the axis over the largest value
_MOST_YEARS = 7  # that stand beside each other under a chart on a phone
_UP = (Bound.ABOVE, Bound.AT_LEAST)
_DOWN = (Bound.BELOW, Bound.AT_MOST)
Say = Callable[[Figure], str]
Dash = Literal["solid", "dash", "dot", "longdash"]
DASHES: tuple[Dash, ...] = ("solid", "dash", "dot", "longdash")
"""For areas that have no colour of their own, in turn; their line is grey."""


@dataclass(frozen=True, slots=True)
class Line:
    """How an area's line is drawn and named."""

    name: str
    colour: str
    dash: Dash = "solid"


def course(
    drawn: Course, line: Line, *, unit: str, words: Words, palette: Palette, hover: Say
) -> go.Figure:
    """One year adding up by month, with the plan, the even pace, and where the pace leads."""
    chart = _empty(words, palette, unit)
    if drawn.plan is not None:
        chart.add_scatter(
            x=[0, 12],
            y=[float(drawn.plan.value)] * 2,
            mode="lines",
            line={"color": palette.plan, "width": 2, "dash": _dash(drawn.plan)},
            name=words("charts.implied_plan" if drawn.plan.is_computed else "charts.plan"),
            hovertext=hover(drawn.plan),
            hoverinfo="text",
        )
        chart.add_scatter(
            x=[0, 12],
            y=[0, float(drawn.plan.value)],
            mode="lines",
            line={"color": palette.quiet, "width": 1, "dash": "dot"},
            name=words("charts.even_pace"),
            hoverinfo="skip",
        )
    _add_projection(chart, drawn, line, words, palette)
    chart.add_scatter(
        x=[0, *(float(month_of(date_of(point))) for point in drawn.points)],
        y=[0, *(float(point.value) for point in drawn.points)],
        mode="lines+markers",
        line={"color": line.colour, "width": 2.5},
        marker=_markers(drawn.points, line, palette, from_zero=True),
        name=line.name,
        customdata=[None, *(str(point.key) for point in drawn.points)],
        hovertext=[None, *(hover(point) for point in drawn.points)],
        hoverinfo="text",
    )
    _label_last(chart, drawn, words)
    chart.layout["xaxis"] |= {
        "range": [0, 12.6],
        "tickangle": 0,
        "tickvals": [3, 6, 9, 12],
        "ticktext": [words("charts.month", month=month) for month in (3, 6, 9, 12)],
    }
    _make_room(chart, words)
    return chart.figure()


def years(
    runs: Sequence[Run],
    lines: Sequence[Line],
    *,
    unit: str,
    words: Words,
    palette: Palette,
    hover: Say,
) -> go.Figure:
    """Whole years of several areas, a line each; plans are ticks at their years."""
    chart = _empty(words, palette, unit)
    for run, line in zip(runs, lines, strict=True):
        x: list[int | None] = []
        points: list[Figure | None] = []
        for stretch in run.stretches():
            # A None between stretches leaves the line open over the years without a figure.
            x += [*(point.key.period.end.year for point in stretch), None]
            points += [*stretch, None]
        chart.add_scatter(
            x=x,
            y=[float(point.value) if point else None for point in points],
            mode="lines+markers",
            line={"color": line.colour, "width": 2.5, "dash": line.dash},
            marker=_markers(points, line, palette),
            name=line.name,
            customdata=[str(point.key) if point else None for point in points],
            hovertext=[hover(point) if point else None for point in points],
            hoverinfo="text",
            connectgaps=False,
        )
        if run.plans:
            is_first = not any(earlier.plans for earlier in runs[: runs.index(run)])
            chart.add_scatter(
                x=[plan.key.period.end.year for plan in run.plans],
                y=[float(plan.value) for plan in run.plans],
                mode="markers",
                marker={
                    "symbol": "line-ew",
                    "size": 18,
                    "line": {"color": line.colour, "width": 2.5},
                },
                name=words("charts.plan_ticks"),
                showlegend=is_first,
                customdata=[str(plan.key) for plan in run.plans],
                hovertext=[hover(plan) for plan in run.plans],
                hoverinfo="text",
            )
    shown = [p.key.period.end.year for run in runs for p in (*run.points, *run.plans)]
    every = -(-(max(shown) - min(shown) + 1) // _MOST_YEARS)
    chart.layout["xaxis"] |= {
        "range": [min(shown) - 0.4, max(shown) + 0.6],
        "tick0": max(shown),
        "dtick": every,
        "tickformat": "d",
        "tickangle": 0,
    }
    _make_room(chart, words)
    return chart.figure()


def _add_projection(
    chart: Drawing, drawn: Course, line: Line, words: Words, palette: Palette
) -> None:
    """From the newest figure to December: dashed, hollow, its range as a bar."""
    projected = drawn.projection
    if projected is None:
        return
    start = drawn.points[-1]
    lower, upper = projected.interval.lower, projected.interval.upper
    chart.add_scatter(
        x=[float(month_of(date_of(start))), 12],
        y=[float(start.value), float(projected.value)],
        mode="lines+markers",
        line={"color": line.colour, "width": 2, "dash": "dash"},
        marker={
            "symbol": ["circle", "diamond-open"],
            "size": [0, 13],
            "color": line.colour,
            "line": {"color": line.colour, "width": 2},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [0, _distance(upper, projected.value)],
            "arrayminus": [0, _distance(projected.value, lower)],
            "color": line.colour,
            "thickness": 2,
            "width": 7,
        },
        name=words("charts.projection"),
        hoverinfo="skip",
    )


def _make_room(chart: Drawing, words: Words) -> None:
    """The room for the axis's numbers, which Plotly would find by drawing all a second time."""
    values = [value for trace in chart.traces for value in trace["y"] if value is not None]
    largest = max(map(abs, values), default=0) * _HEADROOM
    whole = largest > 10
    mark = words.number(Decimal(round(largest)), 0) if whole else words.number(Decimal(0), 2)
    letters = len(mark) + (min(values, default=0) < 0)
    chart.layout["margin"]["l"] = round(_DIGIT * letters) + _AXIS_TITLE


def _distance(upper: Decimal, lower: Decimal) -> float:
    return float(upper - lower) if upper.is_finite() and lower.is_finite() else 0.0


def _label_last(chart: Drawing, drawn: Course, words: Words) -> None:
    if not drawn.points:
        return
    last = drawn.points[-1]
    percent = "%" if last.unit == "percent" else ""
    value = f"{words.bound(last.bound)}{words.number(last.value, last.decimals)}{percent}"
    chart.add_annotation(
        x=float(month_of(date_of(last))),
        y=float(last.value),
        text=f"<b>{escape(value)}</b>",
        yshift=16,
        xanchor="right",
        font={"size": 14},
    )


def _markers(
    points: Sequence[Figure | None], line: Line, palette: Palette, *, from_zero: bool = False
) -> dict[str, object]:
    """Hollow where early, an arrow where a bound, nothing at the zero that a year begins with."""
    symbols = [_symbol(point) for point in points]
    fills = [palette.paper if point and _is_hollow(point) else line.colour for point in points]
    sizes = [11 if point else 0 for point in points]
    if from_zero:
        symbols, fills, sizes = ["circle", *symbols], [line.colour, *fills], [0, *sizes]
    return {
        "symbol": symbols,
        "size": sizes,
        "color": fills,
        "line": {"color": line.colour, "width": 2},
    }


def _symbol(point: Figure | None) -> str:
    if point is None or point.bound in (Bound.EQUAL, Bound.ABOUT):
        return "circle"
    return "triangle-up" if point.bound in _UP else "triangle-down"


def _is_hollow(point: Figure) -> bool:
    early = point.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)
    return early or point.bound is not Bound.EQUAL


def _dash(plan: Figure) -> str:
    return "dot" if plan.is_computed else "solid"


def _empty(words: Words, palette: Palette, unit: str) -> Drawing:
    return Drawing(
        {
            **common(words, palette),
            "height": _HEIGHT,
            "margin": {"l": 8, "r": 32, "t": 84, "b": 36},
            "legend": legend(1.02),
            "showlegend": True,
            "xaxis": {
                "showgrid": False,
                "tickfont": {"size": 12, "color": palette.quiet},
                "fixedrange": True,
                "zeroline": False,
            },
            "yaxis": {
                "title": axis_title(unit, palette),
                "gridcolor": palette.grid,
                "tickfont": {"size": 12, "color": palette.quiet},
                "tickformat": ",~f",
                "fixedrange": True,
                "zerolinecolor": palette.other,
                "automargin": True,
                "nticks": 6,
                "rangemode": "tozero",
            },
        }
    )
