"""The audit: who did what, when and from where; what was altered or removed is found."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from analytics.address import Address
from analytics.audit import Action, Entry, entry, first_broken
from analytics.complaints import said
from analytics.languages import LANGUAGES, Language
from analytics.store import Store
from analytics.text import words
from analytics.verification import Complaint, verify
from tests.builders import observation, somebody
from tests.conftest import BOTH_ENGINES
from tests.places import opened, past_the_app
from tests.test_store import submit

EIGHT = datetime.fromisoformat("2026-01-01 08:00")
MOVED = {"unrecorded", "figures_altered"}


def chain(count: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(count):
        entries.append(
            entry(
                entries[-1] if entries else None,
                at=EIGHT + timedelta(minutes=number),
                who="an",
                origin="here",
                action=Action.WITHDRAWAL,
                details={"submission_id": number, "reason": "vì sai"},
            )
        )
    return entries


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert first_broken(chain(5)) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"who": "binh"},
        {"origin": "there"},
        {"at": EIGHT - timedelta(days=1)},
        {"action": Action.PUT_BACK},
        {"details": "{}"},
        {"number": 7},
        {"previous": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_field_that_is_altered_breaks_the_chain(change: dict[str, object]) -> None:
    entries = chain(5)
    entries[2] = entries[2].model_copy(update=change)
    assert first_broken(entries) == 3


def test_an_entry_removed_or_moved_breaks_the_chain() -> None:
    entries = chain(5)
    assert first_broken(entries[:2] + entries[3:]) == 3
    assert first_broken(entries[1:]) == 1
    assert first_broken([entries[0], entries[2], entries[1], *entries[3:]]) == 2


def test_an_altered_entry_with_a_hash_made_anew_breaks_the_next() -> None:
    entries = chain(3)
    entries[1] = entry(
        entries[0],
        at=entries[1].at,
        who="binh",
        origin="here",
        action=Action.WITHDRAWAL,
        details={},
    )
    assert first_broken(entries) == 3


TAMPERINGS = [
    ("UPDATE audit_entry SET origin = 'x' WHERE number = 2", {"audit_altered"}),
    ("UPDATE stored_observation SET printed = 'x' WHERE submission_id = 2", {"figures_altered"}),
    ("DELETE FROM stored_observation WHERE submission_id = 2", {"figures_altered"}),
    ("DELETE FROM submission WHERE submission_id = 2", {"figures_altered"}),
    ("UPDATE submission SET submitted_by = 'x' WHERE submission_id = 2", {"figures_altered"}),
    ("UPDATE submission SET content = 'x' WHERE submission_id = 2", {"file_altered"}),
    ("UPDATE line SET reports = 2 WHERE submission_id = 2", {"counts_altered"}),
    ("UPDATE line SET areas = [2] WHERE submission_id = 2", {"counts_altered"}),
    ("DELETE FROM line WHERE submission_id = 2", {"counts_altered"}),
    ("UPDATE number SET number = 201 WHERE report = 1", {"counts_altered"}),
    ("INSERT INTO number VALUES (201, 1)", {"counts_altered"}),
    ("DELETE FROM number", {"counts_altered"}),
    ("DELETE FROM reported_area WHERE submission_id = 2", {"counts_altered"}),
    ("INSERT INTO reported_area VALUES (2, '099')", {"counts_altered"}),
    ("DELETE FROM withdrawal", {"withdrawals_altered"}),
    ("UPDATE withdrawal SET reason = 'x'", {"withdrawals_altered"}),
    ("UPDATE submission SET submission_id = 9 WHERE submission_id = 2", MOVED),
]
"""What somebody does past the app, and the complaints that it leads to."""


@pytest.mark.parametrize(("statement", "codes"), TAMPERINGS)
def test_what_is_changed_past_the_app_is_found(
    place: Address, statement: str, codes: set[str]
) -> None:
    with opened(place) as store:
        submit(store, "a.csv", observation("100"))
        submit(store, "b.csv", observation("200"))
        store.withdraw(1, by=somebody(), reason="wrong year")
        assert verify(store) == ()
    past_the_app(place, statement)
    with opened(place) as store:
        assert {complaint.code for complaint in verify(store)} == codes


@BOTH_ENGINES
def test_a_raw_file_that_is_altered_is_found(store: Store) -> None:
    submission, _ = submit(store, "a.csv", observation("100"))
    (store.archive.folder / submission.sha256).write_bytes(b"b.csv")
    assert [complaint.code for complaint in verify(store)] == ["file_altered"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", Action)
def test_whatever_is_missing_has_words(action: Action, language: Language) -> None:
    details = (("subject", "a.csv"), ("who", "an"), ("at", "2026-01-01 08:00"))
    told = said(Complaint(code=f"missing_{action.value}", details=details), words(language))
    assert "15:00" in told, "on Hanoi's clock"
