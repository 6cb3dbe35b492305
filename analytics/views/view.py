"""A view: all that a card, a picture, a slide and a sheet show of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import plotly.graph_objects as go

from analytics import charts
from analytics.charts import Bar, Palette, Reference, Targets
from analytics.model import Figure, FigureKey, Measure
from analytics.text import Words
from analytics.views.request import Request
from analytics.views.table import Table
from analytics.wording import Wording


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars of one unit, with plan marks and a line across."""

    bars: tuple[Bar, ...]
    unit: str
    reference: Reference | None = None

    def draw(self, words: Words, palette: Palette) -> go.Figure:
        return charts.bars(
            self.bars, unit=self.unit, words=words, palette=palette, reference=self.reference
        )


@dataclass(frozen=True, slots=True)
class TargetChart:
    """Stacked counts of targets."""

    sets: tuple[Targets, ...]

    def draw(self, words: Words, palette: Palette) -> go.Figure:
        return charts.targets(self.sets, words=words, palette=palette)


class Chart(Protocol):
    """What can be drawn in either theme's colours."""

    def draw(self, words: Words, palette: Palette) -> go.Figure: ...


@dataclass(frozen=True, slots=True)
class View:
    """One view, in one language; nothing in it depends on where it is shown.

    ``figures`` are all that it shows, on the chart and in the table: their sources stand below.
    ``marks`` explain, in words, what is drawn unlike. A view without a chart is its table.
    """

    request: Request
    title: str
    subtitle: str
    table: Table
    figures: tuple[Figure, ...]
    source_line: str
    chart: Chart | None = None
    alt: str = ""
    marks: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def figure_by_key(self) -> dict[FigureKey, Figure]:
        return {figure.key: figure for figure in self.figures}


def source_line(say: Wording, figures: Sequence[Figure]) -> str:
    """``Nguồn: …. Số liệu mới nhất đến 31/12/2022.``; what stands under every view with figures."""
    if not figures:
        return ""
    newest = newest_date(say, figures)
    return say.words(
        "charts.source_line",
        sources=say.citations(tuple(figures)),
        newest=say.words.date(newest),
    )


def newest_date(say: Wording, figures: Sequence[Figure]) -> date:
    """The newest day that any of the figures is for; none is for a day after its source's.

    A plan is for days to come, so it counts only where there is nothing but plans.
    """
    sources = say.codelists.source_by_code
    reported = [o for figure in figures for o in figure.reported]
    done = [o for o in reported if o.measure is not Measure.PLAN]
    return max(
        min(o.as_of or o.period_end, sources[o.source].published or o.period_end)
        for o in done or reported
    )


def distinct(figures: Sequence[Figure | None]) -> tuple[Figure, ...]:
    """Those there are, each once."""
    return tuple({figure.key: figure for figure in figures if figure is not None}.values())


def wrapped(label: str, width: int = 40) -> str:
    """A long name on several lines, so that the bars keep their room."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)
