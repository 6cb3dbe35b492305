"""Months of a plan gone and left, and the day that a figure counts to."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from analytics.measures import THRESHOLDS, Thresholds
from analytics.model import Figure, Period

_WIDE = Context(prec=40)


def months_from(start: date, until: date) -> Decimal:
    """Months from a first day to a last day, both counted; a part of a month by its days."""
    whole = (until.year - start.year) * 12 + until.month - start.month
    ended = Fraction(until.day, days_of_month(until)) - Fraction(
        start.day - 1, days_of_month(start)
    )
    return _decimal(whole + ended)


def _decimal(number: Fraction) -> Decimal:
    return _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))


def days_of_month(day: date) -> int:
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
