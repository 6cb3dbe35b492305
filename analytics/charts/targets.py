"""Sets of targets as stacked bars, each part in its own pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.charts import frame
from analytics.charts.frame import add_legend, axis_title, bar_width, lines
from analytics.charts.palette import Palette
from analytics.text import Words


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
    chart = frame.rows(words, palette, [lines(row.label) for row in rows])
    for part in target_parts(rows, palette):
        title = words(f"charts.targets.{part.name}")
        chart.add_bar(
            orientation="h",
            y=places,
            x=part.counts,
            width=bar_width(chart, len(rows)),
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
                f"{lines(row.label)}<br>{title}: {count}"
                for row, count in zip(rows, part.counts, strict=True)
            ],
            hoverinfo="text",
        )
    add_legend(chart)
    chart.layout["barmode"] = "stack"
    chart.layout["legend"]["traceorder"] = "normal"
    chart.layout["xaxis"] |= {
        "title": axis_title(words("charts.targets.unit"), palette),
        "rangemode": "tozero",
    }
    return chart.figure()


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
