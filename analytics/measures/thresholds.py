"""Every number that a word or a range depends on, in one place; why, is in ``docs/method.md``."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from analytics.model import Frozen


class Thresholds(Frozen):
    """How much may be missing before the word changes, in percent, and what pace rests on."""

    whole_plan_watch: Decimal = Decimal(5)  # of the plan, at its end: watch up to here, then behind
    pace_watch: Decimal = Decimal(10)  # of what should be reached by now: watch, then behind
    gap_on_track: Decimal = Decimal(10)  # of the plan, while it runs: on track, then watch
    earlier_years: int = 2  # with a share at the same date, below which time is the measure
    linear_spread: Decimal = Decimal(10)  # either side of the share of time, for a projection
    closing: timedelta = timedelta(days=7)  # before the plan's last day: the year to 30/12 is over
    stale_after: timedelta = timedelta(days=183)  # half a year without a newer figure


THRESHOLDS = Thresholds()
