"""Statuses: every band with its edges, polarity mirrored, and what rounding leaves open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.measures import THRESHOLDS, figure_of, figures
from analytics.model import (
    Accumulation,
    Bound,
    Figure,
    Indicator,
    Measure,
    Observation,
    ObsStatus,
    Period,
    PlanBasis,
    Polarity,
)
from analytics.progress import (
    Assessment,
    Method,
    Reason,
    Standing,
    Status,
    assess,
    latest,
    standings,
)
from tests.builders import CODELISTS, HALF_TERM, YEAR_2022, months, observation

REVENUE = CODELISTS.indicator_by_code["budget_revenue_area"]
HALF_YEAR = months(1, 6, 2022)


def indicator(polarity: Polarity, accumulation: Accumulation = Accumulation.FLOW) -> Indicator:
    return REVENUE.model_copy(update={"polarity": polarity, "accumulation": accumulation})


def attained(
    printed: str,
    period: Period = YEAR_2022,
    basis: PlanBasis = PlanBasis.ANNUAL,
    bound: Bound = Bound.EQUAL,
    obs_status: ObsStatus = ObsStatus.NORMAL,
) -> Figure:
    return figure_of(
        observation(
            printed,
            Measure.ATTAINMENT,
            period=period,
            plan_basis=basis,
            bound=bound,
            obs_status=obs_status,
        ),
        REVENUE,
    )


def judged(*observations: Observation) -> Assessment:
    found = standings(figures(observations, CODELISTS), CODELISTS)
    (standing,) = [s for s in found if s.assessment.basis or s.assessment.reason]
    return standing.assessment


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("111.5", Status.ACHIEVED),
        ("100.001", Status.ACHIEVED),
        ("99.9", Status.WATCH),
        ("95.1", Status.WATCH),
        ("94.9", Status.BEHIND),
    ],
)
def test_at_the_end_the_whole_plan_counts(printed: str, status: Status) -> None:
    assessment = assess(REVENUE, attained(printed))
    assert (assessment.status, assessment.method) == (status, Method.WHOLE_PLAN)
    assert assessment.open_between == ()
    assert assessment.thresholds is THRESHOLDS


@pytest.mark.parametrize(
    ("as_of", "method"),
    [
        (date(2022, 12, 30), Method.WHOLE_PLAN),
        (date(2022, 12, 15), Method.SHARE_OF_TIME),
        (date(2022, 9, 30), Method.SHARE_OF_TIME),
    ],
)
def test_a_year_counted_to_its_last_days_is_over(as_of: date, method: Method) -> None:
    """Đống Đa's year to 30 December; a year's figure as of September is still under way."""
    figure = figure_of(observation("111.5", Measure.ATTAINMENT, as_of=as_of), REVENUE)
    assert assess(REVENUE, figure).method is method


@pytest.mark.parametrize(
    ("printed", "status", "open_between"),
    [
        ("100", Status.ACHIEVED, (Status.WATCH,)),
        ("95", Status.WATCH, (Status.BEHIND,)),
        ("151", Status.ACHIEVED, ()),
    ],
)
def test_rounding_that_leaves_the_word_open_is_said(
    printed: str, status: Status, open_between: tuple[Status, ...]
) -> None:
    assessment = assess(REVENUE, attained(printed))
    assert (assessment.status, assessment.open_between) == (status, open_between)


def test_counts_leave_nothing_open() -> None:
    """Tây Hồ met 21 of 21."""
    assessment = judged(
        observation("21", indicator="targets_met"),
        observation("21", Measure.PLAN, indicator="targets_met"),
    )
    assert (assessment.status, assessment.open_between) == (Status.ACHIEVED, ())


def test_nearly_all_is_not_all_however_it_is_shown() -> None:
    """49.999 of 50.000 shows as 100,00 %, and is not."""
    assessment = judged(
        observation("49999", indicator="new_party_members"),
        observation("50000", Measure.PLAN, indicator="new_party_members"),
    )
    assert assessment.basis is not None and assessment.basis.value == Decimal("100.00")
    assert (assessment.status, assessment.open_between) == (Status.WATCH, ())


@pytest.mark.parametrize(
    ("printed", "bound", "status", "open_between"),
    [
        ("100", Bound.ABOVE, Status.ACHIEVED, ()),
        ("100", Bound.BELOW, Status.WATCH, (Status.BEHIND,)),
        ("96", Bound.ABOVE, Status.WATCH, (Status.ACHIEVED,)),
    ],
)
def test_a_bound_leaves_open_what_lies_beyond(
    printed: str, bound: Bound, status: Status, open_between: tuple[Status, ...]
) -> None:
    assessment = assess(REVENUE, attained(printed, bound=bound))
    assert (assessment.status, assessment.open_between) == (status, open_between)


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("101.2", Status.ACHIEVED),
        ("59.5", Status.ON_TRACK),
        ("49.2", Status.WATCH),
        ("45.1", Status.WATCH),
        ("44.2", Status.BEHIND),
    ],
)
def test_on_the_way_the_share_of_time_counts(printed: str, status: Status) -> None:
    """Half the year gone: 50 % is enough, 45 % is the last that is only somewhat short."""
    assessment = assess(REVENUE, attained(printed, HALF_YEAR))
    assert (assessment.status, assessment.method) == (status, Method.SHARE_OF_TIME)
    assert assessment.expectation is not None and assessment.expectation.value == 50


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("96.3", Status.ON_TRACK),
        ("89.4", Status.WATCH),
        ("20", Status.WATCH),
        ("104", Status.ACHIEVED),
    ],
)
def test_a_state_on_the_way_is_judged_by_what_is_missing(printed: str, status: Status) -> None:
    """Nobody is behind on a term's target before the term is over."""
    level = indicator(Polarity.HIGHER, Accumulation.LEVEL)
    assessment = assess(level, attained(printed, HALF_TERM, PlanBasis.TERM))
    assert (assessment.status, assessment.method) == (status, Method.GAP)


