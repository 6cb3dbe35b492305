"""What all charts share: fonts, number marks, hover boxes, legends, and rows of lying bars."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from analytics.charts.palette import FONT, Palette
from analytics.text import Words

BAR_HEIGHT = 24
LINE_HEIGHT = 19
MARGIN_HEIGHT = 78
"""Pixels."""


def common(words: Words, palette: Palette) -> dict[str, Any]:
    """The layout of every chart: no template, the page's background, the language's marks."""
    return {
        "template": {},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.ink},
        "separators": ",." if words.language == "vi" else ".,",
        "hoverlabel": {
            "bgcolor": palette.paper,
            "bordercolor": palette.grid,
            "font": {"family": FONT, "size": 13, "color": palette.ink},
            "align": "left",
        },
        "dragmode": False,
        "hovermode": "closest",
    }


def legend(y: float) -> dict[str, Any]:
    """A legend lying above the plot."""
    return {"orientation": "h", "x": 0, "y": y, "yanchor": "bottom", "font": {"size": 12}}


def axis_title(unit: str, palette: Palette) -> dict[str, Any]:
    return {"text": escape(unit), "font": {"size": 12, "color": palette.quiet}}


class Drawing:
    """A chart in the making, as plain data in Plotly's words.

    Plotly's own figure checks and copies every part that it is given, which is nine tenths of the
    time that drawing takes; here it is given all at the end, as it is. Whether Plotly would have
    taken it is asked by the tests of every chart.
    """

    def __init__(self, layout: dict[str, Any]) -> None:
        self.layout = layout
        self.traces: list[dict[str, Any]] = []

    def add_bar(self, **trace: Any) -> None:
        self.traces.append({**trace, "type": "bar"})

    def add_scatter(self, **trace: Any) -> None:
        self.traces.append({**trace, "type": "scatter"})

    def add_histogram(self, **trace: Any) -> None:
        self.traces.append({**trace, "type": "histogram"})

    def add_annotation(self, **annotation: Any) -> None:
        self.layout.setdefault("annotations", []).append({"showarrow": False, **annotation})

    def add_upright(self, x: float, **line: Any) -> None:
        """A line across the whole plot at a value."""
        ends = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        self.layout.setdefault("shapes", []).append({"type": "line", **ends, "line": line})

    def figure(self) -> go.Figure:
        return go.Figure({"data": self.traces, "layout": self.layout}, _validate=False)


def rows(words: Words, palette: Palette, labels: Sequence[str]) -> Drawing:
    """A chart with a row for each label: the label above, room for a bar below it."""
    most_lines = max((label.count("<br>") + 1 for label in labels), default=1)
    label_height = LINE_HEIGHT * most_lines + 6
    row_height = label_height + BAR_HEIGHT + 14
    # In a row of height 1 around its place, the bar fills the lower part.
    bar_share = BAR_HEIGHT / row_height
    return Drawing(
        {
            **common(words, palette),
            "height": MARGIN_HEIGHT + row_height * len(labels),
            "margin": {"l": 4, "r": 16, "t": 26, "b": 52},
            "legend": legend(1),
            "annotations": [
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
            "xaxis": {
                "gridcolor": palette.grid,
                "tickfont": {"size": 12, "color": palette.quiet},
                "tickformat": ",~f",
                "tickangle": 0,
                "fixedrange": True,
                "nticks": 5,
            },
            "yaxis": {
                "fixedrange": True,
                "zeroline": False,
                "showgrid": False,
                "showticklabels": False,
                "range": [
                    len(labels) - 1 + bar_share / 2 + 8 / row_height,
                    -bar_share / 2 - label_height / row_height,
                ],
            },
        }
    )


def add_legend(chart: Drawing) -> None:
    """A legend above, with room for two entries a line, as a phone shows them."""
    entries = sum(trace.get("showlegend") is not False for trace in chart.traces)
    room = 6 + 20 * -(-entries // 2)
    chart.layout["showlegend"] = True
    chart.layout["margin"]["t"] += room
    chart.layout["height"] += room


def bar_width(chart: Drawing, rows: int) -> float:
    """A bar's share of its row."""
    return float(BAR_HEIGHT * rows / (chart.layout["height"] - MARGIN_HEIGHT))


def lines(label: str) -> str:
    return escape(label).replace("\n", "<br>")
