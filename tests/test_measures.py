"""Computed figures: cases worked by hand from the five reports, and what holds for any figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.interval import INFINITY, Interval
from analytics.measures import (
    Computed,
    UndefinedReason,
    by_key,
    computed,
    figures,
    plan_period,
    year_before,
)
from analytics.measures.formulas import nominal_of, result_of
from analytics.model import (
    Bound,
    Figure,
    Formula,
    Measure,
    Observation,
    ObsStatus,
    Period,
    PlanBasis,
)
from tests.builders import CODELISTS, HALF_TERM, YEAR_2022, months, observation

TERM = Period(start=date(2020, 1, 1), end=date(2025, 12, 31))
YEAR_2021 = Period.year(2021)


def compute(*observations: Observation) -> Computed:
    return computed(observations, CODELISTS)


def the(measure: Measure, *observations: Observation, period: Period | None = None) -> Figure:
    """The one computed figure of a measure."""
    found = [
        figure
        for figure in compute(*observations).figures
        if figure.is_computed
        and figure.key.measure is measure
        and period in (None, figure.key.period)
    ]
    assert len(found) == 1, found
    return found[0]


def test_dong_da_2021_implies_its_plan() -> None:
    """12.065,06 tỷ at 111,5 % of the city's estimate: 12065.055/1.1155 to 12065.065/1.1145."""
    plan = the(
        Measure.PLAN,
        observation("12065.06", period=YEAR_2021, as_of=date(2021, 12, 30)),
        observation(
            "111.5", Measure.ATTAINMENT, period=YEAR_2021, plan_basis=PlanBasis.CITY_ESTIMATE
        ),
    )
    assert plan.key.period == YEAR_2021 and plan.key.plan_basis is PlanBasis.CITY_ESTIMATE
    assert (plan.value, plan.decimals, plan.unit) == (Decimal(10821), 0, "billion_vnd")
    assert round(plan.interval.lower, 1) == Decimal("10815.8")
    assert round(plan.interval.upper, 1) == Decimal("10825.5")
    assert plan.calculation is not None and plan.calculation.formula is Formula.IMPLIED_PLAN
    assert [operand.value for operand in plan.calculation.operands] == [
        Decimal("12065.06"),
        Decimal("111.5"),
    ]


def test_tay_ho_half_term_implies_its_plan_and_how_far_it_was_passed() -> None:
    """12.993 tỷ at 151 %: 12992.5/1.515 = 8575.9 to 12993.5/1.505 = 8633.6."""
    reports = (
        observation("12993", period=HALF_TERM),
        observation("151", Measure.ATTAINMENT, period=HALF_TERM, plan_basis=PlanBasis.SAME_PERIOD),
    )
    plan = the(Measure.PLAN, *reports)
    assert plan.key.period == HALF_TERM
    assert plan.value == Decimal(8605)
    assert round(plan.interval.lower, 1) == Decimal("8575.9")
    assert round(plan.interval.upper, 1) == Decimal("8633.6")
    gap = the(Measure.GAP, *reports)
    assert gap.value == Decimal(4388)
    # 12992.5 × (1 − 1/1.505) to 12993.5 × (1 − 1/1.515): the actual is one number.
    assert round(gap.interval.lower, 1) == Decimal("4359.6")
    assert round(gap.interval.upper, 1) == Decimal("4416.9")


def test_a_bound_and_its_attainment_leave_a_bound_to_the_gap() -> None:
    """More than 10.221 at 120 %: at least 1.703 more than the plan, whatever the actual is."""
    gap = the(
        Measure.GAP,
        observation("10221", bound=Bound.ABOVE),
        observation("120.0", Measure.ATTAINMENT),
    )
    assert gap.bound is Bound.ABOVE
    assert round(gap.interval.lower) == 1700


def test_a_term_target_is_the_terms() -> None:
    """13,48 % a year at 96,3 % of the term's target: 14.0 a year, for 2020 to 2025."""
    reports = (
        observation("13.48", indicator="district_output_growth", period=HALF_TERM),
        observation(
            "96.3",
            Measure.ATTAINMENT,
            indicator="district_output_growth",
            period=HALF_TERM,
            plan_basis=PlanBasis.TERM,
        ),
    )
    plan = the(Measure.PLAN, *reports)
    assert plan.key.period == TERM
    assert (plan.value, plan.decimals) == (Decimal("14.0"), 1)


