"""The words for a standing, and the values that each is for.

The thresholds are those of ``analytics/measures/thresholds.py``.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from analytics.interval import INFINITY, Interval
from analytics.measures import Thresholds
from analytics.model import Frozen

_HUNDRED = Decimal(100)


class Status(StrEnum):
    """Where an actual stands against its plan."""

    ACHIEVED = "achieved"  # the whole plan is met
    ON_TRACK = "on_track"  # not yet, and no further off than it should be
    WATCH = "watch"  # somewhat short
    BEHIND = "behind"  # well short
    NO_JUDGEMENT = "no_judgement"  # neither way is better
    NOT_ENOUGH_DATA = "not_enough_data"  # nothing to judge by


class Band(Frozen):
    """The values of the judged figure that carry a status."""

    status: Status
    interval: Interval


def whole_plan_bands(thresholds: Thresholds, *, is_higher: bool) -> tuple[Band, ...]:
    """Of the attainment once the plan's period is over."""
    low = _HUNDRED - thresholds.whole_plan_watch
    bands = (
        _from(Status.ACHIEVED, _HUNDRED),
        _between(Status.WATCH, low, _HUNDRED),
        _under(Status.BEHIND, low),
    )
    return bands if is_higher else _mirrored(bands)


def gap_bands(thresholds: Thresholds, *, is_higher: bool) -> tuple[Band, ...]:
    """Of the attainment of a state while the plan's period runs."""
    low = _HUNDRED - thresholds.gap_on_track
    bands = (
        _from(Status.ACHIEVED, _HUNDRED),
        _between(Status.ON_TRACK, low, _HUNDRED),
        _under(Status.WATCH, low),
    )
    return bands if is_higher else _mirrored(bands)


def pace_bands(expected: Decimal, thresholds: Thresholds, *, is_higher: bool) -> tuple[Band, ...]:
    """Of the attainment of what adds up, where ``expected`` percent should be reached by now.

    What adds up can still exceed a limit, so that is not achieved before the end.
    """
    if is_higher:
        low = expected * (_HUNDRED - thresholds.pace_watch) / _HUNDRED
        on_track = (_between(Status.ON_TRACK, expected, _HUNDRED),)
        return (
            _from(Status.ACHIEVED, _HUNDRED),
            *(on_track if expected < _HUNDRED else ()),
            _between(Status.WATCH, low, expected),
            _under(Status.BEHIND, low),
        )
    high = expected * (_HUNDRED + thresholds.pace_watch) / _HUNDRED
    return (
        Band(status=Status.ON_TRACK, interval=Interval(-INFINITY, expected)),
        Band(status=Status.WATCH, interval=Interval(expected, high, lower_open=True)),
        Band(status=Status.BEHIND, interval=Interval(high, INFINITY, lower_open=True)),
    )


def zero_plan_bands(*, is_over: bool, adds_up: bool, is_higher: bool) -> tuple[Band, ...]:
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


def _mirrored(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    """The same where lower is better: as far above the plan as the other is below."""
    twice = Interval.exactly(2 * _HUNDRED)
    return tuple(Band(status=band.status, interval=twice - band.interval) for band in bands)
