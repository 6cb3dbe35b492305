"""Excel's own charts: the data that each is drawn from, and how it looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from analytics.charts import LIGHT, Bar, target_parts
from analytics.export.lines import plot_of
from analytics.export.powerpoint_dress import number_format
from analytics.text import Words
from analytics.views.trends import CourseChart, YearsChart
from analytics.views.view import BarChart, Chart, TargetChart

_GRID = {"visible": True, "line": {"color": LIGHT.grid}}


class Series:
    """A column of a chart's data; None is a gap."""

    def __init__(
        self,
        name: str,
        values: Sequence[Decimal | None],
        look: dict[str, Any],
        *,
        is_mark: bool = False,
        is_named: bool = True,
    ) -> None:
        self.name, self.values, self.look = name, values, look
        self.is_mark, self.is_named = is_mark, is_named


class ChartData:
    """What a native chart is made from."""

    def __init__(
        self, kind: dict[str, str], unit: str, categories: list[str], series: list[Series]
    ) -> None:
        self.kind, self.unit, self.categories, self.series = kind, unit, categories, series

    @property
    def has_marks(self) -> bool:
        return any(series.is_mark for series in self.series)


def native(book: Any, sheet: Any, data: ChartData, top: int) -> Any:
    """The chart over its data, whose heads stand in the row ``top`` of the sheet."""
    chart = book.add_chart(data.kind)
    marks = book.add_chart({"type": "line"}) if data.has_marks else None
    last = top + len(data.categories)
    for column, series in enumerate(data.series, start=1):
        target = marks if series.is_mark and marks else chart
        target.add_series(
            {
                "name": [sheet.name, top, column],
                "categories": [sheet.name, top + 1, 0, last, 0],
                "values": [sheet.name, top + 1, column, last, column],
                **series.look,
            }
        )
    if marks:
        chart.combine(marks)
    unnamed = [place for place, series in enumerate(data.series) if not series.is_named]
    chart.set_legend({"position": "bottom", "delete_series": unnamed})
    axis: dict[str, Any] = {"name": data.unit, "major_gridlines": _GRID}
    told = [value for series in data.series for value in series.values if value is not None]
    if not any(value < 0 for value in told):
        axis["min"] = 0
    is_lying = data.kind["type"] == "bar"
    names = {"reverse": True} if is_lying else {}
    chart.set_y_axis(names if is_lying else axis)
    chart.set_x_axis(axis if is_lying else names)
    return chart


def data_of(chart: Chart, words: Words) -> ChartData:
    """What Excel draws the chart from. ``TypeError`` for one that it has no form for."""
    match chart:
        case BarChart():
            return _bar_data(chart, words)
        case TargetChart():
            parts = target_parts(chart.sets, LIGHT)
            series = [
                Series(
                    words(f"charts.targets.{part.name}"),
                    [Decimal(count) for count in part.counts],
                    {
                        "fill": {"color": part.colour},
                        "data_labels": {"value": True, "num_format": "0;;"},
                    },
                )
                for part in parts
            ]
            names = [shown.label.replace("\n", " ") for shown in chart.sets]
            kind = {"type": "bar", "subtype": "stacked"}
            return ChartData(kind, words("charts.targets.unit"), names, series)
        case CourseChart() | YearsChart():
            return _line_data(chart, words)
    raise TypeError(f"no native chart of {type(chart).__name__}")


def _value_labels(bars: Sequence[Bar], words: Words) -> dict[str, Any]:
    """The values in the format that most of them have, so that labels follow an edit.

    Excel takes one format for a series: a bound, or other decimals, is written out as text.
    """
    formats = [
        number_format(bar.text, bar.figure.value, bar.figure.decimals, words) for bar in bars
    ]
    usual = Counter(formats).most_common(1)[0][0]
    unlike = [
        None if shown == usual else {"value": bar.text}
        for bar, shown in zip(bars, formats, strict=True)
    ]
    return {"value": True, "num_format": usual, "custom": unlike}


def _bar_data(chart: BarChart, words: Words) -> ChartData:
    bars = chart.bars
    points = [{"fill": {"color": bar.colour_on(LIGHT)}} for bar in bars]
    series = [
        Series(
            chart.unit,
            [bar.figure.value for bar in bars],
            {
                "points": points,
                "gap": 60,
                "data_labels": _value_labels(bars, words),
            },
        )
    ]
    mark = {"type": "long_dash", "size": 14, "fill": {"color": LIGHT.plan}}
    if any(bar.plan for bar in bars):
        look = {"line": {"none": True}, "marker": mark}
        plans = [bar.plan.value if bar.plan else None for bar in bars]
        series.append(Series(words("charts.plan"), plans, look, is_mark=True))
    if chart.reference:
        look = {"line": {"color": LIGHT.plan, "dash_type": "dash", "width": 1.5}}
        values = [chart.reference.value] * len(bars)
        series.append(Series(chart.reference.label, values, look, is_mark=True))
    names = [bar.label.replace("\n", " ") for bar in bars]
    return ChartData({"type": "column"}, chart.unit, names, series)


_DASHES = {"solid": "solid", "dash": "dash", "dot": "square_dot", "longdash": "long_dash"}


def _line_data(chart: CourseChart | YearsChart, words: Words) -> ChartData:
    plot = plot_of(chart, words)
    labels = {tick.x: tick.label for tick in plot.ticks}
    places = sorted({v.x for series in plot.series for v in series.vertices})
    series = []
    for drawn in plot.series:
        told = {vertex.x: vertex.y for vertex in drawn.vertices}
        look: dict[str, Any] = {"line": {"color": drawn.colour, "width": 2.25}}
        if drawn.style == "ticks":
            mark = {"type": "long_dash", "size": 10, "fill": {"color": drawn.colour}}
            look = {"line": {"none": True}, "marker": mark}
        elif drawn.style == "line":
            look["marker"] = {"type": "circle", "size": 7, "fill": {"color": drawn.colour}}
            look["line"]["dash_type"] = _DASHES[drawn.dash]
        else:
            look["line"]["dash_type"] = "dash"
        values = [told.get(x) for x in places]
        series.append(Series(drawn.name, values, look, is_named=drawn.is_named))
    names = [labels.get(x) or words.number(x, 1) for x in places]
    return ChartData({"type": "line"}, plot.unit, names, series)
