"""What follows from reported figures: each with its interval, its operands and its formula.

Nothing is computed that a source reports itself, and nothing computed is ever stored.
``docs/method.md`` works every formula through.
"""

from analytics.measures.computing import Computed, by_key, computed, figure_of, figures
from analytics.measures.formulas import (
    Undefined,
    UndefinedReason,
    evaluate,
    supported_decimals,
)
from analytics.measures.plans import (
    TERM_YEARS,
    counts_from_first_day,
    is_measured_by,
    plan_period,
    year_before,
)
from analytics.measures.reach import EVERYTHING, NEWEST, Reach, ends_within
from analytics.measures.thresholds import THRESHOLDS, Thresholds

__all__ = [
    "EVERYTHING",
    "NEWEST",
    "TERM_YEARS",
    "THRESHOLDS",
    "Computed",
    "Reach",
    "Thresholds",
    "Undefined",
    "UndefinedReason",
    "by_key",
    "computed",
    "counts_from_first_day",
    "ends_within",
    "evaluate",
    "figure_of",
    "figures",
    "is_measured_by",
    "plan_period",
    "supported_decimals",
    "year_before",
]
