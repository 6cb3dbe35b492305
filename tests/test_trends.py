"""Figures over time: what is drawn as one line, and what is left open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from analytics import measures, progress, trends
from analytics.model import Figure, Measure, Observation, ObsStatus, Period
from tests.builders import CODELISTS, months, observation

AREA = "003"


def figures_of(*observations: Observation) -> tuple[Figure, ...]:
    return measures.figures(observations, CODELISTS)


def test_a_missing_year_is_a_gap_in_the_line() -> None:
    years = [2019, 2020, 2022]
    figures = figures_of(*(observation("100", period=Period.year(year)) for year in years))
    (run,) = trends.runs(
        figures, areas=(AREA,), indicator="budget_revenue_area", measure=Measure.ACTUAL
    )
    stretches = [[point.key.period.end.year for point in stretch] for stretch in run.stretches()]
    assert stretches == [[2019, 2020], [2022]]


def test_a_quarter_alone_is_no_part_of_the_cumulative_year() -> None:
    figures = figures_of(
        observation("50", period=months(1, 6, 2022)),
        observation("30", period=months(7, 9, 2022)),
        observation("80", period=months(1, 9, 2022)),
    )
    course = trends.course(
        figures,
        progress.standings(figures, CODELISTS),
        ref_area=AREA,
        indicator="budget_revenue_area",
        measure=Measure.ACTUAL,
        year=2022,
    )
    assert [point.value for point in course.points] == [Decimal(50), Decimal(80)]


def test_the_years_plan_is_found_and_paces_the_course() -> None:
    figures = figures_of(
        observation("50", period=months(1, 6, 2022)),
        observation("100", Measure.PLAN, period=Period.year(2022)),
    )
    course = trends.course(
        figures,
        progress.standings(figures, CODELISTS),
        ref_area=AREA,
        indicator="budget_revenue_area",
        measure=Measure.ACTUAL,
        year=2022,
    )
    assert course.plan is not None
    assert course.plan.value == 100
    assert course.pace is not None
    assert course.pace.projected is not None
    assert course.pace.projected.value == 100


def test_a_suspect_figure_is_not_drawn() -> None:
    figures = figures_of(observation("100", period=Period.year(2022), obs_status=ObsStatus.SUSPECT))
    assert not trends.runs(
        figures, areas=(AREA,), indicator="budget_revenue_area", measure=Measure.ACTUAL
    )


def test_months_count_days_within_their_month() -> None:
    assert trends.month_of(date(2022, 6, 30)) == 6
    assert trends.month_of(date(2022, 12, 31)) == 12
    assert trends.month_of(date(2022, 1, 31)) == 1
    assert trends.month_of(date(2022, 4, 15)) == Decimal("3.5")
