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
    ``heading`` is the title where the view stands alone; ``footer`` is the source line kept short.
    """

    request: Request
    title: str
    subtitle: str
    table: Table
    figures: tuple[Figure, ...]
    heading: str
    source_line: str
    footer: str
    chart: Chart | None = None
    alt: str = ""
    marks: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

    @property
    def figure_by_key(self) -> dict[FigureKey, Figure]:
        return {figure.key: figure for figure in self.figures}


def source_line(say: Wording, figures: Sequence[Figure], *, most: int | None = None) -> str:
    """``Nguồn: …. Số liệu mới nhất đến 31/12/2022.``; what stands under every view with figures.

    Of more than ``most`` sources the others are counted.
    """
    if not figures:
        return ""
    codes = dict.fromkeys(o.source for figure in figures for o in figure.reported)
    cited = list(dict.fromkeys(say.citation(code) for code in codes))
    sources = "; ".join(cited[:most])
    if most is not None and len(cited) > most:
        sources = say.words("export.and_others", sources=sources, count=len(cited) - most)
    newest = say.words.date(newest_date(say, figures))
    return say.words("charts.source_line", sources=sources, newest=newest)


MOST_SOURCES = 4
"""As many as a slide has room for."""


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