def test_what_adds_up_over_a_term_is_held_against_its_time() -> None:
    """88,94 % of the programme's gardens after three of six years."""
    gardens = CODELISTS.indicator_by_code["garden_area_built"]
    assessment = assess(gardens, attained("88.94", HALF_TERM, PlanBasis.PROGRAMME))
    assert assessment.status is Status.ON_TRACK
    assert assessment.expectation is not None and assessment.expectation.value == 50


def test_a_terms_plan_may_begin_the_january_after_its_congress() -> None:
    """2021 and 2022 are two of the five years 2021 to 2025."""
    gardens = CODELISTS.indicator_by_code["garden_area_built"]
    two_years = Period(start=Period.year(2021).start, end=YEAR_2022.end)
    assessment = assess(gardens, attained("41.0", two_years, PlanBasis.TERM))
    assert assessment.status is Status.ON_TRACK
    assert assessment.expectation is not None and assessment.expectation.value == 40


def test_spending_is_not_judged() -> None:
    assessment = assess(CODELISTS.indicator_by_code["budget_expenditure"], attained("96"))
    assert (assessment.status, assessment.reason) == (Status.NO_JUDGEMENT, Reason.NEUTRAL)


def test_a_rank_has_no_plan() -> None:
    assessment = assess(CODELISTS.indicator_by_code["par_index_rank"], None)
    assert (assessment.status, assessment.reason) == (Status.NO_JUDGEMENT, Reason.RANK)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (None, Reason.NO_PLAN),
        (attained("90", obs_status=ObsStatus.SUSPECT), Reason.SUSPECT),
        (attained("45", HALF_YEAR, PlanBasis.UNSTATED), Reason.PLAN_UNSTATED),
        (attained("20", months(7, 9, 2022)), Reason.PART_ONLY),
    ],
)
def test_without_a_clear_figure_there_is_no_verdict(figure: Figure | None, reason: Reason) -> None:
    assessment = assess(REVENUE, figure)
    assert (assessment.status, assessment.reason) == (Status.NOT_ENOUGH_DATA, reason)


def test_a_whole_year_against_a_plan_not_stated_is_judged() -> None:
    assert assess(REVENUE, attained("168", basis=PlanBasis.UNSTATED)).status is Status.ACHIEVED


@pytest.mark.parametrize(("households", "status"), [("0", Status.ACHIEVED), ("3", Status.BEHIND)])
def test_a_plan_of_none_is_judged_by_the_gap(households: str, status: Status) -> None:
    assessment = judged(
        observation(households, indicator="poor_households"),
        observation("0", Measure.PLAN, indicator="poor_households"),
    )
    assert assessment.status is status
    assert assessment.basis is not None and assessment.basis.key.measure is Measure.GAP


SHORT = st.decimals(min_value=0, max_value=99, places=3)


