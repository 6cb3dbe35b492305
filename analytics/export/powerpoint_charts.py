"""Charts that PowerPoint edits: which one is drawn how, and targets as stacks."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from analytics.charts import LIGHT, TargetPart, target_parts
from analytics.export.csv_table import harmless
from analytics.export.geometry import Box
from analytics.export.lines import plot_of
from analytics.export.powerpoint_bars import add_bars
from analytics.export.powerpoint_dress import dress, fill, place_legend, placed, write
from analytics.export.powerpoint_lines import add_lines
from analytics.text import Words
from analytics.views.trends import CourseChart, YearsChart
from analytics.views.view import BarChart, Chart, TargetChart


def add_chart(slide: Any, chart: Chart, box: Box, words: Words) -> Any:
    """Put the chart on the slide as PowerPoint's own; returns its frame."""
    match chart:
        case BarChart():
            return add_bars(slide, chart, box, words)
        case TargetChart():
            return _add_targets(slide, chart, box, words)
        case CourseChart() | YearsChart():
            is_course = isinstance(chart, CourseChart)
            return add_lines(slide, plot_of(chart, words), box, words, course=is_course)
    raise TypeError(f"no native chart of {type(chart).__name__}")


def _add_targets(slide: Any, chart: TargetChart, box: Box, words: Words) -> Any:
    parts = target_parts(chart.sets, LIGHT)
    data = CategoryChartData(number_format="General")
    data.categories = [harmless(shown.label.replace("\n", " ")) for shown in chart.sets]
    for part in parts:
        data.add_series(words(f"charts.targets.{part.name}"), part.counts)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *placed(box), data)
    native = frame.chart
    dress(native, words("charts.targets.unit"), words, lying=True)
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    for series, part in zip(plot.series, parts, strict=True):
        fill(series.format.fill, part.colour, part.pattern)
        _label_counts(series, part)
    native.has_legend = True
    place_legend(native)
    return frame


def _label_counts(series: Any, part: TargetPart) -> None:
    """A count in each piece that is not empty; they follow the data when it is edited."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = "0;;", False
    write(labels.font, 13, part.ink, bold=True)
