"""Where an area stands against its plan, in a word, with what the word rests on."""

from analytics.progress.assessment import Assessment, Method, Reason, assess, is_judged, paced
from analytics.progress.bands import Band, Status
from analytics.progress.standing import (
    BASES,
    Standing,
    latest,
    newest_first,
    standings,
    within,
    within_reach,
)

__all__ = [
    "BASES",
    "Assessment",
    "Band",
    "Method",
    "Reason",
    "Standing",
    "Status",
    "assess",
    "is_judged",
    "latest",
    "newest_first",
    "paced",
    "standings",
    "within",
    "within_reach",
]
