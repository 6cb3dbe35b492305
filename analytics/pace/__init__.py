"""How far along a plan should be by now, and where the pace so far leads.

For what adds up over its plan's period only; states are judged by what is missing. The rules
and a worked example are in ``docs/method.md``.
"""

from analytics.pace.expectation import (
    NO_EARLIER_YEARS,
    EarlierYears,
    Expectation,
    Share,
    expectation,
)
from analytics.pace.months import date_of, is_over, months_from
from analytics.pace.projection import Pace, Quantity, pace

__all__ = [
    "NO_EARLIER_YEARS",
    "EarlierYears",
    "Expectation",
    "Pace",
    "Quantity",
    "Share",
    "date_of",
    "expectation",
    "is_over",
    "months_from",
    "pace",
]
