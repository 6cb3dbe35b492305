"""Pace: what should be reached by now, where it leads, and what would mend it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.measures import figures
from analytics.model import Bound, Measure, Observation, ObsStatus, Period
from analytics.pace import Pace, months_from
from analytics.progress import Method, Standing, Status, standings
from tests.builders import CODELISTS, YEAR_2022, months, observation

HOAN_KIEM = "002"
HALF_2021 = months(1, 6, 2021)


def standing(period: Period, *observations: Observation) -> Standing:
    found = standings(figures(observations, CODELISTS), CODELISTS)
    return next(s for s in found if s.period == period and s.plan_basis)


def pace_of(period: Period, *observations: Observation) -> Pace:
    pace = standing(period, *observations).pace
    assert pace is not None
    return pace


def year(number: int, half: str, whole: str) -> tuple[Observation, ...]:
    """A year that had reached ``half`` by June and ``whole`` by December."""
    return (
        observation(half, period=months(1, 6, number), ref_area=HOAN_KIEM),
        observation(whole, period=Period.year(number), ref_area=HOAN_KIEM),
    )


NOW = (
    observation("5330.9", period=HALF_2021, ref_area=HOAN_KIEM),
    observation("59.5", Measure.ATTAINMENT, period=HALF_2021, ref_area=HOAN_KIEM),
)
"""Hoàn Kiếm's first half of 2021: 5.330,9 tỷ, 59,5 % of the year's plan."""


@pytest.mark.parametrize(
    ("start", "until", "expected"),
    [
        (date(2021, 1, 1), date(2021, 6, 30), "6"),
        (date(2024, 1, 1), date(2024, 2, 29), "2"),
        (date(2020, 1, 1), date(2025, 12, 31), "72"),
        (date(2022, 1, 1), date(2022, 4, 15), "3.5"),
        (date(2022, 1, 16), date(2022, 1, 31), "0.516129"),
    ],
)
def test_months_are_counted_whole(start: date, until: date, expected: str) -> None:
    assert round(months_from(start, until), 6) == Decimal(expected)


def test_hoan_kiem_by_the_share_of_time() -> None:
    """Half the year gone and 59,5 % reached: at this pace 10.661,8 tỷ, 119 % of the plan."""
    found = standing(HALF_2021, *NOW)
    assert found.assessment.method is Method.SHARE_OF_TIME
    assert found.assessment.status is Status.ON_TRACK
    pace = pace_of(HALF_2021, *NOW)
    assert pace.expectation.value == 50 and pace.expectation.shares == ()
    assert pace.months_gone == pace.months_left == 6
    assert pace.projected is not None and pace.projected.value == Decimal(10662)
    # 5330.85 / 55 % and 5330.95 / 45 %
    assert round(pace.projected.interval.lower, 1) == Decimal("9692.5")
    assert round(pace.projected.interval.upper, 1) == Decimal("11846.6")
    assert pace.projected_attainment is not None
    assert pace.projected_attainment.value == Decimal("119.0")


def test_hoan_kiem_by_what_it_missed_each_month() -> None:
    """Implied plan 8.959,5 tỷ; 3.628,6 tỷ left for six months: 604,8 each, 0,68 of before."""
    pace = pace_of(HALF_2021, *NOW)
    assert pace.required is not None and pace.so_far is not None and pace.times is not None
    assert round(pace.required.value) == 605 and pace.required.unit == "billion_vnd"
    assert pace.required.interval.contains(Decimal("604.77"))
    assert round(pace.so_far.value) == 888
    assert pace.times.value == Decimal("0.68")


def test_two_earlier_years_take_the_place_of_time() -> None:
    """Revenue that comes late: 40 % and 44 % by June, so 42 % is enough, and 41 % is watch."""
    history = (*year(2020, "400", "1000"), *year(2019, "440", "1000"))
    now = observation("41", Measure.ATTAINMENT, period=HALF_2021, ref_area=HOAN_KIEM)
    found = standing(HALF_2021, *history, now)
    assert found.assessment.method is Method.EARLIER_YEARS
    expected = found.assessment.expectation
    assert expected is not None and expected.value == 42
    assert [share.year for share in expected.shares] == [2019, 2020]
    assert found.assessment.status is Status.WATCH
    assert found.pace is not None and found.pace.projected_attainment is not None
    assert found.pace.projected_attainment.value == Decimal("97.6").quantize(
        Decimal(1).scaleb(-found.pace.projected_attainment.decimals)
    )
    by_time = standing(HALF_2021, *year(2020, "400", "1000"), now)
    assert by_time.assessment.method is Method.SHARE_OF_TIME
    assert by_time.assessment.status is Status.BEHIND


def test_the_rounding_of_earlier_years_can_leave_the_word_open() -> None:
    """Printed in hundreds, 400 of 1000 is 33 to 47 %."""
    history = tuple(
        report._replace(decimals=-2)
        for report in (*year(2020, "400", "1000"), *year(2019, "400", "1000"))
    )
    now = observation("41.0", Measure.ATTAINMENT, period=HALF_2021, ref_area=HOAN_KIEM)
    assessment = standing(HALF_2021, *history, now).assessment
    assert assessment.status is Status.ON_TRACK
    assert assessment.open_between == (Status.WATCH, Status.BEHIND)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"obs_status": ObsStatus.SUSPECT},
        {"bound": Bound.ABOVE},
        {"obs_value": Decimal(1200)},
        {"period_start": date(2019, 2, 1)},
    ],
)
def test_an_earlier_year_that_says_nothing_sure_is_left_out(spoiled: dict[str, Any]) -> None:
    half, whole = year(2019, "440", "1000")
    history = (*year(2020, "400", "1000"), half._replace(**spoiled), whole)
    now = observation("41", Measure.ATTAINMENT, period=HALF_2021, ref_area=HOAN_KIEM)
    assert standing(HALF_2021, *history, now).assessment.method is Method.SHARE_OF_TIME


def test_a_figure_counts_to_the_day_it_is_for() -> None:
    period = months(1, 12, 2021)
    eleven = observation(
        "96", Measure.ATTAINMENT, period=months(1, 11, 2021), as_of=date(2021, 11, 15)
    )
    pace = pace_of(months(1, 11, 2021), eleven)
    assert pace.months_gone == Decimal("10.5") and pace.plan_period == period


@pytest.mark.parametrize(
    "report",
    [
        observation("5330.9", period=HALF_2021, bound=Bound.ABOVE),
        observation("5330.9", period=HALF_2021, obs_status=ObsStatus.SUSPECT),
        observation("0", period=HALF_2021),
    ],
)
def test_what_is_not_sure_leads_nowhere(report: Observation) -> None:
    pace = pace_of(HALF_2021, report, observation("59.5", Measure.ATTAINMENT, period=HALF_2021))
    assert pace.projected is None and pace.projected_attainment is not None


@pytest.mark.parametrize(
    "reports",
    [
        (observation("90", Measure.ATTAINMENT),),
        (observation("20", Measure.ATTAINMENT, period=months(7, 9, 2022)),),
        (
            observation(
                "90",
                Measure.ATTAINMENT,
                indicator="schools_national_standard",
                period=months(1, 6, 2022),
            ),
        ),
    ],
)
def test_a_finished_plan_a_part_and_a_state_have_no_pace(reports: tuple[Observation, ...]) -> None:
    (found,) = standings(figures(reports, CODELISTS), CODELISTS)
    assert found.pace is None


def test_a_plan_already_made_requires_nothing() -> None:
    pace = pace_of(
        months(1, 9, 2022), observation("104", Measure.ATTAINMENT, period=months(1, 9, 2022))
    )
    assert pace.required is pace.so_far is pace.times is None


REACHED = st.decimals(min_value=1, max_value=99, places=2)


@given(
    REACHED, st.integers(1, 11), st.fractions(min_value=Fraction(1, 50), max_value=Fraction(49, 50))
)
def test_ranges_hold_the_exact_result(printed: Decimal, month: int, share: Fraction) -> None:
    """For any value behind the print, and any share reached that the spread allows."""
    period = months(1, month, 2022)
    pace = pace_of(period, observation(str(printed), Measure.ATTAINMENT, period=period))
    exact = Fraction(printed) - Fraction(1, 200) + share / 100
    assert pace.projected_attainment and pace.required and pace.so_far and pace.times
    reach = min(Fraction(month, 12) * (Fraction(9, 10) + share / 5), Fraction(1))
    for quantity, expected in (
        (pace.projected_attainment, exact / reach),
        (pace.required, (100 - exact) / (12 - month)),
        (pace.so_far, exact / month),
        (pace.times, (100 / exact - 1) * month / (12 - month)),
    ):
        assert Fraction(quantity.interval.lower) <= expected <= Fraction(quantity.interval.upper)
    assert pace.projected_attainment.interval.lower >= printed - 1


@given(REACHED, REACHED)
def test_more_reached_leads_further_and_needs_less(one: Decimal, other: Decimal) -> None:
    period = months(1, 6, 2022)
    low, high = (
        pace_of(period, observation(str(n), Measure.ATTAINMENT, period=period))
        for n in sorted((one, other))
    )
    assert low.projected_attainment and high.projected_attainment
    assert low.projected_attainment.interval.upper <= high.projected_attainment.interval.upper
    assert low.required and high.required
    assert low.required.interval.lower >= high.required.interval.lower


def test_the_years_plan_is_named() -> None:
    assert pace_of(HALF_2021, *NOW).plan_period == Period.year(2021) != YEAR_2022
