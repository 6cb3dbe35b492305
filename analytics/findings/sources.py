"""Several sources on one figure, or on the plan that their figures imply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analytics.findings.rounding import ROUNDED_MORE, coarse
from analytics.interval import Interval
from analytics.measures import (
    evaluate,
    plan_period,
)
from analytics.model import (
    Bound,
    Figure,
    FigureKey,
    Finding,
    FindingCode,
    Formula,
    Indicator,
    Kind,
    Measure,
    ObsStatus,
    Period,
    PlanBasis,
)

_ONE_SIDED = (Bound.ABOVE, Bound.AT_LEAST, Bound.BELOW, Bound.AT_MOST)
_EARLY = (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)


def disagreements(alike: Mapping[FigureKey, Sequence[Figure]]) -> Iterator[Finding]:
    for stands, *others in alike.values():
        against: dict[FindingCode, list[Figure]] = defaultdict(list)
        seen = {(stands.value, stands.bound)}
        for other in others:
            if (
                _source(other) == _source(stands)
                or (other.value, other.bound) in seen
                or stands.interval.meets(other.interval)
            ):
                continue
            seen.add((other.value, other.bound))
            is_bound = stands.bound in _ONE_SIDED or other.bound in _ONE_SIDED
            against[FindingCode.BOUND_BROKEN if is_bound else FindingCode.SOURCES_DISAGREE].append(
                other
            )
        for code, figures in against.items():
            early = all(figure.obs_status in _EARLY for figure in figures)
            details: tuple[tuple[str, str], ...] = ()
            if early and stands.obs_status not in _EARLY:
                details = (("cause", "estimate"),)
            elif all(coarse(stands).interval.meets(coarse(f).interval) for f in figures):
                details = ROUNDED_MORE
            yield Finding(code=code, figures=(stands, *figures), details=details)


def implied_plans(reports: Sequence[Figure], indicator: Indicator) -> Iterator[Finding]:
    """Plans of one period that the actuals and attainments of different reports imply."""
    if indicator.kind is Kind.RANK:
        return
    actuals = {
        (_source(figure), figure.key.period): figure
        for figure in reports
        if figure.key.measure is Measure.ACTUAL
    }
    plans: dict[tuple[PlanBasis, Period], list[Figure]] = defaultdict(list)
    for attainment in reports:
        key = attainment.key
        actual = actuals.get((_source(attainment), key.period))
        if key.measure is not Measure.ATTAINMENT or actual is None:
            continue
        whole = plan_period(key.plan_basis, key.period)
        plan_key = replace(key, measure=Measure.PLAN, period=whole)
        plan = evaluate(plan_key, actual.unit, Formula.IMPLIED_PLAN, actual, attainment)
        if isinstance(plan, Figure):
            plans[key.plan_basis, whole].append(plan)
    for alike in plans.values():
        lowest = min(alike, key=lambda plan: plan.interval.upper)
        highest = max(alike, key=lambda plan: plan.interval.lower)
        if lowest.interval.is_below(highest.interval):
            explained = _coarse_plan(lowest).meets(_coarse_plan(highest))
            yield Finding(
                code=FindingCode.IMPLIED_PLANS_DISAGREE,
                figures=(lowest, highest),
                details=ROUNDED_MORE if explained else (),
            )


def _coarse_plan(plan: Figure) -> Interval:
    assert plan.calculation is not None
    actual, attainment = plan.calculation.operands
    loosely = evaluate(plan.key, plan.unit, Formula.IMPLIED_PLAN, coarse(actual), attainment)
    return loosely.interval if isinstance(loosely, Figure) else plan.interval


def _source(figure: Figure) -> str:
    return figure.observation.source if figure.observation else ""
