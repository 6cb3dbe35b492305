"""What a chart draws: bounds as arrows, the unlike hatched, gaps open, the language's marks."""

from __future__ import annotations

from decimal import Decimal

import plotly.graph_objects as go
import pytest

from analytics import charts, measures, progress, trends
from analytics.charts import DARK, LIGHT, Bar, Line, Targets
from analytics.languages import Language
from analytics.model import Bound, Figure, Measure, Observation, ObsStatus, Period
from analytics.text import words
from tests.builders import CODELISTS, months, observation, plotly_takes

VI = words("vi")


def figure(given: Observation) -> Figure:
    return measures.figures([given], CODELISTS)[0]


def bar(
    given: Observation, *, label: str = "Tây Hồ", text: str = "1 tỷ đồng", note: str = ""
) -> Bar:
    return Bar(
        label=label,
        colour="#0b5fa5",
        dark_colour="#3f8fd8",
        figure=figure(given),
        text=text,
        hover="",
        note=note,
    )


def drawn(*bars: Bar) -> go.Figure:
    chart = charts.bars(bars, unit="tỷ đồng", words=VI, palette=LIGHT)
    plotly_takes(chart)
    return chart


def test_a_bar_ends_where_the_figure_does() -> None:
    chart = drawn(bar(observation("12065.06")), bar(observation("9.5")))
    assert list(chart.data[0].x) == [12065.06, 9.5]


@pytest.mark.parametrize(
    ("bound", "symbol"), [(Bound.ABOVE, "triangle-right"), (Bound.AT_MOST, "triangle-left")]
)
def test_a_bound_ends_in_an_arrow_to_where_the_truth_lies(bound: Bound, symbol: str) -> None:
    chart = drawn(bar(observation("14000", bound=bound)), bar(observation("12065")))
    arrows = chart.data[1]
    assert list(arrows.marker.symbol) == [symbol]
    assert list(arrows.x) == [14000]


def test_what_is_not_alike_is_hatched_and_says_so() -> None:
    chart = drawn(bar(observation("1")), bar(observation("2"), note="khác phạm vi"))
    assert list(chart.data[0].marker.pattern.shape) == ["", "/"]
    assert "khác phạm vi" in chart.layout.annotations[1].text


def test_an_estimate_is_pale() -> None:
    estimate = bar(observation("2", obs_status=ObsStatus.ESTIMATE))
    chart = drawn(bar(observation("1")), estimate)
    assert list(chart.data[0].marker.opacity) == [1, 0.55]


def test_names_from_files_are_text_on_a_chart() -> None:
    chart = drawn(bar(observation("1"), label="<b>x</b>", text="<i>1</i>"))
    assert "<b>x" not in chart.layout.annotations[0].text
    assert "<i>" not in chart.layout.annotations[0].text


def test_a_fall_is_drawn_below_zero() -> None:
    chart = drawn(bar(observation("-4.2", Measure.GROWTH)))
    low, high = chart.layout.xaxis.range
    assert low < -4.2 < 0 <= high


@pytest.mark.parametrize(("language", "marks"), [("vi", ",."), ("en", ".,")])
def test_number_marks_follow_the_language(language: Language, marks: str) -> None:
    rows = [bar(observation("1"))]
    chart = charts.bars(rows, unit="", words=words(language), palette=DARK)
    assert chart.layout.separators == marks


def test_targets_not_told_of_are_not_drawn_as_not_met() -> None:
    rows = [Targets("Chương trình 03", met=8, in_progress=0, rest=6, rest_known=False)]
    chart = charts.targets(rows, words=VI, palette=LIGHT)
    assert {trace.name: list(trace.x) for trace in chart.data} == {
        VI("charts.targets.met"): [8],
        VI("charts.targets.not_told"): [6],
    }


def test_a_spread_marks_the_chosen_areas() -> None:
    chart = charts.distribution(
        [1.0, 2.0, 3.5], [charts.Marked("<b>x</b>", 2.0)], unit="%", words=VI, palette=LIGHT
    )
    plotly_takes(chart)
    assert chart.layout.shapes[0].x0 == chart.layout.annotations[0].x == 2.0
    assert "<b>" not in chart.layout.annotations[0].text


def test_a_missing_year_leaves_the_line_open() -> None:
    figures = measures.figures(
        [observation("1", period=Period.year(year)) for year in (2019, 2021)], CODELISTS
    )
    runs = trends.runs(
        figures, areas=("003",), indicator="budget_revenue_area", measure=Measure.ACTUAL
    )
    chart = charts.years(
        runs, [Line("Tây Hồ", "#0b5fa5")], unit="", words=VI, palette=LIGHT, hover=str
    )
    assert list(chart.data[0].y) == [1.0, None, 1.0, None]
    assert chart.data[0].connectgaps is False


def test_the_projection_is_drawn_unlike_the_facts() -> None:
    figures = measures.figures(
        [
            observation("50.0", period=months(1, 6, 2022)),
            observation("100.0", Measure.PLAN, period=Period.year(2022)),
        ],
        CODELISTS,
    )
    course = trends.course(
        figures,
        progress.standings(figures, CODELISTS),
        ref_area="003",
        indicator="budget_revenue_area",
        measure=Measure.ACTUAL,
        year=2022,
    )
    chart = charts.course(
        course, Line("Tây Hồ", "#0b5fa5"), unit="", words=VI, palette=LIGHT, hover=str
    )
    plotly_takes(chart)
    assert chart.layout.xaxis.tickangle == 0, "slanted, they do not fit on a phone"
    by_name = {trace.name: trace for trace in chart.data}
    projection = by_name[VI("charts.projection")]
    assert projection.line.dash == "dash"
    assert list(projection.y) == [50.0, 100.0]
    assert by_name["Tây Hồ"].line.dash is None
    assert course.projection is not None
    assert course.projection.interval.contains(Decimal(100))
