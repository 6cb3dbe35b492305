"""What was acknowledged is in the store and in its ledger; what was not is in neither."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from analytics import disk
from analytics.address import Address
from analytics.audit import Action, first_broken
from analytics.ledger import Ledger
from analytics.store import Store, StoreError
from tests.builders import observation, somebody
from tests.places import opened
from tests.test_store import submit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """For what is of the ledger that is one file."""
    return tmp_path / "figures.duckdb"


def filled(place: Address) -> None:
    """Two submissions, the first of them withdrawn."""
    with opened(place) as store:
        submit(store, "a.csv", observation("100"))
        submit(store, "b.csv", observation("200"))
        store.withdraw(1, by=somebody(), reason="wrong year")


def lines(path: Path) -> list[bytes]:
    return Ledger(path.with_name(f"{path.name}.ledger")).path.read_bytes().splitlines()


def test_every_write_is_in_the_ledger_and_in_the_audit(place: Address) -> None:
    filled(place)
    with opened(place) as store:
        store.put_back(1, by=somebody("chief", "command line"), reason="right after all")
        entries = store.entries()
        assert store.ledger.read().entries == entries
        assert [entry.action for entry in entries] == [
            Action.SUBMISSION,
            Action.SUBMISSION,
            Action.WITHDRAWAL,
            Action.PUT_BACK,
        ]
        assert first_broken(entries) is None
        last = entries[-1]
        assert (last.who, last.origin, last.submission_id) == ("chief", "command line", 1)
        assert last.told["reason"] == "right after all"


def test_the_raw_file_is_kept_beside_the_store(store: Store) -> None:
    submission, _ = submit(store, "a.csv", observation("100"))
    assert store.archive.content(submission.sha256) == b"a.csv"


def test_what_was_there_before_is_not_recorded_again(place: Address) -> None:
    filled(place)
    with opened(place) as store:
        before = store.entries()
        submit(store, "a.csv", observation("100"))
        store.withdraw(1, by=somebody(), reason="again")
        assert store.entries() == before


def test_a_failing_ledger_leaves_no_trace(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    before = lines(path)

    def full(path: Path, line: bytes) -> None:
        with path.open("ab") as file:
            file.write(line[:10])
        raise OSError(28, "No space left on device")

    with opened(path) as store:
        revision = store.revision()
        monkeypatch.setattr(disk, "append", full)
        with pytest.raises(StoreError) as refusal:
            submit(store, "c.csv", observation("300"))
        monkeypatch.undo()
        assert refusal.value.code == "not_written"
        assert "No space" in refusal.value.details["reason"]
        assert store.revision() == revision
        assert lines(path) == before
        assert {file.name for file in store.archive.folder.iterdir()} == {
            s.sha256 for s in store.submissions()
        }
        assert submit(store, "c.csv", observation("300"))[1]


def test_a_failing_commit_cuts_the_ledger_back(path: Path) -> None:
    filled(path)
    before = lines(path)
    with opened(path) as store:
        entry = store.entries()[-1]
        with pytest.raises(duckdb.IOException), store.ledger.announced(entry):
            raise duckdb.IOException("Could not write")
    assert lines(path) == before


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


@pytest.mark.parametrize("written", [0, 20, None], ids=["nothing", "half a line", "the line"])
def test_a_crash_before_the_commit_is_put_right(
    path: Path, tmp_path: Path, written: int | None
) -> None:
    """The doubt is on disk, and so much of the line; the store has nothing."""
    filled(path)
    before = lines(path)
    with opened(path) as store:
        length = store.ledger.path.stat().st_size
        shutil.copytree(tmp_path, tmp_path / "then")
        submit(store, "c.csv", observation("300"))
        line = store.ledger.path.read_bytes()[length:]
        name = store.entries()[-1].told["sha256"]
    crashed = tmp_path / "then" / path.name
    with opened(crashed) as store:
        ledger = store.ledger
    doubt = {"length": length, "entry": json.loads(line)}
    ledger.path.with_name(f"{ledger.path.name}.doubt").write_text(json.dumps(doubt))
    with ledger.path.open("ab") as file:
        file.write(line[:written])
    (crashed.with_name(f"{crashed.name}.files") / str(name)).write_bytes(b"c.csv")
    with opened(crashed) as store:
        assert not store.missing
        assert lines(crashed) == before
        assert not store.archive.has(str(name))
        assert submit(store, "c.csv", observation("300"))[0].submission_id == 3


def test_a_crash_after_the_commit_keeps_what_is_there(path: Path) -> None:
    filled(path)
    with opened(path) as store:
        entry = store.entries()[-1]
        length = store.ledger.path.stat().st_size
        doubted = store.ledger.path.with_name(f"{store.ledger.path.name}.doubt")
    was = json.loads(entry.model_dump_json())
    doubted.write_text(json.dumps({"length": length - 100, "entry": was}))
    before = lines(path)
    with opened(path) as store:
        assert lines(path) == before
        assert not doubted.exists()
        assert not store.missing


def test_what_only_the_store_has_is_appended(path: Path) -> None:
    filled(path)
    before = lines(path)
    ledger = Ledger(path.with_name(f"{path.name}.ledger"))
    ledger.path.write_bytes(before[0] + b"\n")
    with opened(path):
        assert lines(path) == before


def test_a_store_behind_its_ledger_says_so_and_takes_no_writes(path: Path, tmp_path: Path) -> None:
    filled(path)
    shutil.copyfile(path, tmp_path / "old.duckdb")
    with opened(path) as store:
        submit(store, "c.csv", observation("300"))
    shutil.copyfile(tmp_path / "old.duckdb", path)
    before = lines(path)
    with opened(path) as store:
        (missing,) = store.missing
        assert missing.told["file_name"] == "c.csv"
        with pytest.raises(StoreError) as refusal:
            submit(store, "d.csv", observation("400"))
        assert refusal.value.code == "store_incomplete"
        with pytest.raises(StoreError):
            store.withdraw(2, by=somebody(), reason="")
        assert len(store.submissions()) == 2
    assert lines(path) == before


@pytest.mark.parametrize("change", ["altered", "removed", "swapped", "garbled"])
def test_an_altered_ledger_is_found(path: Path, change: str) -> None:
    filled(path)
    found = lines(path)
    match change:
        case "altered":
            found[1] = found[1].replace(b'"who":"test"', b'"who":"tess"')
        case "removed":
            del found[1]
        case "swapped":
            found[1], found[2] = found[2], found[1]
        case "garbled":
            found[1] = found[1][:40]
    ledger = Ledger(path.with_name(f"{path.name}.ledger"))
    ledger.path.write_bytes(b"\n".join(found) + b"\n")
    with opened(path) as store:
        assert store.ledger_broken_at == 2


def test_a_store_from_before_the_audit_is_put_on_record(path: Path) -> None:
    filled(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE audit_entry")
    ledger = Ledger(path.with_name(f"{path.name}.ledger"))
    before = ledger.read().entries
    ledger.path.unlink()
    with opened(path) as store:
        adopted = store.entries()
        assert ledger.read().entries == adopted
        told = [(e.number, e.at, e.who, e.action, e.details) for e in adopted]
        assert told == [(e.number, e.at, e.who, e.action, e.details) for e in before]
