"""Where the pace so far leads, and what would make the plan."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from analytics.interval import Interval
from analytics.measures import THRESHOLDS, counts_from_first_day, supported_decimals
from analytics.model import Bound, Figure, Frozen, ObsStatus, Period, PlanBasis
from analytics.pace.expectation import EarlierYears, Expectation, expectation
from analytics.pace.months import date_of, is_over, months_from

_HUNDRED = Decimal(100)
_WIDE = Context(prec=40)


class Quantity(Frozen):
    """A number that is worked out, with every value it may have; no unit is a bare number."""

    unit: str
    value: Decimal
    decimals: int
    interval: Interval

    @classmethod
    def of(cls, value: Decimal, interval: Interval, unit: str) -> Quantity:
        decimals = supported_decimals(interval, unit)
        shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
        return cls(unit=unit, value=shown, decimals=decimals, interval=interval)


class Pace(Frozen):
    """Where the pace so far leads, by the plan's last day.

    ``required`` is needed each month from now to make the plan, ``so_far`` was reached each month
    until now, in the indicator's unit or, where no actual is known, in percent of the plan;
    ``times`` is the one divided by the other. All three are None where the plan is made already.
    """

    plan_period: Period
    expectation: Expectation
    months_gone: Decimal
    months_left: Decimal
    projected: Quantity | None = None
    projected_attainment: Quantity | None = None
    required: Quantity | None = None
    so_far: Quantity | None = None
    times: Quantity | None = None


def pace(
    period: Period,
    basis: PlanBasis,
    whole: Period,
    *,
    actual: Figure | None,
    plan: Figure | None,
    attainment: Figure | None,
    earlier: EarlierYears,
) -> Pace | None:
    """The pace of what adds up, or None where the plan's period is over or not begun with.

    ``whole`` is the plan's period; without a plan, the calendar year is.
    """
    counted = attainment or actual
    unclear = basis in (PlanBasis.SAME_PERIOD, PlanBasis.UNSTATED)
    begins = counts_from_first_day(period, whole)
    if counted is None or unclear or not begins:
        return None
    until = date_of(counted)
    if is_over(until, whole):
        return None
    whole = Period(start=period.start, end=whole.end)
    expected = expectation(until, whole, earlier)
    if expected.value <= 0 or expected.interval.lower <= 0:
        return None
    gone = months_from(whole.start, until)
    left = months_from(whole.start, whole.end) - gone
    usable_actual = actual if actual and _is_usable(actual) else None
    usable_plan = plan if plan and _is_usable(plan) else None
    usable_attainment = attainment if attainment and _is_usable(attainment) else None
    required, so_far, times = _rates(usable_actual, usable_plan, usable_attainment, gone, left)
    return Pace(
        plan_period=whole,
        expectation=expected,
        months_gone=gone,
        months_left=left,
        projected=_projected(usable_actual, expected),
        projected_attainment=_projected(usable_attainment, expected),
        required=required,
        so_far=so_far,
        times=times,
    )


def _is_usable(figure: Figure) -> bool:
    """A bound or a suspect figure leads nowhere, and nothing reached has no pace."""
    bounded = figure.interval.is_bounded and figure.bound in (Bound.EQUAL, Bound.ABOUT)
    return bounded and figure.obs_status is not ObsStatus.SUSPECT and figure.interval.lower > 0


def _projected(figure: Figure | None, expected: Expectation) -> Quantity | None:
    """By the plan's last day, if the rest of the time goes as earlier years did, or as time does.

    The range is that of the earlier years' shares, or a spread around the share of
    time, together with the rounding; it never falls below what is reached already.
    """
    if figure is None:
        return None
    if expected.shares:
        low = min(share.interval.lower for share in expected.shares)
        high = max(share.interval.upper for share in expected.shares)
    else:
        spread = expected.value * THRESHOLDS.linear_spread / _HUNDRED
        low, high = expected.value - spread, expected.value + spread
    reach = Interval(min(low, _HUNDRED), min(high, _HUNDRED))
    interval = figure.interval / reach * Interval.exactly(_HUNDRED)
    value = _WIDE.divide(figure.value * _HUNDRED, min(expected.value, _HUNDRED))
    return Quantity.of(value, interval, figure.unit)


def _rates(
    actual: Figure | None,
    plan: Figure | None,
    attainment: Figure | None,
    gone: Decimal,
    left: Decimal,
) -> tuple[Quantity | None, Quantity | None, Quantity | None]:
    hundred, one = Interval.exactly(_HUNDRED), Interval.exactly(Decimal(1))
    if attainment is None or attainment.interval.upper >= _HUNDRED or left <= 0:
        return None, None, None
    months_left, months_gone = Interval.exactly(left), Interval.exactly(gone)
    short, missing = _HUNDRED / attainment.value - 1, hundred / attainment.interval - one
    times = Quantity.of(_WIDE.divide(short * gone, left), missing * months_gone / months_left, "")
    # What is missing is this share of what is reached, unless the plan itself is printed.
    reached = actual or attainment
    lacking, lacking_range = reached.value * short, reached.interval * missing
    if actual is None:
        lacking, lacking_range = _HUNDRED - attainment.value, hundred - attainment.interval
    elif plan and not plan.is_computed:
        lacking, lacking_range = plan.value - actual.value, plan.interval - actual.interval
    required = Quantity.of(_WIDE.divide(lacking, left), lacking_range / months_left, reached.unit)
    so_far = Quantity.of(
        _WIDE.divide(reached.value, gone), reached.interval / months_gone, reached.unit
    )
    return required, so_far, times
