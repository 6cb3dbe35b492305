"""Copies of the store, putting them back, and making the store anew: equal row for row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from analytics import backup, bundled, store_database
from analytics.__main__ import app
from analytics.address import Address
from analytics.audit import Action
from analytics.ingest import Options, check, commit
from analytics.ingest.numbers import Marks
from analytics.settings import ROOT, Settings
from analytics.store import SCHEMA_VERSION, Store, StoreError
from analytics.verification import verify
from tests.builders import observation, somebody
from tests.conftest import SHIPPED
from tests.places import (
    beside,
    contents,
    entries,
    environment,
    lose,
    opened,
    past_the_app,
    rebuild,
    restore,
)
from tests.test_store import submit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """For what is of a file only."""
    return tmp_path / "figures.duckdb"


def filled(place: Address) -> None:
    with opened(place) as store:
        store.adopt_codelists(SHIPPED.codelists)
        submit(store, "a.csv", observation("100"))
        submit(store, "b.csv", observation("200"))
        store.withdraw(1, by=somebody(), reason="wrong year")


# Backup -------------------------------------------------------------------------------------


def test_a_restored_store_is_equal_row_for_row(place: Address) -> None:
    filled(place)
    with opened(place) as store:
        made = backup.back_up(store, by=somebody())
        assert (made.submissions, made.observations) == (2, 2)
    before, audit = contents(place), entries(place)
    lose(place)
    done = restore(place, made.path)
    assert contents(place) == before
    # The backup's own entry came after it; the restore is on record.
    assert entries(place)[:-1] == audit[:-1]
    with opened(place) as store:
        assert verify(store) == ()
        assert store.entries()[-1].action is Action.RESTORE
    assert done.kept_in.exists(), "what was there"


def test_a_backup_alone_is_enough(place: Address, new_place: Callable[[], Address]) -> None:
    """On a new machine: no ledger, no raw files."""
    filled(place)
    elsewhere = new_place()
    with opened(place) as store:
        made = backup.back_up(store, by=somebody())
    restore(elsewhere, made.path)
    assert contents(elsewhere) == contents(place)
    with opened(elsewhere) as store:
        assert verify(store) == ()


def test_people_work_while_a_backup_is_taken(place: Address, tmp_path: Path) -> None:
    filled(place)
    with opened(place) as store:
        done = threading.Event()
        failures: list[BaseException] = []

        def work() -> None:
            try:
                for number in range(20):
                    submit(store, f"{number}.csv", observation(str(number)))
                    assert store.rows("SELECT count(*) FROM observation")
            except BaseException as error:  # noqa: BLE001 (told to the test)
                failures.append(error)
            finally:
                done.set()

        threading.Thread(target=work).start()
        made: list[backup.Backup] = []
        while not done.is_set() or len(made) < 2:
            target = tmp_path / f"copy-{len(made)}.duckdb"
            made.append(backup.back_up(store, target, by=somebody()))
        assert not failures
        assert verify(store) == ()
        assert len(store.submissions()) == 22
    for one in made:
        with closing(Store.look(one.path)) as copy:
            counted = copy.rows("SELECT count(*) AS rows FROM observation")
            assert counted == [{"rows": one.observations}]


def test_a_backup_leaves_the_lock_in_place(path: Path) -> None:
    """Reading the file inside this process would drop its lock."""
    filled(path)
    with opened(path) as store:
        backup.back_up(store, by=somebody())
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run(  # noqa: S603 (our own program)
                [sys.executable, "-c", f"import duckdb; duckdb.connect({str(path)!r})"],
                check=True,
                capture_output=True,
            )


def test_no_room_is_said_before_anything_is_written(
    place: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place)
    monkeypatch.setattr(backup, "_free", lambda _: 20_000)
    with opened(place) as store:
        with pytest.raises(StoreError) as refusal:
            backup.back_up(store, by=somebody())
        assert refusal.value.code == "no_room"
        assert not list(store.backups.iterdir())


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_backup_replaces_nothing(place: Address, damage: str) -> None:
    filled(place)
    with opened(place) as store:
        made = backup.back_up(store, by=somebody()).path
    before = contents(place), entries(place)
    content = bytearray(made.read_bytes())
    match damage:
        case "cut":
            del content[len(content) // 2 :]
        case "flipped":
            for byte in range(13000, len(content), 4096):
                content[byte] ^= 1
        case "other":
            content[:] = b"not a database"
    made.write_bytes(content)
    with pytest.raises(StoreError) as refusal:
        restore(place, made)
    assert refusal.value.code == "backup_damaged"
    assert (contents(place), entries(place)) == before


def test_a_backup_that_is_older_is_put_back_only_if_meant(place: Address) -> None:
    filled(place)
    with opened(place) as store:
        made = backup.back_up(store, by=somebody()).path
        submit(store, "c.csv", observation("300"))
    with pytest.raises(StoreError) as refusal:
        restore(place, made)
    assert refusal.value.details == {"later": "1"}
    assert len(contents(place)["submission"]) == 3
    done = restore(place, made, older=True)
    assert done.submissions == 2
    kept_in = done.kept_in / place.name if isinstance(place, Path) else done.kept_in
    assert len(contents(kept_in)["submission"]) == 3
    with opened(place) as store:
        assert verify(store) == ()
        assert submit(store, "c.csv", observation("300"))[1]


def test_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    newest = datetime(2026, 3, 31, 20, tzinfo=UTC)
    times = [newest - timedelta(hours=12 * n) for n in range(140)]
    for time in times:
        (tmp_path / f"{time:%Y%m%d-%H%M%S}.duckdb").touch()
    (tmp_path / "before-version-2.duckdb").touch()
    backup.prune(tmp_path)
    kept = sorted((at for p in tmp_path.iterdir() if (at := backup.taken_at(p))), reverse=True)
    assert kept[:7] == [newest - timedelta(days=n) for n in range(7)]
    # Tuesday 31 March and the Sundays before it; the one of 29 March is among the seven days.
    assert [f"{at:%d.%m.}" for at in kept[7:]] == ["22.03.", "15.03."]
    assert (tmp_path / "before-version-2.duckdb").exists()
    assert not backup.is_due(tmp_path, datetime.now(UTC) - newest + timedelta(hours=1))
    assert backup.is_due(tmp_path, timedelta(0))


def test_what_a_person_asked_for_takes_no_other_ones_place(place: Address) -> None:
    filled(place)
    with opened(place) as store:
        day = store.backups / "20260101-020000.duckdb"
        backup.back_up(store, day, by=somebody())
        first = backup.back_up(store, by=somebody()).path
        with pytest.raises(StoreError) as refusal:
            backup.back_up(store, first, by=somebody())
        assert refusal.value.code == "backup_exists"
        asked = [first.with_name(f"by-hand-202601{n:02}-120000.duckdb") for n in range(1, 13)]
        for one in asked:
            one.touch()
        backup.prune(store.backups)
        assert {day, first, *asked} == set(store.backups.iterdir())
        assert backup.last_taken(store.backups) == backup.taken_at(first)
        assert backup.is_due(store.backups, timedelta(hours=24)), "the day's own is still to come"


# Rebuild ------------------------------------------------------------------------------------

OWN = """Địa bàn;Chỉ tiêu;Loại số liệu;Kỳ;Giá trị;Đơn vị;Nguồn;Đơn vị công bố;Ngày công bố
Tây Hồ;Thu ngân sách nhà nước trên địa bàn;Thực hiện;2022;1.950;tỷ đồng;Báo cáo thử;UBND;02/01/2023
"""
PLAIN = OWN.replace("1.950", "12.065,06").encode()


def test_the_bundled_store_is_rebuilt_equal(place: Address) -> None:
    with opened(place) as store:
        bundled.load(store, SHIPPED)
        for name, marks in (("a.csv", Marks.VI), ("b.csv", Marks.EN)):
            checked = check(OWN.encode(), name, store.codelists(), Options(numbers=marks))
            assert checked.is_clean, checked.problems
            commit(store, checked, somebody(name))
        store.withdraw(2, by=somebody(), reason="why not")
        store.put_back(2, by=somebody(), reason="")
        store.withdraw(1, by=somebody(), reason="")
        store.save_briefing("weekly", "{}", by=somebody())
    before, audit = contents(place), entries(place)
    lose(place)
    done = rebuild(place, SHIPPED.codelists)
    assert contents(place) == before
    assert done.submissions == len(before["submission"])
    assert entries(place)[:-1] == audit
    with opened(place) as store:
        assert verify(store) == ()
        assert store.entries()[-1].action is Action.REBUILD
    assert not list(beside(place, "").parent.glob("*rebuilding*"))


def test_what_a_cut_store_lost_is_rebuilt(path: Path, tmp_path: Path) -> None:
    reports = Settings(store=path)
    with opened(path) as store:
        store.adopt_codelists(reports.codelists)
    shutil.copyfile(path, tmp_path / "old.duckdb")
    with opened(path) as store:
        checked = check(PLAIN, "a.csv", store.codelists())
        commit(store, checked, somebody())
    before = contents(path)
    shutil.copyfile(tmp_path / "old.duckdb", path)
    with opened(path) as store:
        assert [complaint.code for complaint in verify(store)] == ["missing_submission"]
    rebuild(path, reports.codelists)
    assert contents(path) == before
    with opened(path) as store:
        assert verify(store) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_observation SET significand = significand + 1",
        "DELETE FROM withdrawal",
        "UPDATE submission SET content = 'x'",
        "UPDATE audit_entry SET who = 'x'",
        "INSERT INTO stored_observation SELECT 7, * EXCLUDE submission_id FROM stored_observation",
    ],
)
def test_what_was_written_past_the_app_is_not_in_a_rebuilt_store(
    place: Address, statement: str
) -> None:
    with opened(place) as store:
        store.adopt_codelists(SHIPPED.codelists)
        commit(store, check(PLAIN, "a.csv", store.codelists()), somebody())
        store.withdraw(1, by=somebody(), reason="")
    before = contents(place)
    past_the_app(place, statement)
    with opened(place) as store:
        assert verify(store)
    rebuild(place, SHIPPED.codelists)
    assert contents(place) == before
    with opened(place) as store:
        assert verify(store) == ()


def test_a_ledger_that_was_altered_is_written_anew_once_it_is_moved_away(path: Path) -> None:
    filled(path)
    ledger = path.with_name(f"{path.name}.ledger")
    before = ledger.read_bytes()
    ledger.write_bytes(before.replace(b"wrong year", b"right year"))
    with opened(path) as store:
        assert [complaint.code for complaint in verify(store)] == ["ledger_altered"]
    with pytest.raises(StoreError) as refusal:
        rebuild(path, SHIPPED.codelists)
    assert refusal.value.code == "ledger_broken"
    ledger.unlink()
    with opened(path) as store:
        assert verify(store) == ()
    assert ledger.read_bytes() == before


def test_a_file_that_reads_differently_replaces_nothing(place: Address) -> None:
    with opened(place) as store:
        store.adopt_codelists(SHIPPED.codelists)
        submission, _ = commit(store, check(PLAIN, "a.csv", store.codelists()), somebody())
        kept = store.archive.folder / submission.sha256
    kept.write_bytes(PLAIN.replace(b"06", b"07"))
    before = contents(place)
    with pytest.raises(StoreError) as refusal:
        rebuild(place, SHIPPED.codelists)
    assert refusal.value.code == "reads_differently"
    assert contents(place) == before
    kept.unlink()
    with opened(place):
        assert kept.exists(), "the store has it, so it is put back beside it"


# Versions -----------------------------------------------------------------------------------


def test_an_older_store_is_upgraded_after_a_backup(
    place: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place)
    before = contents(place)
    new = SCHEMA_VERSION + 1
    monkeypatch.setattr(store_database, "SCHEMA_VERSION", new)
    monkeypatch.setattr(
        store_database,
        "MIGRATIONS",
        {new: "ALTER TABLE area ADD COLUMN seat VARCHAR DEFAULT 'x'"},
    )
    with opened(place) as store:
        assert {row["seat"] for row in store.rows("SELECT seat FROM area")} == {"x"}
        assert store.rows("FROM schema_version") == [{"version": new}]
        assert verify(store) == ()
    assert contents(beside(place, "backups") / f"before-version-{new}.duckdb") == before


def test_an_upgrade_that_fails_changes_nothing(
    place: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(place)
    before = contents(place)
    new = SCHEMA_VERSION + 1
    half = "CREATE TABLE seat (seat VARCHAR); SELECT error('no further')"
    with monkeypatch.context() as patched:
        patched.setattr(store_database, "SCHEMA_VERSION", new)
        patched.setattr(store_database, "MIGRATIONS", {new: half})
        with pytest.raises(duckdb.Error, match="no further"):
            Store.open(place)
    assert contents(place) == before
    with opened(place) as store:
        assert store.rows("FROM schema_version") == [{"version": SCHEMA_VERSION}]
        assert not store.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'seat'")


# Commands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_commands_say_what_they_did(
    place: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for name, value in environment(place).items():
        monkeypatch.setenv(name, value)
    filled(place)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [*arguments, "--language", language])
        return result.exit_code, result.output

    assert run("verify")[0] == 0
    code, told = run("backup", "-o", str(tmp_path / "copy.duckdb"))
    assert (code, "copy.duckdb" in told) == (0, True)
    assert run("backup", "-o", str(tmp_path / "copy.duckdb"))[0] == 2
    code, told = run("restore", str(tmp_path / "copy.duckdb"))
    assert (code, "replaced-" in told) == (0, True)
    assert run("restore", str(tmp_path / "none.duckdb"))[0] == 2
    code, told = run("export", "audit")
    assert code == 0
    assert [line.split(",")[4] for line in told.splitlines()[1:]] == [
        '"submission"', '"submission"', '"withdrawal"', '"restore"',
    ]  # fmt: skip
    past_the_app(place, "UPDATE stored_observation SET significand = 101 WHERE submission_id = 1")
    code, told = run("verify")
    assert code == 1
    assert "rebuild" in told


def test_a_second_process_is_told_who_has_the_store(path: Path) -> None:
    filled(path)
    with opened(path) as store:
        before = (path.with_name(f"{path.name}.ledger")).read_bytes()
        for command in (["withdraw", "2"], ["rebuild"]):
            second = subprocess.run(  # noqa: S603 (our own program)
                [sys.executable, "-m", "analytics", *command, "--language", "en"],
                check=False,
                capture_output=True,
                text=True,
                cwd=ROOT,
                env={"DISTRICT_STORE": str(path), "PATH": ""},
            )
            assert second.returncode == 2, second.stderr
            assert f"process {os.getpid()}" in second.stderr
        assert path.with_name(f"{path.name}.ledger").read_bytes() == before
        assert verify(store) == ()
        assert submit(store, "c.csv", observation("300"))[1]
