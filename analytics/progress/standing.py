"""The figures of one area, indicator and period together, with the status they give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analytics.codelists import Codelists
from analytics.measures import EVERYTHING, Reach, ends_within, plan_period
from analytics.model import (
    Accumulation,
    Figure,
    FigureKey,
    Frozen,
    Indicator,
    Measure,
    Period,
    PlanBasis,
)
from analytics.pace import EarlierYears, Pace, pace
from analytics.progress.assessment import Assessment, assess, is_paced

BASES = (
    PlanBasis.ANNUAL,
    PlanBasis.CITY_ESTIMATE,
    PlanBasis.TERM,
    PlanBasis.PROGRAMME,
    PlanBasis.SAME_PERIOD,
    PlanBasis.UNSTATED,
    PlanBasis.NONE,
)
"""Plan bases in the order in which a place for one status takes them."""


class Standing(Frozen):
    """The figures of one area, indicator, period and plan basis, and the status they give.

    ``plan`` may be for a longer period than ``period``: its key says. ``pace`` is there while the
    period of a plan for what adds up is running: of what is not judged, only where all time is
    within reach, for earlier years are asked for only where a word rests on them.
    """

    ref_area: str
    indicator: str
    period: Period
    plan_basis: PlanBasis
    assessment: Assessment
    actual: Figure | None = None
    plan: Figure | None = None
    attainment: Figure | None = None
    gap: Figure | None = None
    growth: Figure | None = None
    numerator: Figure | None = None
    denominator: Figure | None = None
    pace: Pace | None = None


def standings(
    figures: Iterable[Figure], codelists: Codelists, reach: Reach = EVERYTHING
) -> tuple[Standing, ...]:
    """One for each area, indicator, period and plan basis with a figure, newest period first.

    A period with no plan has one standing, of no basis. Periods out of ``reach`` have none.
    """
    groups: dict[tuple[str, str], dict[FigureKey, Figure]] = defaultdict(dict)
    for figure in figures:
        groups[figure.key.ref_area, figure.key.indicator].setdefault(figure.key, figure)
    found: list[Standing] = []
    for (ref_area, code), group in groups.items():
        indicator = codelists.indicator_by_code[code]
        plans = _Plans(figure for figure in group.values() if figure.key.measure is Measure.PLAN)
        earlier = EarlierYears(group.values())
        ending = reach.among(group.values())
        has_pace = _has_pace(indicator, reach)
        for period, bases in _periods(group, plans):
            if ends_within(period, ending):
                found.extend(
                    _standing(
                        ref_area, indicator, period, basis, group, plans, earlier, has_pace=has_pace
                    )
                    for basis in bases
                )
    return newest_first(found)


def newest_first(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """By period, the newest first, then by plan basis, indicator and area."""
    return tuple(sorted(standings, key=_newest_first))


def within_reach(
    standings: Iterable[Standing], indicator: Indicator, reach: Reach, ending: Period | None
) -> tuple[Standing, ...]:
    """Of all standings of an area and indicator, what less reach would give.

    ``ending`` is what the reach is among their figures.
    """
    within = tuple(s for s in standings if ends_within(s.period, ending))
    if _has_pace(indicator, reach):
        return within
    return tuple(s.model_copy(update={"pace": None}) if s.pace else s for s in within)


def within(standings: Iterable[Standing], period: Period | None) -> tuple[Standing, ...]:
    """Those whose period lies within ``period``; all of them where it is None."""
    return tuple(s for s in standings if period is None or period.contains(s.period))


def latest(all_standings: Sequence[Standing]) -> Mapping[tuple[str, str], Standing]:
    """By area and indicator: the newest period's, of the most usual plan basis."""
    found: dict[tuple[str, str], Standing] = {}
    for standing in sorted(all_standings, key=_newest_first):
        found.setdefault((standing.ref_area, standing.indicator), standing)
    return found


