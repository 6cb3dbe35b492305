"""The keeper's page: the store looked at, backed up, its audit found and taken along."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import audit_sentences, audit_trail, backup
from analytics.access import Actor, Role
from analytics.audit import Action
from analytics.audit_trail import Wanted
from analytics.export.audit_table import audit_csv, audit_workbook
from analytics.languages import LANGUAGES, Language
from analytics.room import room
from analytics.store import Store
from analytics.text import words
from pages.ui import keeping, reads, visitor
from pages.ui.plain import plain
from tests.builders import observation
from tests.page_runs import is_whole, visit
from tests.places import beside
from tests.test_store import submit

VI = words("vi")
AN = Actor.at_the_machine("an", "10.0.0.7")
BINH = Actor.at_the_machine('=HYPERLINK("http://example.vn")', "@SUM(1)")


@pytest.fixture
def kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with a little history, as the process's own."""
    submit(store, "=cmd|calc.csv", observation("100"))
    store.withdraw(1, by=AN, reason="+1+1")
    store.put_back(1, by=BINH, reason="")
    monkeypatch.setattr(reads, "store", lambda: store)
    monkeypatch.setattr(visitor, "actor", lambda *_: AN)
    st.cache_resource.clear()
    yield store
    st.cache_resource.clear()


def page(**parameters: str) -> AppTest:
    return visit("keeping", **parameters)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [button for button in test.button if button.label == label]
    return button.click().run()


def test_a_backup_is_taken_by_a_button_and_listed(kept: Store) -> None:
    test = page()
    assert VI("keeping.backups.none") in [info.value for info in test.info]
    test = press(test, VI("keeping.backups.now"))
    assert is_whole(test)
    (made,) = backup.kept(kept.backups)
    assert plain(made.path.name) in test.success[0].value
    assert made.size == made.path.stat().st_size
    assert kept.entries()[-1].action is Action.BACKUP


def test_a_backup_that_has_no_room_is_said(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_free", lambda _: 0)
    test = press(page(), VI("keeping.backups.now"))
    assert is_whole(test)
    assert VI("commands.errors.no_room", needed=5, free=0)[:20] in test.error[0].value
    assert backup.kept(kept.backups) == ()


def test_a_thorough_look_finds_what_the_quick_one_cannot(kept: Store) -> None:
    assert VI("keeping.whole") in [told.value for told in page().success]
    kept.rows("UPDATE stored_observation SET significand = 101")
    st.cache_resource.clear()
    test = page()
    assert VI("keeping.whole") in [told.value for told in test.success]
    test = press(test, VI("keeping.look_again"))
    assert VI("keeping.not_whole", count=1) in [told.value for told in test.error]
    assert keeping.last_look().thorough
    assert VI("keeping.warning", count=1) in [told.value for told in page().error], "said to all"


def test_the_audit_is_found_by_kind_person_and_day(kept: Store) -> None:
    entries = kept.entries()
    assert audit_trail.entries(kept, Wanted()) == entries[::-1]
    assert audit_trail.entries(kept, Wanted(), skip=1, most=1) == (entries[1],)
    assert audit_trail.entries(kept, Wanted(action=Action.PUT_BACK)) == (entries[2],)
    assert audit_trail.entries(kept, Wanted(who="an")) == (entries[1],)
    after = Wanted(since=entries[1].at, until=entries[2].at)
    assert audit_trail.entries(kept, after) == (entries[1],)
    assert [audit_trail.count(kept, w) for w in (Wanted(), after, Wanted(who="no"))] == [3, 1, 0]
    assert set(audit_trail.people(kept)) == {entry.who for entry in entries}


def test_the_address_says_which_entries_are_shown(kept: Store) -> None:
    def found(**asked: str) -> int:
        test = page(**asked)
        assert is_whole(test)
        counts = [VI("audit.found", count=count) for count in range(4)]
        (shown,) = [text.value for text in test.text if text.value in counts]
        return counts.index(shown)

    assert found() == 3
    assert found(audit_kind="withdrawal") == 1
    assert found(audit_who="an", audit_kind="put_back") == 0
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - any day far enough
    assert found(audit_to=str(tomorrow - timedelta(days=9))) == 0
    assert found(audit_from=str(tomorrow - timedelta(days=9))) == 3
    assert found(audit_kind="nothing", audit_who="nobody", audit_from="some day") == 3


def test_no_text_of_the_audit_is_a_formula_where_it_goes(kept: Store) -> None:
    entries = audit_trail.entries(kept, Wanted())
    rows = list(csv.reader(io.StringIO(audit_csv(entries, VI).decode("utf-8-sig"))))
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]
    assert f"'{BINH.name}" in rows[1]
    assert f"'{BINH.origin}" in rows[1]
    sheet = openpyxl.load_workbook(io.BytesIO(audit_workbook(entries, VI))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert BINH.name in [cell.value for cell in cells], "as it was, and as text"


def test_an_export_has_what_it_takes_to_check_the_chain(kept: Store) -> None:
    entries = audit_trail.entries(kept, Wanted())
    rows = list(csv.reader(io.StringIO(audit_csv(entries, VI).decode("utf-8-sig"))))[1:]
    assert [row[-1] for row in rows] == [entry.hash for entry in entries]
    assert [row[-2] for row in rows[:-1]] == [row[-1] for row in rows[1:]]
    assert [json.loads(row[-3]) for row in rows] == [dict(entry.told) for entry in entries]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", Action)
def test_every_action_has_its_words(action: Action, language: Language) -> None:
    assert words(language)(f"audit.action.{action}")
    assert f"audit.says.{action}" in words(language).by_key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_role_is_named_by_its_word(store: Store, language: Language) -> None:
    store.grant("an@hanoi.vn", Role.ANALYST, by=AN)
    told = audit_sentences.said(store.entries()[-1], words(language))
    assert told == f"an@hanoi.vn: {words(language)('access.roles.analyst')}"


def test_room_counts_the_copies_apart(kept: Store) -> None:
    before = room(kept.path)
    assert before.database and before.files and not before.backups
    backup.back_up(kept, by=AN)
    replaced = beside(kept.address, "replaced-20260101-000000")
    replaced.mkdir()
    (replaced / "figures.duckdb").write_bytes(b"1234")
    after = room(kept.path)
    assert after.backups == backup.kept(kept.backups)[0].size
    assert after.replaced == 4
    assert after.taken >= after.backups + after.database


def test_the_words_of_an_entry_name_the_app_and_people_alike() -> None:
    assert audit_sentences.who("bundled", VI) == VI("audit.who.bundled")
    assert audit_sentences.who("an", VI) == "an"
