"""Where an area stands against its plan, in a word, with what the word rests on.

The bands and their reasons are in ``docs/method.md``; the only thresholds are :data:`THRESHOLDS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from analytics.codelists import Codelists
from analytics.interval import INFINITY, Interval
from analytics.measures import plan_period
from analytics.model import (
    Accumulation,
    Figure,
    FigureKey,
    Frozen,
    Indicator,
    Kind,
    Measure,
    ObsStatus,
    Period,
    PlanBasis,
    Polarity,
)
from analytics.pace import Expectation, Pace, date_of, expectation, pace

SHORTEST_YEAR = 360
"""Days; a plan of unknown period is taken as the figure's own only if that is a year or more."""
_HUNDRED = Decimal(100)


class Status(StrEnum):
    """Where an actual stands against its plan."""

    ACHIEVED = "achieved"  # the whole plan is met
    ON_TRACK = "on_track"  # not yet, and no further off than it should be
    WATCH = "watch"  # somewhat short
    BEHIND = "behind"  # well short
    NO_JUDGEMENT = "no_judgement"  # neither way is better
    NOT_ENOUGH_DATA = "not_enough_data"  # nothing to judge by


_ORDER = tuple(Status)
"""Best first, as far as they judge."""


class Method(StrEnum):
    """What a status was judged by."""

    WHOLE_PLAN = "whole_plan"  # the plan's period is over: against all of it
    SHARE_OF_TIME = "share_of_time"  # against the share of the plan's period gone
    EARLIER_YEARS = "earlier_years"  # against the share reached by then in earlier years
    GAP = "gap"  # a state while the plan's period runs: by what is missing
    NONE = "none"  # not judged


class Reason(StrEnum):
    """Why there is no verdict."""

    NEUTRAL = "neutral"  # neither way is better
    RANK = "rank"  # a place among others has no plan
    NO_PLAN = "no_plan"  # no attainment, and no plan to compute one
    SUSPECT = "suspect"  # the figure cannot be right as printed
    PLAN_UNSTATED = "plan_unstated"  # part of a year against a plan of unknown period
    PART_ONLY = "part_only"  # what adds up, but not from the plan's first day


class Thresholds(Frozen):
    """How much may be missing, in percent, before the word changes."""

    whole_plan_watch: Decimal = Decimal(5)  # of the plan, at its end: watch up to here, then behind
    pace_watch: Decimal = Decimal(10)  # of what should be reached by now: watch, then behind
    gap_on_track: Decimal = Decimal(10)  # of the plan, while it runs: on track, then watch


THRESHOLDS = Thresholds()


class Band(Frozen):
    """The values of the judged figure that carry a status."""

    status: Status
    interval: Interval


class Assessment(Frozen):
    """A status with all that it rests on.

    ``open_between`` are the other statuses that the rounding or a bound leaves possible.
    ``bands`` are those of the expectation as it stands, without its own rounding.
    """

    status: Status
    method: Method
    open_between: tuple[Status, ...] = ()
    reason: Reason | None = None
    basis: Figure | None = None
    bands: tuple[Band, ...] = ()
    plan_period: Period | None = None
    expectation: Expectation | None = None
    thresholds: Thresholds = THRESHOLDS