def test_long_bien_gardens_imply_the_programmes_area() -> None:
    """9,25 ha at 88,94 %: 10.4 ha, between 10.394 and 10.407."""
    plan = the(
        Measure.PLAN,
        observation("9.25", indicator="garden_area_built", period=HALF_TERM),
        observation(
            "88.94",
            Measure.ATTAINMENT,
            indicator="garden_area_built",
            period=HALF_TERM,
            plan_basis=PlanBasis.PROGRAMME,
        ),
    )
    assert plan.key.period == TERM
    assert (plan.value, plan.decimals) == (Decimal("10.4"), 1)
    assert round(plan.interval.lower, 3) == Decimal("10.394")
    assert round(plan.interval.upper, 3) == Decimal("10.406")


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "decimals"),
    [
        ("26", "27", "96.30", 2),
        ("7126", "7560", "94.26", 2),
        ("8", "8", "100", 0),
        ("1", "8", "12.5", 1),
    ],
)
def test_a_ratio_of_counts_is_exact(
    numerator: str, denominator: str, value: str, decimals: int
) -> None:
    ratio = the(
        Measure.ACTUAL,
        observation(numerator, Measure.NUMERATOR, indicator="schools_national_standard"),
        observation(denominator, Measure.DENOMINATOR, indicator="schools_national_standard"),
    )
    assert (ratio.value, ratio.decimals) == (Decimal(value), decimals)
    exact = Fraction(int(numerator) * 100, int(denominator))
    assert Fraction(ratio.interval.lower) <= exact <= Fraction(ratio.interval.upper)
    assert ratio.interval.upper - ratio.interval.lower < Decimal("1e-30")


def test_hoan_kiem_admitted_more_members_than_planned() -> None:
    """213 of 210: 101,43 %, and three more; whole things have no rounding."""
    reports = (
        observation("213", indicator="new_party_members"),
        observation("210", Measure.PLAN, indicator="new_party_members"),
    )
    attainment = the(Measure.ATTAINMENT, *reports)
    assert (attainment.value, attainment.decimals) == (Decimal("101.43"), 2)
    gap = the(Measure.GAP, *reports)
    assert gap.interval == Interval.exactly(Decimal(3)) and gap.decimals == 0


def test_a_gap_between_shares_is_in_percentage_points() -> None:
    gap = the(
        Measure.GAP,
        observation("93.36", indicator="party_members_good"),
        observation("95", Measure.PLAN, indicator="party_members_good"),
    )
    assert gap.unit == "percentage_point"
    assert gap.interval == Interval(Decimal("-2.145"), Decimal("-1.135"))
    assert (gap.value, gap.decimals) == (Decimal("-1.6"), 1)


def test_growth_needs_the_same_period_a_year_before() -> None:
    now, before = months(1, 9, 2022), months(1, 9, 2021)
    growth = the(
        Measure.GROWTH, observation("1100", period=now), observation("1000", period=before)
    )
    assert growth.key.period == now
    assert growth.value == Decimal("10.0")
    alone = compute(observation("1100", period=now), observation("1000", period=YEAR_2021))
    assert not [f for f in alone.figures if f.key.measure is Measure.GROWTH]


def test_a_rate_has_no_growth() -> None:
    """A percentage of a percentage is no speed."""
    found = compute(
        observation("13.48", indicator="district_output_growth"),
        observation("12", indicator="district_output_growth", period=YEAR_2021),
    )
    assert len(found.figures) == 2


def test_growth_does_not_go_on_where_the_area_has_ended() -> None:
    """Districts ended on 30 June 2025; their codes may mean another place after that."""
    found = compute(
        observation("110", period=Period.year(2025)), observation("100", period=Period.year(2024))
    )
    assert not [f for f in found.figures if f.is_computed]


def test_what_a_source_reports_is_not_computed_again() -> None:
    found = compute(
        observation("100"),
        observation("80", Measure.PLAN),
        observation("124", Measure.ATTAINMENT),
    )
    attainments = [f for f in found.figures if f.key.measure is Measure.ATTAINMENT]
    assert [f.is_computed for f in attainments] == [False]
    assert the(Measure.GAP, *(f.observation for f in found.figures if f.observation)).value == 20


def test_a_plan_and_an_attainment_imply_the_actual() -> None:
    actual = the(
        Measure.ACTUAL,
        observation("1000", Measure.PLAN),
        observation("59.5", Measure.ATTAINMENT, period=months(1, 6, 2022)),
    )
    assert actual.key.period == months(1, 6, 2022)
    assert actual.value == 595
    assert actual.interval == Interval(Decimal("594.20275"), Decimal("595.79775"))


def test_six_months_are_held_against_the_years_plan_and_a_quarter_alone_is_not() -> None:
    plan = observation("1000", Measure.PLAN)
    half = the(Measure.ATTAINMENT, plan, observation("450", period=months(1, 6, 2022)))
    assert (half.key.period, half.value) == (months(1, 6, 2022), Decimal("45.0"))
    third_quarter = compute(plan, observation("250", period=months(7, 9, 2022)))
    assert not [f for f in third_quarter.figures if f.is_computed]


