"""Plain sentences made from the same figures as the charts, at most three, in both languages.

A sentence says no more than the figures allow: who is highest only where no rounding or bound
leaves it open, a verdict only where the status is one.
"""

from analytics.sentences.comparison import comparison_sentences
from analytics.sentences.concerns import (
    change_told,
    concern_sentences,
    concern_title,
    status_change,
)
from analytics.sentences.explaining import (
    assessment_sentences,
    threshold_sentences,
    undefined_sentence,
)
from analytics.sentences.findings import finding_sentences
from analytics.sentences.listing import MOST
from analytics.sentences.standing import board_sentences, standing_sentences, trend_sentences

__all__ = [
    "MOST",
    "assessment_sentences",
    "board_sentences",
    "change_told",
    "comparison_sentences",
    "concern_sentences",
    "concern_title",
    "finding_sentences",
    "standing_sentences",
    "status_change",
    "threshold_sentences",
    "trend_sentences",
    "undefined_sentence",
]
