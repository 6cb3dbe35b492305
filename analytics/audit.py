"""The audit's entries: who did what to the store, when and from where, each bound to the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from analytics.model import Frozen


class Action(StrEnum):
    SUBMISSION = "submission"
    WITHDRAWAL = "withdrawal"
    PUT_BACK = "put_back"
    MAPPING = "mapping"
    BRIEFING = "briefing"
    BACKUP = "backup"
    RESTORE = "restore"
    REBUILD = "rebuild"
    ROLE = "role"
    REFUSED = "refused"
    REFUSED_SIGN_IN = "refused_sign_in"

    @property
    def is_of_figures(self) -> bool:
        """Whether what people did is lost where such an entry is missing from the store."""
        return self not in _OF_THE_STORE


_OF_THE_STORE = frozenset(
    {Action.BACKUP, Action.RESTORE, Action.REBUILD, Action.REFUSED, Action.REFUSED_SIGN_IN}
)


class Entry(Frozen):
    """One thing that was done. ``hash`` covers all else, ``previous`` the entry before it."""

    number: int
    at: datetime  # UTC
    who: str
    origin: str  # from where: the app, the command line, an address
    action: Action
    details: str  # a JSON object
    previous: str
    hash: str

    @property
    def told(self) -> Mapping[str, object]:
        """The details as an object."""
        parsed: dict[str, object] = json.loads(self.details)
        return parsed

    @property
    def submission_id(self) -> int:
        """The submission that an entry of figures is about."""
        return int(str(self.told["submission_id"]))

    @property
    def is_whole(self) -> bool:
        return self.hash == _hash(self)


def entry(
    last: Entry | None,
    *,
    at: datetime,
    who: str,
    origin: str,
    action: Action,
    details: Mapping[str, object],
) -> Entry:
    """The entry that follows ``last``; None where it is the first."""
    unbound = Entry(
        number=last.number + 1 if last else 1,
        at=at,
        who=who,
        origin=origin,
        action=action,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True),
        previous=last.hash if last else "",
        hash="",
    )
    return unbound.model_copy(update={"hash": _hash(unbound)})


def first_broken(entries: Iterable[Entry]) -> int | None:
    """The first number at which the chain does not hold: altered, removed or put in between."""
    previous = ""
    for number, found in enumerate(entries, 1):
        if found.number != number or found.previous != previous or not found.is_whole:
            return number
        previous = found.hash
    return None


def _hash(entry: Entry) -> str:
    bound = [
        entry.number,
        entry.at.isoformat(),
        entry.who,
        entry.origin,
        entry.action.value,
        entry.details,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(bound, ensure_ascii=False).encode()).hexdigest()