def _newest_first(standing: Standing) -> tuple[object, ...]:
    period = standing.period
    return (
        -period.end.toordinal(),
        period.start.toordinal(),
        BASES.index(standing.plan_basis),
        standing.indicator,
        standing.ref_area,
    )


class _Plans:
    """The plans of one area and indicator, found by what they cover."""

    def __init__(self, plans: Iterable[Figure]) -> None:
        self.all = tuple(plans)
        self._own: dict[tuple[PlanBasis, Period], Figure] = {}
        self._whole: dict[tuple[PlanBasis, Period], Figure] = {}
        for plan in self.all:
            basis = plan.key.plan_basis
            self._own.setdefault((basis, plan.key.period), plan)
            self._whole.setdefault((basis, plan_period(basis, plan.key.period)), plan)

    def of(self, period: Period, basis: PlanBasis) -> Figure | None:
        """The plan for just the period, or the first for all that it is a part of."""
        own = self._own.get((basis, period))
        return own or self._whole.get((basis, plan_period(basis, period)))


def _periods(
    group: Mapping[FigureKey, Figure], plans: _Plans
) -> list[tuple[Period, list[PlanBasis]]]:
    bases: dict[Period, set[PlanBasis]] = defaultdict(set)
    for key in group:
        if key.measure is not Measure.PLAN:
            bases[key.period].add(key.plan_basis)
    covered: dict[PlanBasis, set[Period]] = {}
    for plan in plans.all:
        basis, period = plan.key.plan_basis, plan.key.period
        if basis not in covered:
            covered[basis] = {plan_period(basis, told) for told in bases}
        if period not in bases and plan_period(basis, period) not in covered[basis]:
            bases[period].add(basis)
            for wholes in covered.items():
                wholes[1].add(plan_period(wholes[0], period))
    return [
        (period, sorted(found - {PlanBasis.NONE}, key=BASES.index) or [PlanBasis.NONE])
        for period, found in bases.items()
    ]


def _standing(
    ref_area: str,
    indicator: Indicator,
    period: Period,
    basis: PlanBasis,
    group: Mapping[FigureKey, Figure],
    plans: _Plans,
    earlier: EarlierYears,
    *,
    has_pace: bool,
) -> Standing:
    def at(measure: Measure) -> Figure | None:
        return group.get(
            FigureKey(
                ref_area=ref_area,
                indicator=indicator.indicator,
                measure=measure,
                period=period,
                plan_basis=basis if measure.has_plan else PlanBasis.NONE,
            )
        )

    plan = plans.of(period, basis)
    actual, attainment, gap = at(Measure.ACTUAL), at(Measure.ATTAINMENT), at(Measure.GAP)
    return Standing(
        ref_area=ref_area,
        indicator=indicator.indicator,
        period=period,
        plan_basis=basis,
        assessment=assess(indicator, attainment, gap, earlier=earlier),
        actual=actual,
        plan=plan,
        attainment=attainment,
        gap=gap,
        growth=at(Measure.GROWTH),
        numerator=at(Measure.NUMERATOR),
        denominator=at(Measure.DENOMINATOR),
        pace=(_pace(period, basis, actual, plan, attainment, earlier) if has_pace else None),
    )


def _has_pace(indicator: Indicator, reach: Reach) -> bool:
    adds_up = indicator.accumulation is Accumulation.FLOW
    return is_paced(indicator) or (adds_up and reach.is_all)


def _pace(
    period: Period,
    basis: PlanBasis,
    actual: Figure | None,
    plan: Figure | None,
    attainment: Figure | None,
    earlier: EarlierYears,
) -> Pace | None:
    # Without a plan, what adds up is looked at within its calendar year.
    whole = plan_period(basis or PlanBasis.ANNUAL, period)
    return pace(
        period,
        basis,
        whole,
        actual=actual,
        plan=plan,
        attainment=attainment,
        earlier=earlier,
    )