def test_a_bound_stays_a_bound() -> None:
    plan = observation("12000", Measure.PLAN)
    above = the(Measure.ATTAINMENT, observation("14000", bound=Bound.ABOVE), plan)
    assert above.bound is Bound.ABOVE
    assert above.interval.upper == INFINITY
    assert above.value <= above.interval.lower
    assert (above.value, above.decimals) == (Decimal("116.66"), 2)
    below = the(Measure.ATTAINMENT, observation("9000", bound=Bound.BELOW), plan)
    assert below.bound is Bound.BELOW
    assert below.interval.lower == 0
    assert below.value >= below.interval.upper


def test_a_bound_in_the_divisor_turns_round() -> None:
    ratio = the(
        Measure.ATTAINMENT,
        observation("9000"),
        observation("12000", Measure.PLAN, bound=Bound.ABOVE),
    )
    assert ratio.bound is Bound.BELOW
    assert ratio.interval.lower == 0 and ratio.interval.lower_open
    limited = the(
        Measure.ATTAINMENT,
        observation("9000"),
        observation("12000", Measure.PLAN, bound=Bound.AT_MOST),
    )
    assert limited.bound is Bound.AT_LEAST
    assert limited.interval.upper == INFINITY


def test_two_bounds_that_leave_everything_open_give_no_figure() -> None:
    found = compute(
        observation("14000", bound=Bound.ABOVE),
        observation("12000", Measure.PLAN, bound=Bound.ABOVE),
    )
    assert {u.reason for u in found.undefined} == {UndefinedReason.BOUNDS_CANCEL}
    assert not [f for f in found.figures if f.is_computed]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ("0", UndefinedReason.DIVISOR_ZERO),
        ("0.0", UndefinedReason.DIVISOR_ZERO),
        ("-5", UndefinedReason.DIVISOR_NEGATIVE),
    ],
)
def test_a_share_of_nothing_is_undefined(plan: str, reason: UndefinedReason) -> None:
    found = compute(observation("12"), observation(plan, Measure.PLAN))
    (undefined,) = found.undefined
    assert undefined.reason is reason
    assert undefined.key.measure is Measure.ATTAINMENT
    assert [f.key.measure for f in found.figures if f.is_computed] == [Measure.GAP]


def test_a_divisor_that_may_round_to_nothing_is_undefined() -> None:
    found = compute(
        observation("1000"),
        observation("1000", period=YEAR_2021)._replace(decimals=-4),
    )
    assert {u.reason for u in found.undefined} == {UndefinedReason.DIVISOR_MAY_BE_ZERO}


def test_a_count_planned_at_nothing_has_a_gap_and_no_attainment() -> None:
    reports = (
        observation("0", indicator="poor_households"),
        observation("0", Measure.PLAN, indicator="poor_households"),
    )
    assert the(Measure.GAP, *reports).interval == Interval.exactly(Decimal(0))
    assert compute(*reports).undefined[0].reason is UndefinedReason.DIVISOR_ZERO


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ObsStatus.SUSPECT, ObsStatus.NORMAL, ObsStatus.SUSPECT),
        (ObsStatus.ESTIMATE, ObsStatus.SUSPECT, ObsStatus.SUSPECT),
        (ObsStatus.PROVISIONAL, ObsStatus.ESTIMATE, ObsStatus.ESTIMATE),
        (ObsStatus.NORMAL, ObsStatus.PROVISIONAL, ObsStatus.PROVISIONAL),
        (ObsStatus.NORMAL, ObsStatus.NORMAL, ObsStatus.NORMAL),
    ],
)
def test_the_weakest_operand_marks_the_result(
    one: ObsStatus, other: ObsStatus, expected: ObsStatus
) -> None:
    gap = the(
        Measure.GAP,
        observation("12", obs_status=one),
        observation("10", Measure.PLAN, obs_status=other),
    )
    assert gap.obs_status is expected


def test_of_several_implied_plans_the_latest_report_speaks() -> None:
    half, nine = months(1, 6, 2022), months(1, 9, 2022)
    plan = the(
        Measure.PLAN,
        observation("500", period=half),
        observation("50", Measure.ATTAINMENT, period=half),
        observation("880", period=nine),
        observation("80", Measure.ATTAINMENT, period=nine),
    )
    assert plan.value == 1100
    assert plan.key.period == YEAR_2022


