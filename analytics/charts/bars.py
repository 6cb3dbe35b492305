"""Lying bars of one unit, with plan marks and a line across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from analytics.charts import frame
from analytics.charts.frame import Drawing, add_legend, axis_title, bar_width, lines
from analytics.charts.palette import Palette
from analytics.model import Bound, Figure, ObsStatus
from analytics.text import Words

_UPPER_BOUNDS = (Bound.BELOW, Bound.AT_MOST)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, the figure, its words, and the plan's mark if there is one.

    ``note`` says what makes it unlike the others; an empty note means it is alike. ``detail`` is a
    second line under the label. A label may have several lines. Colours are of the light and the
    dark theme; none is the palette's own.
    """

    label: str
    colour: str
    figure: Figure
    text: str
    hover: str
    note: str = ""
    detail: str = ""
    plan: Figure | None = None
    plan_text: str = ""
    dark_colour: str = ""

    def colour_on(self, palette: Palette) -> str:
        return (self.dark_colour if palette.is_dark else self.colour) or palette.other


@dataclass(frozen=True, slots=True)
class Reference:
    """A line across all bars, such as 100 % of plan."""

    value: Decimal
    label: str


def bars(
    rows: Sequence[Bar],
    *,
    unit: str,
    words: Words,
    palette: Palette,
    reference: Reference | None = None,
) -> go.Figure:
    """Lying bars, the first on top, with plan marks; ``unit`` is written on the axis.

    Names and values stand above their bars, so a long name takes nothing from the bars on a phone.
    """
    places = list(range(len(rows)))
    chart = frame.rows(words, palette, [_label(row, palette) for row in rows])
    chart.add_bar(
        orientation="h",
        y=places,
        x=[float(row.figure.value) for row in rows],
        width=bar_width(chart, len(rows)),
        marker={
            "color": [row.colour_on(palette) for row in rows],
            "opacity": [0.55 if _is_early(row.figure) else 1 for row in rows],
            "line": {"color": [row.colour_on(palette) for row in rows], "width": 1.5},
            "pattern": {
                "shape": ["/" if row.note else "" for row in rows],
                "fgcolor": palette.paper,
                "fgopacity": 0.7,
                "fillmode": "overlay",
                "size": 7,
            },
        },
        cliponaxis=False,
        customdata=[str(row.figure.key) for row in rows],
        hovertext=[row.hover for row in rows],
        hoverinfo="text",
        showlegend=False,
        unselected={"marker": {"opacity": 1}},
    )
    _add_bounds(chart, rows, places, palette)
    _add_plans(chart, rows, places, words, palette)
    if reference is not None:
        chart.add_upright(float(reference.value), color=palette.plan, width=1.5, dash="dot")
        chart.add_annotation(
            text=escape(reference.label),
            font={"color": palette.quiet, "size": 12},
            x=float(reference.value),
            xref="x",
            xanchor="right",
            y=1,
            yref="y domain",
            yanchor="bottom",
        )
    chart.layout["xaxis"] |= {
        "title": axis_title(unit, palette),
        "range": _range(rows, reference),
        "zerolinecolor": palette.other,
        "zerolinewidth": 1.5,
    }
    return chart.figure()


def described(rows: Sequence[Bar], *, title: str, words: Words) -> str:
    """What a bar chart shows, for those who do not see it: its title and every value."""
    said = [
        words(
            "charts.described_bar",
            label=row.label,
            text=row.text,
            note=f" ({row.note})" if row.note else "",
        )
        for row in rows
    ]
    return words("charts.described", title=title, values="; ".join(said))


def _label(row: Bar, palette: Palette) -> str:
    """The name, the value, and below it in small what must be known of the bar."""
    headline = f"{lines(row.label)}  <b>{escape(row.text)}</b>"
    small = "; ".join(text for text in (row.detail, row.note) if text)
    if not small:
        return headline
    style = f"font-size:12px;color:{palette.quiet}"
    return f"{headline}<br><span style='{style}'>{escape(small)}</span>"


def _is_early(figure: Figure) -> bool:
    return figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)


def _add_bounds(
    chart: Drawing, rows: Sequence[Bar], places: Sequence[int], palette: Palette
) -> None:
    """An arrow at the end of a bar whose value is only a bound, pointing where the truth lies."""
    bounded = [
        (place, row)
        for place, row in zip(places, rows, strict=True)
        if row.figure.bound not in (Bound.EQUAL, Bound.ABOUT)
    ]
    if not bounded:
        return
    chart.add_scatter(
        x=[float(row.figure.value) for _, row in bounded],
        y=[place for place, _ in bounded],
        mode="markers",
        marker={
            "symbol": [
                "triangle-left" if row.figure.bound in _UPPER_BOUNDS else "triangle-right"
                for _, row in bounded
            ],
            "size": 20,
            "color": palette.paper,
            "line": {"color": [row.colour_on(palette) for _, row in bounded], "width": 2.5},
        },
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _add_plans(
    chart: Drawing, rows: Sequence[Bar], places: Sequence[int], words: Words, palette: Palette
) -> None:
    """Plans as ticks across the bars: whole where printed, dotted where computed."""
    reach = bar_width(chart, len(rows)) * 0.7
    for computed, name, dash in ((False, "plan", "solid"), (True, "implied_plan", "dot")):
        marked = [
            (place, row, row.plan)
            for place, row in zip(places, rows, strict=True)
            if row.plan is not None and row.plan.is_computed is computed
        ]
        if not marked:
            continue
        x: list[float | None] = []
        y: list[float | None] = []
        hover: list[str | None] = []
        keys: list[str | None] = []
        for place, row, plan in marked:
            x += [float(plan.value), float(plan.value), None]
            y += [place - reach, place + reach, None]
            hover += [row.plan_text, row.plan_text, None]
            keys += [str(plan.key), str(plan.key), None]
        chart.add_scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": palette.plan, "width": 3, "dash": dash},
            hovertext=hover,
            hoverinfo="text",
            customdata=keys,
            name=words(f"charts.{name}"),
            showlegend=True,
        )
    if any(row.plan is not None for row in rows):
        add_legend(chart)


def _range(rows: Sequence[Bar], reference: Reference | None) -> list[float]:
    """From zero (or below, for what fell) to past the longest label."""
    values = [row.figure.value for row in rows] + [row.plan.value for row in rows if row.plan]
    values += [reference.value] if reference else []
    highest, lowest = max([*values, Decimal(0)]), min([*values, Decimal(0)])
    room = (highest - lowest or Decimal(1)) * Decimal("0.06")
    return [float(lowest - room if lowest < 0 else 0), float(highest + room)]
