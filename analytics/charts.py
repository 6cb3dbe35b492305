"""Figures as Plotly charts: rows and words in, a chart out. Never queries, knows no page.

Numbers on a chart are written by :class:`analytics.text.Words`, so hover texts, labels and tables
agree. What is not plain is drawn unlike: a bound ends in an arrow, an estimate is pale, a figure
that is not alike is hatched. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

import plotly.graph_objects as go

from analytics.model import Bound, Figure, ObsStatus
from analytics.text import Words

FONT = "IBM Plex Sans, sans-serif"
_BAR_HEIGHT = 24
_LINE_HEIGHT = 19
_MARGIN_HEIGHT = 78
"""Pixels."""
_UPPER_BOUNDS = (Bound.BELOW, Bound.AT_MOST)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; texts on ``paper`` have a contrast of at least 4.5 to 1."""

    is_dark: bool
    paper: str
    ink: str
    quiet: str
    grid: str
    plan: str
    other: str
    good: str
    warn: str
    on_warn: str
    rest: str


LIGHT = Palette(
    is_dark=False,
    paper="#ffffff",
    ink="#26221e",
    quiet="#625b53",
    grid="#e6e1d9",
    plan="#26221e",
    other="#7a736a",
    good="#2f6f5e",
    warn="#d79a2b",
    on_warn="#26221e",
    rest="#d9d3c8",
)
DARK = Palette(
    is_dark=True,
    paper="#1c222b",
    ink="#eceae6",
    quiet="#b3b0aa",
    grid="#343c48",
    plan="#eceae6",
    other="#9aa1ab",
    good="#6fbfa8",
    warn="#e6b45c",
    on_warn="#1c222b",
    rest="#4a5361",
)


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
    chart = go.Figure(layout=_layout(words, palette, [_label(row, palette) for row in rows]))
    chart.add_bar(
        orientation="h",
        y=places,
        x=[float(row.figure.value) for row in rows],
        width=_bar_width(chart, len(rows)),
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
        chart.add_vline(
            x=float(reference.value),
            line={"color": palette.plan, "width": 1.5, "dash": "dot"},
            annotation={
                "text": escape(reference.label),
                "font": {"color": palette.quiet, "size": 12},
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "xanchor": "right",
                "showarrow": False,
            },
        )
    chart.update_xaxes(
        title={"text": escape(unit), "font": {"size": 12, "color": palette.quiet}},
        range=_range(rows, reference),
        zerolinecolor=palette.other,
        zerolinewidth=1.5,
    )
    return chart


@dataclass(frozen=True, slots=True)
class Targets:
    """How many targets of a set are met, in progress, and neither.

    ``rest_known`` tells the two rests apart: not met, or not told by the report.
    """

    label: str
    met: int
    in_progress: int
    rest: int
    rest_known: bool


@dataclass(frozen=True, slots=True)
class TargetPart:
    """One part of the stacks: its name in the words, its look, and a count for each set."""

    name: str
    counts: tuple[int, ...]
    colour: str
    pattern: str
    ink: str


def target_parts(rows: Sequence[Targets], palette: Palette) -> tuple[TargetPart, ...]:
    """Met, in progress, not met, and not told, as far as any set has them."""
    parts = (
        TargetPart("met", tuple(row.met for row in rows), palette.good, "", palette.paper),
        TargetPart(
            "in_progress",
            tuple(row.in_progress for row in rows),
            palette.warn,
            "/",
            palette.on_warn,
        ),
        TargetPart(
            "not_met",
            tuple(row.rest if row.rest_known else 0 for row in rows),
            palette.other,
            "x",
            palette.paper,
        ),
        TargetPart(
            "not_told",
            tuple(0 if row.rest_known else row.rest for row in rows),
            palette.rest,
            ".",
            palette.ink,
        ),
    )
    return tuple(part for part in parts if any(part.counts))


def targets(rows: Sequence[Targets], *, words: Words, palette: Palette) -> go.Figure:
    """Stacked bars of targets met, in progress, not met, and not told, each in its own pattern."""
    places = list(range(len(rows)))
    chart = go.Figure(layout=_layout(words, palette, [_lines(row.label) for row in rows]))
    for part in target_parts(rows, palette):
        title = words(f"charts.targets.{part.name}")
        chart.add_bar(
            orientation="h",
            y=places,
            x=part.counts,
            width=_bar_width(chart, len(rows)),
            name=title,
            marker={
                "color": part.colour,
                "line": {"color": palette.paper, "width": 1},
                "pattern": {
                    "shape": part.pattern,
                    "fgcolor": palette.paper,
                    "fgopacity": 0.25,
                    "fillmode": "overlay",
                    "size": 8,
                },
            },
            text=[f"<b>{count}</b>" if count else "" for count in part.counts],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            insidetextfont={"size": 14, "color": part.ink},
            hovertext=[
                f"{_lines(row.label)}<br>{title}: {count}"
                for row, count in zip(rows, part.counts, strict=True)
            ],
            hoverinfo="text",
        )
    _add_legend(chart)
    chart.update_layout(barmode="stack", legend_traceorder="normal")
    chart.update_xaxes(
        title={
            "text": words("charts.targets.unit"),
            "font": {"size": 12, "color": palette.quiet},
        },
        rangemode="tozero",
    )
    return chart


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


def described_targets(rows: Sequence[Targets], *, title: str, words: Words) -> str:
    """What a chart of targets shows, for those who do not see it."""
    said = [
        words(
            "charts.described_targets",
            label=row.label.replace("\n", " "),
            met=row.met,
            in_progress=row.in_progress,
            rest=row.rest,
            kind=words(
                "charts.targets.not_met" if row.rest_known else "charts.targets.not_told"
            ).lower(),
        )
        for row in rows
    ]
    return words("charts.described", title=title, values="; ".join(said))


def _add_legend(chart: go.Figure) -> None:
    """A legend above, with room for two entries a line, as a phone shows them."""
    entries = sum(trace.showlegend is not False for trace in chart.data)
    room = 6 + 20 * -(-entries // 2)
    chart.update_layout(
        showlegend=True,
        margin_t=chart.layout.margin.t + room,
        height=chart.layout.height + room,
    )


def _layout(words: Words, palette: Palette, labels: Sequence[str]) -> go.Layout:
    """The frame of a chart with a row for each label: the label above, the bar below it."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    label_height = _LINE_HEIGHT * lines + 6
    row_height = label_height + _BAR_HEIGHT + 14
    # In a row of height 1 around its place, the bar fills the lower part.
    bar_share = _BAR_HEIGHT / row_height
    vietnamese = words.language == "vi"
    return go.Layout(
        template="none",
        height=_MARGIN_HEIGHT + row_height * len(labels),
        margin={"l": 4, "r": 16, "t": 26, "b": 52},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": palette.ink},
        separators=",." if vietnamese else ".,",
        hoverlabel={
            "bgcolor": palette.paper,
            "bordercolor": palette.grid,
            "font": {"family": FONT, "size": 13, "color": palette.ink},
            "align": "left",
        },
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12}},
        annotations=[
            {
                "text": label,
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "y": place - bar_share / 2,
                "yanchor": "bottom",
                "yshift": 2,
                "align": "left",
                "showarrow": False,
                "bgcolor": palette.paper,
                "borderpad": 1,
                "font": {"size": 14, "color": palette.ink},
            }
            for place, label in enumerate(labels)
        ],
        xaxis={
            "gridcolor": palette.grid,
            "tickfont": {"size": 12, "color": palette.quiet},
            "tickformat": ",~f",
            "tickangle": 0,
            "fixedrange": True,
            "nticks": 5,
        },
        yaxis={
            "fixedrange": True,
            "zeroline": False,
            "showgrid": False,
            "showticklabels": False,
            "range": [
                len(labels) - 1 + bar_share / 2 + 8 / row_height,
                -bar_share / 2 - label_height / row_height,
            ],
        },
        dragmode=False,
    )


def _bar_width(chart: go.Figure, rows: int) -> float:
    """A bar's share of its row."""
    return float(_BAR_HEIGHT * rows / (chart.layout.height - _MARGIN_HEIGHT))


def _label(row: Bar, palette: Palette) -> str:
    """The name, the value, and below it in small what must be known of the bar."""
    headline = f"{_lines(row.label)}  <b>{escape(row.text)}</b>"
    small = "; ".join(text for text in (row.detail, row.note) if text)
    if not small:
        return headline
    style = f"font-size:12px;color:{palette.quiet}"
    return f"{headline}<br><span style='{style}'>{escape(small)}</span>"


def _lines(label: str) -> str:
    return escape(label).replace("\n", "<br>")


def _is_early(figure: Figure) -> bool:
    return figure.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)


def _add_bounds(
    chart: go.Figure, rows: Sequence[Bar], places: Sequence[int], palette: Palette
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
    chart: go.Figure, rows: Sequence[Bar], places: Sequence[int], words: Words, palette: Palette
) -> None:
    """Plans as ticks across the bars: whole where printed, dotted where computed."""
    reach = _bar_width(chart, len(rows)) * 0.7
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
        _add_legend(chart)


def _range(rows: Sequence[Bar], reference: Reference | None) -> list[float]:
    """From zero (or below, for what fell) to past the longest label."""
    values = [row.figure.value for row in rows] + [row.plan.value for row in rows if row.plan]
    values += [reference.value] if reference else []
    highest, lowest = max([*values, Decimal(0)]), min([*values, Decimal(0)])
    room = (highest - lowest or Decimal(1)) * Decimal("0.06")
    return [float(lowest - room if lowest < 0 else 0), float(highest + room)]
