"""How many areas have which value: a chart for more areas than bars can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from analytics.charts.frame import Drawing, axis_title, common
from analytics.charts.palette import Palette
from analytics.text import Words

_HEIGHT = 320
_CLASSES = 24


@dataclass(frozen=True, slots=True)
class Marked:
    """An area whose place in the spread is drawn."""

    label: str
    value: float


def distribution(
    values: Sequence[float],
    marked: Sequence[Marked],
    *,
    unit: str,
    words: Words,
    palette: Palette,
) -> go.Figure:
    """Counts of ``values``, in about two dozen classes, with a line at each marked one."""
    chart = Drawing(
        {
            **common(words, palette),
            "height": _HEIGHT,
            "margin": {"l": 44, "r": 16, "t": 20 + 16 * len(marked), "b": 52},
            "showlegend": False,
            "xaxis": {
                "gridcolor": palette.grid,
                "tickformat": ",~f",
                "fixedrange": True,
                "title": axis_title(unit, palette),
            },
            "yaxis": {
                "gridcolor": palette.grid,
                "fixedrange": True,
                "title": axis_title(words("charts.areas_count"), palette),
            },
        }
    )
    chart.add_histogram(
        x=values,
        nbinsx=_CLASSES,
        marker={"color": palette.other, "line": {"color": palette.paper, "width": 1}},
        hovertemplate=f"%{{x}} {escape(unit)}: %{{y}}<extra></extra>",
    )
    for place, one in enumerate(marked):
        chart.add_upright(one.value, color=palette.ink, width=1.5)
        chart.add_annotation(
            x=one.value,
            y=1,
            yref="paper",
            yanchor="bottom",
            yshift=4 + 16 * place,
            text=escape(one.label),
            font={"size": 12, "color": palette.ink},
        )
    return chart.figure()