@pytest.mark.parametrize(
    ("basis", "period", "expected"),
    [
        (PlanBasis.ANNUAL, months(1, 6, 2022), YEAR_2022),
        (PlanBasis.CITY_ESTIMATE, YEAR_2021, YEAR_2021),
        (PlanBasis.TERM, HALF_TERM, TERM),
        (PlanBasis.PROGRAMME, Period.year(2025), TERM),
        (
            PlanBasis.TERM,
            Period.year(2020),
            Period(start=date(2015, 1, 1), end=date(2020, 12, 31)),
        ),
        (PlanBasis.SAME_PERIOD, HALF_TERM, HALF_TERM),
        (PlanBasis.UNSTATED, HALF_TERM, HALF_TERM),
    ],
)
def test_a_plan_has_its_own_period(basis: PlanBasis, period: Period, expected: Period) -> None:
    assert plan_period(basis, period) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (months(1, 2, 2024), months(1, 2, 2023)),
        (months(1, 2, 2025), months(1, 2, 2024)),
        (months(7, 9, 2022), months(7, 9, 2021)),
    ],
)
def test_the_year_before_ends_with_its_month(period: Period, expected: Period) -> None:
    assert year_before(period) == expected


# What holds for any figures --------------------------------------------------------------------

PRINTED = st.decimals(min_value=1, max_value=10**6, places=2)
SHARE = st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100))


def behind(printed: Decimal, share: Fraction) -> Fraction:
    """A value that rounds to the two printed decimals."""
    return Fraction(printed) - Fraction(1, 200) + share / 100


@given(PRINTED, SHARE, PRINTED, SHARE)
def test_intervals_hold_what_any_values_behind_the_print_give(
    first: Decimal, first_share: Fraction, second: Decimal, second_share: Fraction
) -> None:
    x, y = behind(first, first_share), behind(second, second_share)
    found = by_key(
        figures(
            [
                observation(str(first)),
                observation(str(second), period=YEAR_2021),
                observation(str(second), Measure.PLAN),
                observation(str(second), Measure.ATTAINMENT, plan_basis=PlanBasis.TERM),
                observation(str(second), Measure.ATTAINMENT, period=Period.year(2023)),
                observation(str(first), Measure.PLAN, period=Period.year(2023)),
            ],
            CODELISTS,
        )
    )
    exact = {
        (Measure.ATTAINMENT, PlanBasis.ANNUAL, 2022): x / y * 100,
        (Measure.GAP, PlanBasis.ANNUAL, 2022): x - y,
        (Measure.GROWTH, PlanBasis.NONE, 2022): (x / y - 1) * 100,
        (Measure.PLAN, PlanBasis.TERM, 2025): x / y * 100,
        (Measure.ACTUAL, PlanBasis.NONE, 2023): x * y / 100,
    }
    seen = 0
    for key, figure in found.items():
        expected = exact.get((key.measure, key.plan_basis, key.period.end.year))
        if figure.is_computed and expected is not None:
            seen += 1
            assert Fraction(figure.interval.lower) <= expected <= Fraction(figure.interval.upper)
    assert seen == len(exact)


@given(PRINTED, PRINTED, PRINTED)
def test_more_achieved_is_more_attained(one: Decimal, other: Decimal, plan: Decimal) -> None:
    low, high = sorted((one, other))
    below, above = (
        the(Measure.ATTAINMENT, observation(str(actual)), observation(str(plan), Measure.PLAN))
        for actual in (low, high)
    )
    assert below.interval.lower <= above.interval.lower
    assert below.interval.upper <= above.interval.upper


@given(PRINTED, PRINTED)
def test_a_shown_value_is_no_finer_than_its_interval(actual: Decimal, plan: Decimal) -> None:
    figure = the(Measure.ATTAINMENT, observation(str(actual)), observation(str(plan), Measure.PLAN))
    step = Decimal(1).scaleb(-figure.decimals)
    assert figure.decimals <= 2
    assert figure.decimals == 1 or step >= figure.interval.upper - figure.interval.lower
    assert figure.interval.lower - step <= figure.value <= figure.interval.upper + step


def test_a_figure_holds_the_very_report_that_it_shows() -> None:
    """A copy of each would take time and memory."""
    report = observation("1000")
    (figure,) = figures((report,), CODELISTS)
    assert figure.observation is report


@example(Formula.GROWTH, Decimal(5), Decimal(5))
@example(Formula.GAP, Decimal(5), Decimal(5))
@example(Formula.ATTAINMENT, Decimal("0E-9"), Decimal(5))
@given(
    st.sampled_from(Formula),
    st.decimals(-(10**18), 10**18, places=9),
    st.decimals("0.000000001", 10**18, places=9),
)
def test_the_number_shown_is_what_the_formula_gives_on_exact_numbers(
    formula: Formula, first: Decimal, second: Decimal
) -> None:
    exactly = result_of(formula, Interval.exactly(first), Interval.exactly(second)).lower
    nominal = nominal_of(formula, first, second)
    assert (nominal, nominal.is_signed()) == (exactly, exactly.is_signed())
