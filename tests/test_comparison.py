"""Like with like: what may stand on one axis, what is marked, what stands apart."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analytics import comparison, measures, progress, targets
from analytics.comparison import Difference
from analytics.model import Bound, Measure, Observation, Period, PlanBasis
from tests.builders import CODELISTS, HALF_TERM, YEAR_2022, observation

YEAR_2021 = Period.year(2021)
FAMILY = comparison.family_of(CODELISTS.indicator_by_code["budget_revenue_area"], CODELISTS)
AREAS = ("002", "003", "004", "006")


def revenue(ref_area: str, printed: str, **changes: object) -> Observation:
    return observation(printed, ref_area=ref_area, **{"period": YEAR_2021, **changes})  # type: ignore[arg-type]


def compared(*observations: Observation, period: Period = YEAR_2021) -> comparison.Comparison:
    return comparison.compare(
        measures.figures(observations, CODELISTS),
        family=FAMILY,
        areas=AREAS,
        measure=Measure.ACTUAL,
        period=period,
    )


def test_another_indicator_of_the_family_stands_in_and_is_marked() -> None:
    found = compared(
        revenue("006", "12065.06"),
        revenue("002", "14000", indicator="budget_revenue_unspecified", bound=Bound.ABOVE),
    )
    assert [(lane.ref_area, lane.differs) for lane in found.lanes] == [
        ("002", (Difference.INDICATOR,)),
        ("006", ()),
    ]


def test_another_period_is_not_on_the_axis() -> None:
    found = compared(revenue("006", "12065.06"), revenue("003", "12993", period=HALF_TERM))
    assert [lane.ref_area for lane in found.lanes] == ["006"]
    assert [figure.key.period for figure in found.elsewhere] == [HALF_TERM]
    assert found.missing == ("002", "004")


def test_the_asked_indicator_goes_before_its_family() -> None:
    found = compared(
        revenue("006", "900", indicator="budget_revenue_own"), revenue("006", "12065.06")
    )
    assert [lane.figure.value for lane in found.lanes] == [Decimal("12065.06")]


def test_an_unusual_plan_basis_is_marked() -> None:
    attained = [
        observation("101", Measure.ATTAINMENT, ref_area=area, period=YEAR_2022, plan_basis=basis)
        for area, basis in (
            ("002", PlanBasis.ANNUAL),
            ("003", PlanBasis.ANNUAL),
            ("006", PlanBasis.CITY_ESTIMATE),
        )
    ]
    found = comparison.compare(
        measures.figures(attained, CODELISTS),
        family=FAMILY,
        areas=AREAS,
        measure=Measure.ATTAINMENT,
        period=YEAR_2022,
    )
    marked = {lane.ref_area: lane.differs for lane in found.lanes}
    assert marked == {"002": (), "003": (), "006": (Difference.PLAN_BASIS,)}


def test_a_plan_for_another_period_marks_no_bar() -> None:
    found = compared(
        revenue("006", "5000", period=Period(start=YEAR_2021.start, end=YEAR_2021.start)),
        observation("10000", Measure.PLAN, ref_area="006", period=YEAR_2021),
        period=Period(start=YEAR_2021.start, end=YEAR_2021.start),
    )
    assert found.lanes[0].plan is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from(AREAS),
            st.sampled_from([indicator.indicator for indicator in FAMILY]),
            st.sampled_from([YEAR_2021, YEAR_2022, HALF_TERM]),
            st.integers(1, 99_999),
        ),
        max_size=20,
        unique_by=lambda told: told[:3],
    )
)
def test_no_unlike_figure_is_unmarked_and_no_area_is_lost(
    told: list[tuple[str, str, Period, int]],
) -> None:
    found = compared(
        *(
            observation(str(value), ref_area=area, indicator=indicator, period=period)
            for area, indicator, period, value in told
        )
    )
    for lane in found.lanes:
        assert lane.figure.key.period == YEAR_2021
        alike = lane.figure.key.indicator == "budget_revenue_area"
        assert alike is (Difference.INDICATOR not in lane.differs)
    places = [
        *(lane.ref_area for lane in found.lanes),
        *(figure.key.ref_area for figure in found.elsewhere),
        *found.missing,
    ]
    assert sorted(places) == sorted(AREAS)
    assert set(found.missing) == set(AREAS) - {area for area, *_ in told}


def test_the_scoreboard_leaves_a_gap_where_nothing_is_reported() -> None:
    observations = [revenue("006", "12065.06")]
    standings = progress.standings(measures.figures(observations, CODELISTS), CODELISTS)
    board = comparison.scoreboard(standings, areas=AREAS, codelists=CODELISTS)
    first = board[0].scores
    assert [score is None for score in first] == [True, True, True, False]
    assert all(score is None for row in board[1:] for score in row.scores)


def test_a_plan_alone_leads_only_where_nothing_else_is_known() -> None:
    observations = [
        revenue("006", "12065.06"),
        observation("15000", Measure.PLAN, ref_area="006", period=Period.year(2023)),
    ]
    standings = progress.standings(measures.figures(observations, CODELISTS), CODELISTS)
    score = comparison.scoreboard(standings, areas=("006",), codelists=CODELISTS)[0].scores[0]
    assert score is not None
    assert score.lead.value == Decimal("12065.06")


def met_of(indicator: str, met: str, planned: str, **changes: object) -> list[Observation]:
    basis = {"plan_basis": PlanBasis.PROGRAMME}
    return [
        observation(met, indicator=indicator, period=HALF_TERM),
        observation(
            planned,
            Measure.PLAN,
            indicator=indicator,
            period=Period(start=HALF_TERM.start, end=Period.year(2025).end),
            **basis,  # type: ignore[arg-type]
        ),
    ]


def sets_of(observations: list[Observation]) -> tuple[targets.TargetSet, ...]:
    figures = measures.figures(observations, CODELISTS)
    return targets.target_sets(progress.standings(figures, CODELISTS), figures, CODELISTS)


def test_targets_in_progress_are_told_apart_from_those_not_told_of() -> None:
    told = sets_of(
        [
            *met_of("programme_02_targets_met", "24", "32"),
            observation("8", indicator="programme_02_targets_in_progress", period=HALF_TERM),
        ]
    )
    assert [(s.met, s.rest, s.rest_known) for s in told] == [(24, 0, True)]
    untold = sets_of(met_of("programme_03_targets_met", "8", "14"))
    assert [(s.met, s.rest, s.rest_known) for s in untold] == [(8, 6, False)]


def test_of_one_period_an_amount_of_the_first_indicator_leads() -> None:
    observations = [
        observation("111.6", Measure.ATTAINMENT, indicator="budget_revenue_unspecified"),
        observation("14732"),
        observation("105", Measure.ATTAINMENT),
    ]
    standings = progress.standings(measures.figures(observations, CODELISTS), CODELISTS)
    score = comparison.scoreboard(standings, areas=("003",), codelists=CODELISTS)[0].scores[0]
    assert score is not None
    assert score.lead.value == Decimal(14732)
    assert not score.differs
