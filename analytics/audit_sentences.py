"""What an entry of the audit says, in words."""

from __future__ import annotations

from analytics.audit import Action, Entry
from analytics.text import NO_FIGURE, Words

_OURS = {"bundled": "bundled", "app": "app"}
_PLACES = {"app": "app", "command line": "command_line", "schedule": "schedule"}


def action(entry: Entry, words: Words) -> str:
    """What sort of thing was done."""
    return words(f"audit.action.{entry.action}")


def said(entry: Entry, words: Words) -> str:
    """What was done to what, in a line."""
    told = dict(entry.told)
    if "submission_id" in told:
        told["submission_id"] = str(told["submission_id"])  # a name, not a count
    if entry.action is Action.REFUSED:
        told["action"] = words(f"audit.action.{told['action']}")
    if entry.action is Action.ROLE:
        told["role"] = words(f"access.roles.{told['role']}")
    return words(f"audit.says.{entry.action}", **told).strip(" :")


def who(name: str, words: Words) -> str:
    """A person as named, or the app itself in words."""
    return words(f"audit.who.{_OURS[name]}") if name in _OURS else name


def origin(entry: Entry, words: Words) -> str:
    """From where, as far as is known."""
    place = entry.origin
    return words(f"audit.origin.{_PLACES[place]}") if place in _PLACES else place or NO_FIGURE
