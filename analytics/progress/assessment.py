"""The word for an attainment, with all that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from analytics.measures import THRESHOLDS, Thresholds, counts_from_first_day, plan_period
from analytics.model import (
    Accumulation,
    Figure,
    Frozen,
    Indicator,
    Kind,
    ObsStatus,
    Period,
    PlanBasis,
    Polarity,
)
from analytics.pace import (
    NO_EARLIER_YEARS,
    EarlierYears,
    Expectation,
    date_of,
    expectation,
    is_over,
)
from analytics.progress.bands import (
    Band,
    Status,
    gap_bands,
    pace_bands,
    whole_plan_bands,
    zero_plan_bands,
)

SHORTEST_YEAR = 360
"""Days; a plan of unknown period is taken as the figure's own only if that is a year or more."""

_HUNDRED = Decimal(100)
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


def is_judged(indicator: Indicator) -> bool:
    """Whether its figures get a word at all."""
    return indicator.polarity is not Polarity.NEUTRAL and indicator.kind is not Kind.RANK


def is_paced(indicator: Indicator) -> bool:
    """Whether the word rests on what earlier years had reached by the same day."""
    return is_judged(indicator) and indicator.accumulation is Accumulation.FLOW


def paced(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """The codes of those whose word rests on earlier years."""
    return tuple(one.indicator for one in indicators if is_paced(one))


def assess(
    indicator: Indicator,
    attainment: Figure | None,
    gap: Figure | None = None,
    *,
    earlier: EarlierYears = NO_EARLIER_YEARS,
    thresholds: Thresholds = THRESHOLDS,
) -> Assessment:
    """The status that an attainment gives, or, where the plan is zero, the gap.

    ``earlier`` are the area's years of the indicator, for the share of earlier ones.
    """
    basis = attainment or gap
    if not is_judged(indicator):
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
    over = is_over(date_of(basis), whole, thresholds)
    adds_up = indicator.accumulation is Accumulation.FLOW
    if adds_up:
        if not counts_from_first_day(period, whole):
            return _unjudged(Reason.PART_ONLY, basis)
        whole = Period(start=period.start, end=whole.end)

    expected = (
        expectation(date_of(basis), whole, earlier, thresholds) if adds_up and not over else None
    )
    if over:
        method = Method.WHOLE_PLAN
    elif expected is None:
        method = Method.GAP
    else:
        method = Method.EARLIER_YEARS if expected.shares else Method.SHARE_OF_TIME
    is_higher = indicator.polarity is Polarity.HIGHER
    if attainment is None:
        bands = [zero_plan_bands(is_over=over, adds_up=adds_up, is_higher=is_higher)]
    elif expected is not None:
        bands = [pace_bands(limit, thresholds, is_higher=is_higher) for limit in _limits(expected)]
    elif over:
        bands = [whole_plan_bands(thresholds, is_higher=is_higher)]
    else:
        bands = [gap_bands(thresholds, is_higher=is_higher)]
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


def _limits(expected: Expectation) -> tuple[Decimal, ...]:
    """What should be reached: as it stands, then the ends of its rounding; never over the plan."""
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
