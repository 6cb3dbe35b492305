"""Pictures of views: the chart as on the screen with all that belongs to it, or a whole slide."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from html import escape

import plotly.graph_objects as go

from analytics.charts import LIGHT
from analytics.export import fonts, qr
from analytics.export.browser import BROWSER
from analytics.export.imprint import Imprint
from analytics.export.scene import Scene
from analytics.export.slides import ACCENT
from analytics.text import Words
from analytics.views.view import View

CARD_WIDTH = 960
_SIDE = 28
_QR = 64
_AXIS_TITLE = 44
_LEGEND_KEY, _LEGEND_LINE, _LEGEND_APART = 45, 19, 32
"""Pixels, as Plotly sets them at these letters."""


class Size(StrEnum):
    """How large a picture is."""

    SINGLE = "1x"  # 960 pixels wide, as tall as the chart
    DOUBLE = "2x"  # the same, twice as fine
    SLIDE = "slide"  # 1920 × 1080


def card_png(view: View, imprint: Imprint, *, scale: float) -> bytes:
    """A view's chart with title, subtitle, marks, source, data line and QR code, on light paper.

    Raises ``ValueError`` for a view without a chart, and :class:`NoBrowserError`.
    """
    chart = composed(view, imprint)
    return BROWSER.picture(
        chart, form="png", width=CARD_WIDTH, height=int(chart.layout.height), scale=scale
    )


def scene_png(scene: Scene, *, scale: float = 2) -> bytes:
    """A slide as a picture, 1920 × 1080 at a scale of 2. Raises :class:`NoBrowserError`."""
    carried = base64.b64encode(scene.svg(carries_fonts=True).encode()).decode()
    chart = go.Figure(
        layout={
            "template": "none",
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
            "images": [
                {
                    "source": f"data:image/svg+xml;base64,{carried}",
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0,
                    "y": 1,
                    "sizex": 1,
                    "sizey": 1,
                    "sizing": "stretch",
                }
            ],
        }
    )
    return BROWSER.picture(
        chart, form="png", width=int(scene.width), height=int(scene.height), scale=scale
    )


def composed(view: View, imprint: Imprint) -> go.Figure:
    """The chart with all that stands around it on its card. ``ValueError`` without a chart."""
    if view.chart is None:
        raise ValueError("a view without a chart is drawn as a slide")
    chart = view.chart.draw(imprint.words, LIGHT)
    if chart.layout.yaxis.automargin:
        _fix_margins(chart, imprint.words)
    layout = chart.layout
    link = imprint.link(view.request)
    room = CARD_WIDTH - 2 * _SIDE
    above = [
        *_broken(view.heading, 22, room, LIGHT.ink, bold=True),
        *_broken(view.subtitle, 13, room, LIGHT.quiet),
    ]
    marks = " ".join([*view.sentences, *view.marks])
    narrow = room - (_QR + 20 if link else 0)
    below = [
        *_broken(marks, 12, narrow, LIGHT.ink),
        *_broken(view.source_line, 11, narrow, LIGHT.quiet),
        *_broken(imprint.data_line, 11, narrow, LIGHT.quiet),
        *_broken(imprint.link_text(view.request), 10, narrow, LIGHT.quiet),
    ]
    head = 26 + sum(line.height for line in above)
    foot = 14 + max(sum(line.height for line in below), _QR if link else 0) + 14
    top, bottom = layout.margin.t + head, layout.margin.b + foot
    width = CARD_WIDTH - 2 * _SIDE - layout.margin.l - layout.margin.r
    height = layout.height - layout.margin.t - layout.margin.b
    side = -layout.margin.l
    layout.annotations = [
        *layout.annotations,
        *_written(above, from_top=True, offset=top - 20, side=side),
        *_written(below, from_top=False, offset=-(bottom - foot) - 8, side=side),
    ]
    stripe = {
        "type": "rect",
        "xref": "paper",
        "yref": "paper",
        "x0": -1,
        "x1": 2,
        "y0": 1 + (top - 5) / height,
        "y1": 1 + top / height,
        "fillcolor": ACCENT,
        "line": {"width": 0},
    }
    layout.shapes = [*layout.shapes, stripe]
    if link:
        layout.images = [
            {
                "source": f"data:image/png;base64,{base64.b64encode(qr.png(link)).decode()}",
                "xref": "paper",
                "yref": "paper",
                "x": 1 + layout.margin.r / width,
                "y": -(bottom - foot + 12) / height,
                "sizex": _QR / width,
                "sizey": _QR / height,
                "xanchor": "right",
                "yanchor": "top",
            }
        ]
    layout.paper_bgcolor = LIGHT.paper
    layout.height += head + foot
    layout.margin = {
        **layout.margin.to_plotly_json(),
        "t": top,
        "b": bottom,
        "l": layout.margin.l + _SIDE,
        "r": layout.margin.r + _SIDE,
    }
    return chart


def _fix_margins(chart: go.Figure, words: Words) -> None:
    """Give the axis and the legend the room that Plotly would make for them while it draws.

    What is written around the plot is placed from its edges, which must not move any more.
    """
    layout = chart.layout
    largest = max((abs(y) for trace in chart.data for y in trace.y if y is not None), default=0)
    mark = words.number(Decimal(round(largest)), 0) if largest > 10 else words.number(Decimal(0), 2)
    layout.yaxis.automargin = False
    layout.margin.l = int(fonts.width(mark, 12)) + _AXIS_TITLE
    room = CARD_WIDTH - 2 * _SIDE - layout.margin.l - layout.margin.r
    names = [fonts.width(t.name, 12) + _LEGEND_KEY for t in chart.data if t.showlegend is not False]
    # Plotly puts entries that do not fit into one line into columns as wide as the widest.
    columns = max(1, int(room / max(names)))
    lines = 1 if sum(names) <= room else -(-len(names) // columns)
    more = max(0, lines * _LEGEND_LINE + _LEGEND_APART - layout.margin.t)
    layout.margin.t += more
    layout.height += more


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    colour: str
    bold: bool

    @property
    def height(self) -> float:
        return self.size * 1.35


def _broken(text: str, size: float, room: float, colour: str, *, bold: bool = False) -> list[_Line]:
    broken = fonts.lines(text, size, room, bold=bold) if text else []
    return [_Line(line, size, colour, bold) for line in broken]


def _written(
    lines: Sequence[_Line], *, from_top: bool, offset: float, side: float
) -> Iterator[dict[str, object]]:
    """Lines downwards from ``offset`` pixels above the plot's top or its foot."""
    for line in lines:
        yield {
            "text": f"<b>{escape(line.text)}</b>" if line.bold else escape(line.text),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1 if from_top else 0,
            "xshift": side,
            "yshift": offset,
            "xanchor": "left",
            "yanchor": "top",
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": line.size, "color": line.colour},
        }
        offset -= line.height