class Standing(Frozen):
    """The figures of one area, indicator, period and plan basis, and the status they give.

    ``plan`` may be for a longer period than ``period``: its key says. ``pace`` is there while the
    period of a plan for what adds up is running.
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


def assess(
    indicator: Indicator,
    attainment: Figure | None,
    gap: Figure | None = None,
    *,
    earlier: Sequence[Figure] = (),
    thresholds: Thresholds = THRESHOLDS,
) -> Assessment:
    """The status that an attainment gives, or, where the plan is zero, the gap.

    ``earlier`` are the area's other figures of the indicator, for the share of earlier years.
    """
    basis = attainment or gap
    if indicator.polarity is Polarity.NEUTRAL or indicator.kind is Kind.RANK:
        return Assessment(
            status=Status.NO_JUDGEMENT,
            method=Method.NONE,
            reason=Reason.RANK if indicator.kind is Kind.RANK else Reason.NEUTRAL,
            basis=basis,
        )
    if basis is None:
        return _unjudged(Reason.NO_PLAN, None)
    if basis.obs_status is ObsStatus.SUSPECT:
        return _unjudged(Reason.SUSPECT, basis)
    period, whole = basis.key.period, plan_period(basis.key.plan_basis, basis.key.period)
    unstated = basis.key.plan_basis is PlanBasis.UNSTATED
    if unstated and (period.end - period.start).days < SHORTEST_YEAR:
        return _unjudged(Reason.PLAN_UNSTATED, basis)
    is_over = period.end >= whole.end
    adds_up = indicator.accumulation is Accumulation.FLOW
    if adds_up and period.start != whole.start:
        return _unjudged(Reason.PART_ONLY, basis)

    expected = expectation(date_of(basis), whole, earlier) if adds_up and not is_over else None
    if is_over:
        method = Method.WHOLE_PLAN
    elif expected is None:
        method = Method.GAP
    else:
        method = Method.EARLIER_YEARS if expected.shares else Method.SHARE_OF_TIME
    is_higher = indicator.polarity is Polarity.HIGHER
    if attainment is None:
        bands = [_zero_plan_bands(is_over=is_over, adds_up=adds_up, is_higher=is_higher)]
    else:
        bands = [
            _bands(method, limit, thresholds) if is_higher else _mirrored(method, limit, thresholds)
            for limit in _limits(expected)
        ]
    status = _status_at(basis, bands[0])
    possible = [
        band.status for alike in bands for band in alike if band.interval.meets(basis.interval)
    ]
    # The expectation may be anywhere between its ends, so what lies between two words is open too.
    best, worst = min(possible, key=_ORDER.index), max(possible, key=_ORDER.index)
    between = _ORDER[_ORDER.index(best) : _ORDER.index(worst) + 1]
    known = {band.status for alike in bands for band in alike}
    return Assessment(
        status=status,
        method=method,
        open_between=tuple(s for s in between if s in known and s is not status),
        basis=basis,
        bands=bands[0],
        plan_period=whole,
        expectation=expected,
        thresholds=thresholds,
    )


def _limits(expected: Expectation | None) -> tuple[Decimal, ...]:
    """What should be reached: as it stands, then the ends of its rounding; never over the plan."""
    if expected is None:
        return (_HUNDRED,)
    ends = (expected.value, expected.interval.lower, expected.interval.upper)
    return tuple(min(end, _HUNDRED) for end in ends)


def _status_at(figure: Figure, bands: tuple[Band, ...]) -> Status:
    """Of the bands that the figure may be in, the one that its value is in or nearest to.

    The value shown may be rounded out of its own interval; and less than 100 % is not 100 %.
    """
    interval = figure.interval
    value = min(max(figure.value, interval.lower), interval.upper)
    shown = next(n for n, band in enumerate(bands) if band.interval.contains(value))
    possible = [n for n, band in enumerate(bands) if band.interval.meets(interval)]
    return bands[min(possible, key=lambda n: abs(n - shown))].status


def _unjudged(reason: Reason, basis: Figure | None) -> Assessment:
    return Assessment(status=Status.NOT_ENOUGH_DATA, method=Method.NONE, reason=reason, basis=basis)


def _bands(method: Method, expected: Decimal, thresholds: Thresholds) -> tuple[Band, ...]:
    """Best first, for an indicator where higher is better."""
    match method:
        case Method.WHOLE_PLAN:
            low = _HUNDRED - thresholds.whole_plan_watch
            return (
                _from(Status.ACHIEVED, _HUNDRED),
                _between(Status.WATCH, low, _HUNDRED),
                _under(Status.BEHIND, low),
            )
        case Method.GAP:
            low = _HUNDRED - thresholds.gap_on_track
            return (
                _from(Status.ACHIEVED, _HUNDRED),
                _between(Status.ON_TRACK, low, _HUNDRED),
                _under(Status.WATCH, low),
            )
        case _:
            low = expected * (_HUNDRED - thresholds.pace_watch) / _HUNDRED
            on_track = (_between(Status.ON_TRACK, expected, _HUNDRED),)
            return (
                _from(Status.ACHIEVED, _HUNDRED),
                *(on_track if expected < _HUNDRED else ()),
                _between(Status.WATCH, low, expected),
                _under(Status.BEHIND, low),
            )


def _mirrored(method: Method, expected: Decimal, thresholds: Thresholds) -> tuple[Band, ...]:
    """The same for an indicator where lower is better: as far above as the other is below."""
    if method in (Method.WHOLE_PLAN, Method.GAP):
        twice = 2 * _HUNDRED
        return tuple(
            Band(status=band.status, interval=Interval.exactly(twice) - band.interval)
            for band in _bands(method, expected, thresholds)
        )
    # What adds up can still exceed its limit, so nothing is achieved before the end.
    high = expected * (_HUNDRED + thresholds.pace_watch) / _HUNDRED
    return (
        Band(status=Status.ON_TRACK, interval=Interval(-INFINITY, expected)),
        Band(status=Status.WATCH, interval=Interval(expected, high, lower_open=True)),
        Band(status=Status.BEHIND, interval=Interval(high, INFINITY, lower_open=True)),
    )


def _zero_plan_bands(*, is_over: bool, adds_up: bool, is_higher: bool) -> tuple[Band, ...]:
    """For a plan of zero, judged on the gap itself: no share of zero is anything."""
    met = Status.ACHIEVED if is_over or is_higher or not adds_up else Status.ON_TRACK
    missed = Status.BEHIND if is_over or adds_up else Status.WATCH
    above = _from(met, Decimal(0)), _under(missed, Decimal(0))
    if is_higher:
        return above
    return tuple(Band(status=band.status, interval=-band.interval) for band in above)


def _from(status: Status, low: Decimal) -> Band:
    return Band(status=status, interval=Interval(low, INFINITY))


def _between(status: Status, low: Decimal, high: Decimal) -> Band:
    return Band(status=status, interval=Interval(low, high, upper_open=True))


def _under(status: Status, high: Decimal) -> Band:
    return Band(status=status, interval=Interval(-INFINITY, high, upper_open=True))


# Standings -----------------------------------------------------------------------------------

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


def standings(figures: Iterable[Figure], codelists: Codelists) -> tuple[Standing, ...]:
    """One for each area, indicator, period and plan basis with a figure, newest period first.

    A period with no plan has one standing, of no basis.
    """
    groups: dict[tuple[str, str], dict[FigureKey, Figure]] = defaultdict(dict)
    for figure in figures:
        groups[figure.key.ref_area, figure.key.indicator].setdefault(figure.key, figure)
    found: list[Standing] = []
    for (ref_area, code), group in groups.items():
        indicator = codelists.indicator_by_code[code]
        plans = [figure for figure in group.values() if figure.key.measure is Measure.PLAN]
        for period, bases in _periods(group, plans):
            found.extend(
                _standing(ref_area, indicator, period, basis, group, plans) for basis in bases
            )
    return tuple(sorted(found, key=_newest_first))


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


def _periods(
    group: Mapping[FigureKey, Figure], plans: Sequence[Figure]
) -> list[tuple[Period, list[PlanBasis]]]:
    bases: dict[Period, set[PlanBasis]] = defaultdict(set)
    for key in group:
        if key.measure is not Measure.PLAN:
            bases[key.period].add(key.plan_basis)
    for plan in plans:
        covered = any(_covers(plan.key, period, plan.key.plan_basis) for period in bases)
        if not covered:
            bases[plan.key.period].add(plan.key.plan_basis)
    return [
        (period, sorted(found - {PlanBasis.NONE}, key=BASES.index) or [PlanBasis.NONE])
        for period, found in bases.items()
    ]


def _covers(plan: FigureKey, period: Period, basis: PlanBasis) -> bool:
    if plan.plan_basis is not basis:
        return False
    return plan.period == period or plan_period(basis, plan.period) == plan_period(basis, period)


def _standing(
    ref_area: str,
    indicator: Indicator,
    period: Period,
    basis: PlanBasis,
    group: Mapping[FigureKey, Figure],
    plans: Sequence[Figure],
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

    own = [plan for plan in plans if _covers(plan.key, period, basis)]
    plan = max(own, key=lambda plan: plan.key.period == period, default=None)
    actual, attainment, gap = at(Measure.ACTUAL), at(Measure.ATTAINMENT), at(Measure.GAP)
    history = tuple(group.values())
    return Standing(
        ref_area=ref_area,
        indicator=indicator.indicator,
        period=period,
        plan_basis=basis,
        assessment=assess(indicator, attainment, gap, earlier=history),
        actual=actual,
        plan=plan,
        attainment=attainment,
        gap=gap,
        growth=at(Measure.GROWTH),
        numerator=at(Measure.NUMERATOR),
        denominator=at(Measure.DENOMINATOR),
        pace=_pace(indicator, period, basis, actual, plan, attainment, history),
    )


def _pace(
    indicator: Indicator,
    period: Period,
    basis: PlanBasis,
    actual: Figure | None,
    plan: Figure | None,
    attainment: Figure | None,
    history: Sequence[Figure],
) -> Pace | None:
    if indicator.accumulation is not Accumulation.FLOW:
        return None
    # Without a plan, what adds up is looked at within its calendar year.
    whole = plan_period(basis or PlanBasis.ANNUAL, period)
    return pace(
        period,
        basis,
        whole,
        actual=actual,
        plan=plan,
        attainment=attainment,
        earlier=history,
    )
