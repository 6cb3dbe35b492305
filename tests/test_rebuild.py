"""What people said of a file comes back with it; and a store of the first release still opens."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from analytics.address import Address
from analytics.audit import Action
from analytics.ingest import Options, check, commit
from analytics.ingest.mappings import rename, save, saved
from analytics.ingest.mending import Edit
from analytics.ingest.numbers import Marks
from analytics.store import SCHEMA_VERSION, Store
from analytics.verification import verify
from tests.builders import somebody
from tests.conftest import SHIPPED
from tests.ingest.test_checking import FORM, GIVEN, file_of, line, monthly
from tests.places import TABLES, contents, entries, lose, opened, rebuild
from tests.test_backup import filled

FIRST = Path(__file__).parent / "released" / "schema_1.sql"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """For a store of the first release, which knew of no lake."""
    return tmp_path / "figures.duckdb"


def bring(store: Store, name: str, content: bytes, options: Options) -> int:
    checked = check(content, name, store.codelists(), options)
    assert checked.is_clean, checked.problems
    return commit(store, checked, somebody("lan"))[0].submission_id


def assert_rebuilt_equal(place: Address) -> None:
    before, audit = contents(place), entries(place)
    lose(place)
    rebuild(place, SHIPPED.codelists)
    assert contents(place) == before
    assert entries(place)[:-1] == audit
    with opened(place) as store:
        assert verify(store) == ()


def test_files_read_by_a_mapping_are_rebuilt_row_for_row(place: Address) -> None:
    """The second file is read by what the first one proved, and by the mapping's later edition."""
    with opened(place) as store:
        store.adopt_codelists(SHIPPED.codelists)
        save(store, FORM, somebody("lan"))
        bring(
            store,
            "thang-3.csv",
            monthly(3, "1.950,5", "2.100"),
            Options(mappings=saved(store), given=GIVEN),
        )
        rename(store, FORM.name, "Thu hằng tháng", somebody("lan"))
        number = bring(
            store,
            "thang-4.csv",
            monthly(4, "1.950", "2.100"),
            Options(mappings=saved(store), given=GIVEN),
        )
        store.withdraw(number, by=somebody(), reason="sai kỳ")
    assert_rebuilt_equal(place)


def test_a_file_with_mended_cells_and_skipped_rows_is_rebuilt_row_for_row(place: Address) -> None:
    content = file_of(line("nhiều"), line("x", period="2021"), line("7,5", period="2020"))
    with opened(place) as store:
        store.adopt_codelists(SHIPPED.codelists)
        mended = (Edit(row=2, column=5, text="12,5"),)
        number = bring(store, "a.csv", content, Options(edits=mended, skipped=(3,)))
        assert store.observations(number).num_rows == 2
        bring(store, "a.csv", content, Options(edits=mended, skipped=(3, 4), numbers=Marks.VI))
    assert_rebuilt_equal(place)


# Versions -----------------------------------------------------------------------------------


def as_first_released(path: Path) -> None:
    """Make a store what the first release would have left: its schema, the same rows."""
    newer = path.with_name("newer.duckdb")
    path.rename(newer)
    with duckdb.connect(str(path)) as connection:
        connection.execute(FIRST.read_text(encoding="utf-8"))
        connection.execute("INSERT INTO schema_version VALUES (1)")
        connection.execute(f"ATTACH '{newer}' AS newer (READ_ONLY)")
        own = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name <> 'newer'"
        ).fetchall()
        for (table,) in own:
            if table != "schema_version":
                connection.execute(f"INSERT INTO {table} FROM newer.{table}")
    newer.unlink()


def test_a_store_of_the_first_release_is_upgraded_with_all_that_is_in_it(path: Path) -> None:
    filled(path)
    before, audit = contents(path), entries(path)
    as_first_released(path)
    old = shutil.copyfile(path, path.with_name("old.duckdb"))
    with opened(path) as store:
        assert store.rows("FROM schema_version") == [{"version": SCHEMA_VERSION}]
        assert verify(store) == ()
        assert store.withdraw(2, by=somebody(), reason="")
        assert store.entries()[-1].action is Action.WITHDRAWAL
    with opened(path) as store:
        store.put_back(2, by=somebody(), reason="")
    assert entries(path)[: len(audit)] == audit
    after = contents(path)
    assert {t: after[t] for t in TABLES if t != "withdrawal"} == {
        t: before[t] for t in TABLES if t != "withdrawal"
    }
    kept = path.with_name(f"{path.name}.backups") / f"before-version-{SCHEMA_VERSION}.duckdb"
    assert kept.stat().st_size == old.stat().st_size
