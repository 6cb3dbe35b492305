"""What share of a plan should be reached by a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal

from analytics.interval import Interval
from analytics.measures import THRESHOLDS, Thresholds
from analytics.model import Bound, Figure, Frozen, Measure, ObsStatus, Period
from analytics.pace.months import days_of_month, months_from

_HUNDRED = Decimal(100)
_WIDE = Context(prec=40)


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


class EarlierYears:
    """What the years of one area and indicator had reached by each day, worked out once."""

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        """``figures`` are of all years; the reported actuals among them count."""
        self._actuals = {
            figure.key.period: figure
            for figure in figures
            if figure.key.measure is Measure.ACTUAL
            and not figure.is_computed
            and figure.bound is Bound.EQUAL
            and figure.obs_status is not ObsStatus.SUSPECT
        }
        self._years = sorted({period.end.year for period in self._actuals})
        self._shares: dict[date, Share | None] = {}

    def shares(self, until: date, before: int) -> tuple[Share, ...]:
        """By the day of that name in each year before one, where it can be told."""
        days = [_same_date(until, year) for year in self._years if year < before]
        return tuple(share for day in days if (share := self._share(day)) is not None)

    def _share(self, until: date) -> Share | None:
        if until not in self._shares:
            self._shares[until] = self._worked_out(until)
        return self._shares[until]

    def _worked_out(self, until: date) -> Share | None:
        then = self._actuals.get(Period(start=date(until.year, 1, 1), end=until))
        all_year = self._actuals.get(Period.year(until.year))
        if then is None or all_year is None or then is all_year or all_year.interval.lower <= 0:
            return None
        interval = then.interval / all_year.interval * Interval.exactly(_HUNDRED)
        if interval.lower > _HUNDRED:
            return None  # more than the whole year: a contradiction, which the findings name
        return Share(
            until=then,
            whole=all_year,
            value=_WIDE.divide(then.value * _HUNDRED, all_year.value),
            interval=interval,
        )


NO_EARLIER_YEARS = EarlierYears()


def expectation(
    until: date,
    whole: Period,
    earlier: EarlierYears,
    thresholds: Thresholds = THRESHOLDS,
) -> Expectation:
    """What should be reached by a day of the plan's period.

    ``earlier`` are those of the same area and indicator; they give the shares that a calendar
    year's plan is held against, where there are enough of them.
    """
    gone = months_from(whole.start, until)
    share_of_time = _HUNDRED * gone / months_from(whole.start, whole.end)
    year = whole.end.year
    shares = earlier.shares(until, year) if whole == Period.year(year) else ()
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


def _same_date(day: date, year: int) -> date:
    """The day in another year; the end of a month stays the end of that month."""
    last = days_of_month(date(year, day.month, 1))
    return date(year, day.month, last if day.day == days_of_month(day) else min(day.day, last))


def _median(values: list[Decimal]) -> Decimal:
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
