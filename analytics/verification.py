"""Whether the store is what its ledger, its audit and its raw files say it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from analytics import queries
from analytics.audit import Action, Entry, first_broken
from analytics.model import Frozen
from analytics.store import Store

_COUNTED_AGAIN = 5
"""The newest submissions, of which what they changed is counted again: of all it takes minutes."""


class Complaint(Frozen):
    """Something that is not as it was left. Its words are in ``data/text``, by ``code``."""

    code: str
    details: tuple[tuple[str, str], ...] = ()


def verify(store: Store, *, thorough: bool = True) -> tuple[Complaint, ...]:
    """All that is wrong with a store, worst first; nothing is changed.

    ``thorough`` reads every figure and every raw file; without it, only records and counts are
    compared, which is quick enough for every start.
    """
    entries = store.entries()
    return (
        *(_missing(entry) for entry in store.missing),
        *_altered_records(store, entries),
        *_submissions(store, entries, thorough=thorough),
        *_withdrawals(store, entries),
        *_roles(store, entries),
    )


def _missing(entry: Entry) -> Complaint:
    told = entry.told
    names = ("file_name", "name", "briefing", "submission_id", "subject", "about")
    subject = next((told[name] for name in names if name in told), "")
    return Complaint(
        code=f"missing_{entry.action.value}",
        details=(
            ("subject", str(subject)),
            ("who", entry.who),
            ("at", entry.at.isoformat(" ", "minutes")),
        ),
    )


def _altered_records(store: Store, entries: tuple[Entry, ...]) -> Iterator[Complaint]:
    if store.ledger_broken_at is not None:
        yield Complaint(code="ledger_altered", details=(("line", str(store.ledger_broken_at)),))
    broken = first_broken(entries)
    if broken is not None:
        yield Complaint(code="audit_altered", details=(("number", str(broken)),))


def _submissions(
    store: Store, entries: tuple[Entry, ...], *, thorough: bool
) -> Iterator[Complaint]:
    recorded = {e.submission_id: e for e in entries if e.action is Action.SUBMISSION}
    counted = {
        row["submission_id"]: row["rows"]
        for row in store.rows(
            "SELECT submission_id, count(*) AS rows FROM observation GROUP BY submission_id"
        )
    }
    there = {submission.submission_id: submission for submission in store.submissions()}
    digests = store.digests() if thorough else {}
    miscounted = store.miscounted() | _kept_wrong(store) if thorough else frozenset()
    for number in sorted(recorded.keys() | there.keys() | counted.keys()):
        about = (("submission", str(number)),)
        entry, submission = recorded.get(number), there.get(number)
        if entry is None:
            yield Complaint(code="unrecorded", details=about)
        elif (
            submission is None
            or (submission.sha256, submission.submitted_by) != (entry.told["sha256"], entry.who)
            or counted.get(number, 0) != entry.told["row_count"]
            or (thorough and entry.told["digest"] not in digests[number])
        ):
            yield Complaint(code="figures_altered", details=about)
        elif thorough and not _has_raw_file(store, number, entry):
            yield Complaint(code="file_altered", details=about)
        elif number in miscounted:
            yield Complaint(code="counts_altered", details=about)


def _has_raw_file(store: Store, number: int, entry: Entry) -> bool:
    """Whether the bytes that came in are there, in the store and beside it."""
    content, name = store.content(number), str(entry.told["sha256"])
    hashed = hashlib.sha256(content + str(entry.told["note"]).encode()).hexdigest()
    return hashed == name and store.archive.content(name) == content


def _kept_wrong(store: Store) -> frozenset[int]:
    """Of the newest submissions those whose kept count of changes is not what counting gives."""
    newest = [submission.submission_id for submission in store.submissions()[:_COUNTED_AGAIN]]
    return frozenset(number for number in newest if not queries.are_kept_right(store, number))


def _withdrawals(store: Store, entries: tuple[Entry, ...]) -> Iterator[Complaint]:
    recorded: dict[int, list[tuple[bool, str, str]]] = {}
    for entry in entries:
        if entry.action in (Action.WITHDRAWAL, Action.PUT_BACK):
            told = (entry.action is Action.WITHDRAWAL, entry.who, str(entry.told["reason"]))
            recorded.setdefault(entry.submission_id, []).append(told)
    there: dict[int, list[tuple[bool, str, str]]] = {}
    for row in store.rows("FROM withdrawal ORDER BY event_number"):
        found = (row["withdrawn"], row["withdrawn_by"], row["reason"])
        there.setdefault(row["submission_id"], []).append(found)
    for number in sorted(recorded.keys() | there.keys()):
        if recorded.get(number) != there.get(number):
            yield Complaint(code="withdrawals_altered", details=(("submission", str(number)),))


def _roles(store: Store, entries: tuple[Entry, ...]) -> Iterator[Complaint]:
    """Roles are worth forging: what gives them must be in the audit, and in its order."""
    recorded = [
        (entry.told["subject"], entry.told["role"], entry.at, entry.who)
        for entry in entries
        if entry.action is Action.ROLE
    ]
    there = [
        (grant.subject, grant.role.value, grant.granted_at, grant.granted_by)
        for grant in reversed(store.grant_history())
    ]
    if recorded != there:
        yield Complaint(code="roles_altered")