@given(SHORT, st.sampled_from([Method.WHOLE_PLAN, Method.GAP]))
def test_lower_is_better_mirrors_higher(short: Decimal, method: Method) -> None:
    """As far above the plan as another is below it is the same word."""
    accumulation = Accumulation.FLOW if method is Method.WHOLE_PLAN else Accumulation.LEVEL
    period, basis = (
        (YEAR_2022, PlanBasis.ANNUAL)
        if method is Method.WHOLE_PLAN
        else (HALF_TERM, PlanBasis.TERM)
    )
    below = assess(
        indicator(Polarity.HIGHER, accumulation), attained(str(100 - short), period, basis)
    )
    above = assess(
        indicator(Polarity.LOWER, accumulation), attained(str(100 + short), period, basis)
    )
    assert below.method is method
    assert (below.status, below.open_between) == (above.status, above.open_between)


@given(SHORT)
def test_lower_is_better_mirrors_higher_on_the_way(short: Decimal) -> None:
    assume(Decimal("0.001") < short <= 49)
    below = assess(indicator(Polarity.HIGHER), attained(str(50 - short), HALF_YEAR))
    above = assess(indicator(Polarity.LOWER), attained(str(50 + short), HALF_YEAR))
    assert (below.status, below.open_between) == (above.status, above.open_between)


def test_a_limit_is_kept_only_at_the_end() -> None:
    lower = indicator(Polarity.LOWER)
    assert assess(lower, attained("40", HALF_YEAR)).status is Status.ON_TRACK
    assert assess(lower, attained("40", YEAR_2022)).status is Status.ACHIEVED


ORDER = (Status.BEHIND, Status.WATCH, Status.ON_TRACK, Status.ACHIEVED)


@given(SHORT, SHORT, st.sampled_from([YEAR_2022, HALF_YEAR]))
def test_more_is_never_judged_worse(one: Decimal, other: Decimal, period: Period) -> None:
    worse, better = (assess(REVENUE, attained(str(n), period)) for n in sorted((one, other)))
    assert ORDER.index(worse.status) <= ORDER.index(better.status)


@given(st.decimals(min_value=0, max_value=200, places=1), st.sampled_from([YEAR_2022, HALF_YEAR]))
def test_bands_cover_every_value_once(printed: Decimal, period: Period) -> None:
    for polarity in (Polarity.HIGHER, Polarity.LOWER):
        assessment = assess(indicator(polarity), attained(str(printed), period))
        inside = [band for band in assessment.bands if band.interval.contains(printed)]
        assert len(inside) == 1
        assert assessment.status is inside[0].status


# Standings -------------------------------------------------------------------------------------


def all_standings(*observations: Observation) -> tuple[Standing, ...]:
    return standings(figures(observations, CODELISTS), CODELISTS)


def test_a_standing_gathers_the_figures_of_a_period() -> None:
    (standing,) = all_standings(
        observation("12065.06"),
        observation("111.5", Measure.ATTAINMENT, plan_basis=PlanBasis.CITY_ESTIMATE),
        observation("7", Measure.GROWTH),
    )
    assert standing.plan_basis is PlanBasis.CITY_ESTIMATE
    assert standing.actual is not None and standing.growth is not None
    assert standing.plan is not None and standing.plan.is_computed
    assert standing.gap is not None and standing.gap.is_computed
    assert standing.assessment.status is Status.ACHIEVED


def test_a_half_year_is_held_against_the_years_plan() -> None:
    found = all_standings(observation("500", period=HALF_YEAR), observation("1000", Measure.PLAN))
    (standing,) = found
    assert standing.period == HALF_YEAR
    assert standing.plan is not None and standing.plan.key.period == YEAR_2022
    assert standing.pace is not None


def test_a_plan_alone_waits_for_its_figure() -> None:
    (standing,) = all_standings(observation("1000", Measure.PLAN))
    assert standing.period == YEAR_2022 and standing.actual is None
    assert standing.assessment.reason is Reason.NO_PLAN


def test_the_latest_is_the_newest_period_of_the_most_usual_plan() -> None:
    found = all_standings(
        observation("90", Measure.ATTAINMENT, period=Period.year(2021)),
        observation("27.44", Measure.ATTAINMENT, period=HALF_YEAR),
        observation(
            "35.8", Measure.ATTAINMENT, period=HALF_YEAR, plan_basis=PlanBasis.CITY_ESTIMATE
        ),
    )
    assert len(found) == 3
    newest = latest(found)["003", "budget_revenue_area"]
    assert (newest.period, newest.plan_basis) == (HALF_YEAR, PlanBasis.ANNUAL)
