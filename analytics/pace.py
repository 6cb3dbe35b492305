"""How far along a plan should be by now, and where the pace so far leads.

For what adds up over its plan's period only; states are judged by what is missing. The rules
and a worked example are in ``docs/method.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from analytics.interval import Interval
from analytics.measures import THRESHOLDS, Thresholds, counts_from_first_day, supported_decimals
from analytics.model import Bound, Figure, Frozen, Measure, ObsStatus, Period, PlanBasis

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


class Share(Frozen):
    """What an earlier year had reached at the same date, in percent of that whole year."""

    until: Figure
    whole: Figure
    value: Decimal
    interval: Interval

    @property
    def year(self) -> int:
        return self.whole.key.period.end.year


class Expectation(Frozen):
    """The percent of the plan that should be reached by now.

    The median of ``shares`` where there are any; otherwise the share of time.
    """

    share_of_time: Decimal
    value: Decimal
    interval: Interval
    shares: tuple[Share, ...] = ()


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


# Time ----------------------------------------------------------------------------------------


def months_from(start: date, until: date) -> Decimal:
    """Months from a first day to a last day, both counted; a part of a month by its days."""
    whole = (until.year - start.year) * 12 + until.month - start.month
    ended = Fraction(until.day, _days(until)) - Fraction(start.day - 1, _days(start))
    return _decimal(whole + ended)


def _decimal(number: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def _days(day: date) -> int:
    """How many days the day's month has."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following.toordinal() - date(day.year, day.month, 1).toordinal()


def date_of(figure: Figure) -> date:
    """The day a figure counts to: as the source says, otherwise its period's last."""
    end = figure.key.period.end
    days = (o.as_of for o in figure.reported if o.as_of and o.period_end == end)
    return max(days, default=end)


def is_over(until: date, whole: Period, thresholds: Thresholds = THRESHOLDS) -> bool:
    """Whether a figure that counts to a day is about all of the plan's period, or nearly."""
    return until + thresholds.closing >= whole.end


# Expectation ---------------------------------------------------------------------------------


def expectation(
    until: date,
    whole: Period,
    earlier: Iterable[Figure],
    thresholds: Thresholds = THRESHOLDS,
) -> Expectation:
    """What should be reached by a day of the plan's period.

    ``earlier`` are figures of the same area and indicator; those of earlier calendar years give
    the shares that a calendar year's plan is held against, where there are enough of them.
    """
    gone = months_from(whole.start, until)
    share_of_time = _HUNDRED * gone / months_from(whole.start, whole.end)
    shares = tuple(_shares(until, whole, earlier)) if whole == Period.year(whole.end.year) else ()
    if len(shares) < thresholds.earlier_years:
        exactly = Interval.exactly(share_of_time)
        return Expectation(share_of_time=share_of_time, value=share_of_time, interval=exactly)
    return Expectation(
        share_of_time=share_of_time,
        value=_median([share.value for share in shares]),
        interval=Interval(
            _median([share.interval.lower for share in shares]),
            _median([share.interval.upper for share in shares]),
        ),
        shares=shares,
    )


def _shares(until: date, whole: Period, earlier: Iterable[Figure]) -> Iterable[Share]:
    actuals = {
        figure.key.period: figure
        for figure in earlier
        if figure.key.measure is Measure.ACTUAL
        and not figure.is_computed
        and figure.bound is Bound.EQUAL
        and figure.obs_status is not ObsStatus.SUSPECT
    }
    for year in sorted({period.end.year for period in actuals if period.end.year < whole.end.year}):
        same_date = _same_date(until, year)
        then = actuals.get(Period(start=date(year, 1, 1), end=same_date))
        all_year = actuals.get(Period.year(year))
        if then is None or all_year is None or then is all_year or all_year.interval.lower <= 0:
            continue
        interval = then.interval / all_year.interval * Interval.exactly(_HUNDRED)
        if interval.lower > _HUNDRED:
            continue  # more than the whole year: a contradiction, which the findings name
        yield Share(
            until=then,
            whole=all_year,
            value=_WIDE.divide(then.value * _HUNDRED, all_year.value),
            interval=interval,
        )


def _same_date(day: date, year: int) -> date:
    """The day in another year; the end of a month stays the end of that month."""
    last = _days(date(year, day.month, 1))
    return date(year, day.month, last if day.day == _days(day) else min(day.day, last))


def _median(values: list[Decimal]) -> Decimal:
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


# Pace ----------------------------------------------------------------------------------------


def pace(
    period: Period,
    basis: PlanBasis,
    whole: Period,
    *,
    actual: Figure | None,
    plan: Figure | None,
    attainment: Figure | None,
    earlier: Iterable[Figure],
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
