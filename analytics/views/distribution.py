"""The view of how very many areas spread, the chosen ones marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import plotly.graph_objects as go

from analytics import charts
from analytics.charts import Marked, Palette
from analytics.comparison import Comparison
from analytics.text import Words
from analytics.views import cells
from analytics.views.request import Card, Request, period_code
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import MOST_SOURCES, View, distinct, source_line
from analytics.wording import Wording


@dataclass(frozen=True, slots=True)
class DistributionChart:
    """Counts of values, with lines at the chosen areas."""

    values: tuple[float, ...]
    marked: tuple[Marked, ...]
    unit: str

    def draw(self, words: Words, palette: Palette) -> go.Figure:
        return charts.distribution(
            self.values, self.marked, unit=self.unit, words=words, palette=palette
        )


def distribution_view(comparison: Comparison, chosen: Sequence[str], say: Wording) -> View:
    """All lanes as a spread. ``comparison`` has at least one lane."""
    words, lanes = say.words, comparison.lanes
    first = lanes[0].figure
    middle = lanes[len(lanes) // 2]
    own = [lane for lane in lanes if lane.ref_area in chosen]
    told_of = {lanes[0].ref_area, middle.ref_area, lanes[-1].ref_area, *chosen}
    shown = tuple(lane for lane in lanes if lane.ref_area in told_of)
    values = tuple(float(lane.figure.value) for lane in lanes)
    middle_value = words.number(median(lane.figure.value for lane in lanes), 1)
    title = words("compare.spread", indicator=say.indicator(comparison.indicator))
    told = "; ".join(f"{say.area(lane.ref_area)}: {say.figure(lane.figure)}" for lane in shown)
    figures = distinct([lane.figure for lane in shown])
    return View(
        request=Request.of(
            Card.COMPARISON,
            indicator=comparison.indicator,
            measure=comparison.measure.value,
            period=period_code(comparison.period),
            areas=",".join(lane.ref_area for lane in shown),
        ),
        title=title,
        heading=title,
        subtitle=words(
            "compare.spread_says",
            count=len(lanes),
            period=words.period(comparison.period),
            middle=f"{middle_value} {say.unit(first.unit)}",
        ),
        chart=DistributionChart(
            values,
            tuple(Marked(say.area(o.ref_area), float(o.figure.value)) for o in own),
            say.unit(first.unit),
        ),
        alt=words("charts.described", title=title, values=told),
        figures=figures,
        table=Table(
            corner=words("app.area"),
            columns=(Column(words("compare.place")), Column(words("app.value"))),
            rows=tuple(
                Row(
                    say.area(lane.ref_area),
                    (
                        Cell(f"{lanes.index(lane) + 1}/{len(lanes)}"),
                        cells.figure_cell(say, lane.figure),
                    ),
                )
                for lane in shown
            ),
        ),
        source_line=source_line(say, figures, most=MOST_SOURCES),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )
