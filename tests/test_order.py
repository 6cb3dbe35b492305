"""Putting the figures in order changes no answer, and leaves a whole store whenever it stops."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analytics import compacting, disk, queries
from analytics.__main__ import app
from analytics.access import Actor
from analytics.compacting import compact
from analytics.store import Store, StoreError
from analytics.store_database import Database
from analytics.store_order import _IN_ORDER
from analytics.tiles import EARLIER_STRIP, STRIP
from analytics.verification import verify

BY = Actor.at_the_machine("test", "test")


@pytest.fixture
def path(bundled_file: Store, tmp_path: Path) -> Path:
    """A store's file that nobody has open, with its ledger and files."""
    with bundled_file.at_rest() as file:
        place = tmp_path / "figures.duckdb"
        shutil.copytree(file.with_name(f"{file.name}.files"), f"{place}.files")
        shutil.copy(f"{file}.ledger", f"{place}.ledger")
        bundled_file.copy_to(place)
    return place


def answers(path: Path) -> tuple[object, ...]:
    with closing(Store.open(path)) as store:
        assert verify(store) == ()
        return queries.known(store), queries.standing(store), store.fingerprints(), store.entries()


def test_a_store_in_order_answers_as_before(path: Path) -> None:
    before = answers(path)
    done = compact(path)
    assert answers(path) == before
    assert done.after == path.stat().st_size
    assert {file.suffix for file in path.parent.iterdir()} == {".duckdb", ".ledger", ".files"}


def test_what_was_given_up_leaves_the_file(path: Path) -> None:
    """Room that lies before figures stays in DuckDB's file."""
    with closing(Store.open(path)) as store, store._transaction() as cursor:
        cursor.execute("CREATE TABLE other AS SELECT uuid() FROM range(200000)")
    with closing(Store.open(path)) as store:
        again(store)
    with closing(Store.open(path)) as store, store._transaction() as cursor:
        cursor.execute("DROP TABLE other")
    done = compact(path)
    assert done.after < done.before - 2_000_000


def test_what_comes_after_is_there_too(path: Path) -> None:
    compact(path)
    with closing(Store.open(path)) as store:
        submission = again(store)
        first, second = (store.observations(n) for n in (submission, submission - 1))
        assert first == second


def again(store: Store) -> int:
    """The newest submission's figures in another file; its number."""
    (last, *_) = store.submissions()
    rows = store.observations(last.submission_id)
    submission, is_new = store.submit(
        sha256="another", file_name="another.csv", content=b"another", by=BY, observations=rows
    )
    assert is_new
    return submission.submission_id


def cut_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


STEPS: dict[str, tuple[object, str]] = {
    "rows are counted": (Database, "fingerprints"),
    "the new file is named": (disk, "sync_folder"),
    "the old file gets its second name": (os, "link"),
    "the new file is in place": (compacting, "_refuse_held"),
    "the old file goes": (disk, "remove"),
}


@pytest.mark.parametrize("step", STEPS)
def test_one_that_is_stopped_leaves_a_whole_store(
    step: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(path)
    where, name = STEPS[step]
    with monkeypatch.context() as patched:
        patched.setattr(where, name, cut_off)
        with pytest.raises(KeyboardInterrupt):
            compact(path)
    assert answers(path) == before
    compact(path)
    assert answers(path) == before
    assert {file.suffix for file in path.parent.iterdir()} == {".duckdb", ".ledger", ".files"}


def test_what_a_killed_one_left_is_no_hindrance(path: Path) -> None:
    before = answers(path)
    for left in (".part", ".part.wal", ""):
        path.with_name(f"{path.name}.in-order{left}").write_bytes(b"half of a file")
    compact(path)
    assert answers(path) == before
    assert {file.suffix for file in path.parent.iterdir()} == {".duckdb", ".ledger", ".files"}


def test_rows_that_differ_are_not_put_in_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(path)
    with monkeypatch.context() as patched:
        patched.setattr("analytics.store_order._IN_ORDER", f"{_IN_ORDER} LIMIT 5")
        with pytest.raises(StoreError, match="order_differs"):
            compact(path)
    assert answers(path) == before


def test_an_old_file_that_was_written_to_goes_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between closing the old file and naming the new one, another process may come."""

    def written_to(source: Path, target: Path) -> None:
        with closing(Store.open(source)) as other:
            other.add_mapping("shape", "name", "{}", by=BY)
        shutil.copy(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "link", written_to)
        with pytest.raises(StoreError, match="store_in_use"):
            compact(path)
    with closing(Store.open(path)) as store:
        assert store.mapping_bodies() == ("{}",)
        assert verify(store) == ()


def test_the_command_puts_a_store_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_STORE", str(tmp_path / "figures.duckdb"))
    done = CliRunner().invoke(app, ["compact", "--language", "en"])
    assert done.exit_code == 0, done.output
    assert "in order" in done.output


def test_the_command_leaves_a_shared_store_to_maintain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTRICT_STORE", "ducklake:postgres:host=nowhere dbname=district")
    monkeypatch.setenv("DISTRICT_STORE_DATA", str(tmp_path))
    done = CliRunner().invoke(app, ["compact", "--language", "en"])
    assert done.exit_code != 0
    assert "maintain" in done.output


def test_figures_lie_by_year_and_strip_of_indicators(path: Path) -> None:
    """The two newest years that anything is told of, after those before; a strip area by area."""
    compact(path)
    with closing(Store.open(path)) as store:
        (newest,) = store.rows(
            "SELECT max(period_end) AS day FROM observation WHERE measure = 'actual'"
        )
        rows = store.rows("SELECT period_end, indicator, ref_area FROM observation")
    first = newest["day"].year - 1
    places = {code: at for at, code in enumerate(sorted({row["indicator"] for row in rows}))}

    def where(row: dict[str, Any]) -> tuple[bool, int, str]:
        is_recent = row["period_end"].year >= first
        strip = places[row["indicator"]] // (STRIP if is_recent else EARLIER_STRIP)
        return is_recent, strip, row["ref_area"]

    found = [where(row) for row in rows]
    assert found == sorted(found)
    assert {is_recent for is_recent, *_ in found} == {False, True}
    assert len({strip for _, strip, _ in found}) > 1
