"""What is wrong with the store, in words."""

from __future__ import annotations

from datetime import datetime

from analytics.text import Words
from analytics.verification import Complaint


def said(complaint: Complaint, words: Words) -> str:
    """A complaint in a sentence; moments in it are on Hanoi's clock."""
    details = dict(complaint.details)
    if "at" in details:
        details["at"] = words.time(datetime.fromisoformat(details["at"]))
    return words(f"keeping.complaints.{complaint.code}", **details)
