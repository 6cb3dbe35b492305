"""The store with its production schema: all or nothing, once, in one order."""

from __future__ import annotations

import hashlib
import threading
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from analytics import queries, store_database
from analytics.address import Address
from analytics.model import Observation, Submission
from analytics.settings import Settings
from analytics.store import OBSERVATION_SCHEMA, SCHEMA_VERSION, Store, StoreError
from tests.builders import observation, somebody
from tests.conftest import BOTH_ENGINES
from tests.places import as_of_version_4

pytestmark = BOTH_ENGINES


def rows_of(*observations: Observation) -> pa.Table:
    names = OBSERVATION_SCHEMA.names
    rows = [{name: getattr(o, name) for name in names} for o in observations]
    return pa.Table.from_pylist(rows, schema=OBSERVATION_SCHEMA)


def submit(store: Store, name: str, *observations: Observation) -> tuple[Submission, bool]:
    content = name.encode()
    return store.submit(
        sha256=hashlib.sha256(content).hexdigest(),
        file_name=name,
        content=content,
        by=somebody(),
        observations=rows_of(*observations),
    )


def test_opening_twice_changes_nothing(place: Address) -> None:
    store = Store.open(place)
    store.adopt_codelists(Settings.read({}).codelists)
    revision = store.revision()
    store.close()
    reopened = Store.open(place)
    assert not reopened.adopt_codelists(Settings.read({}).codelists)
    assert reopened.revision() == revision
    assert reopened.rows("SELECT version FROM schema_version") == [{"version": SCHEMA_VERSION}]
    reopened.close()


def test_a_newer_store_is_refused_unharmed(place: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store.open(place)) as store:
        store.rows("UPDATE schema_version SET version = ?", [SCHEMA_VERSION + 1])
    with pytest.raises(StoreError) as refusal:
        Store.open(place)
    assert refusal.value.code == "store_newer"
    monkeypatch.setattr(store_database, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with closing(Store.open(place)) as store:
        found = store.rows("SELECT version FROM schema_version")
    assert found == [{"version": SCHEMA_VERSION + 1}]


def test_the_same_file_twice_is_one_submission(store: Store) -> None:
    first, is_new = submit(store, "a.csv", observation("100"))
    again, is_new_again = submit(store, "a.csv", observation("100"))
    assert (is_new, is_new_again) == (True, False)
    assert again == first
    assert len(store.submissions()) == 1


def test_two_clicks_at_once_are_one_submission(store: Store) -> None:
    started = threading.Barrier(8)
    results: list[bool] = []

    def click() -> None:
        started.wait()
        results.append(submit(store, "a.csv", observation("100"))[1])

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
    assert len(queries.standing(store)) == 1


def test_a_failing_submission_leaves_no_trace(store: Store) -> None:
    before = store.revision()
    broken = rows_of(observation("100")).drop_columns(["unit"])
    with pytest.raises((pa.ArrowInvalid, ValueError, duckdb.Error)):
        store.submit(
            sha256="0" * 64,
            file_name="broken.csv",
            content=b"",
            by=somebody(),
            observations=broken,
        )
    assert store.revision() == before
    assert not store.submissions()
    assert not store.rows("FROM observation")


def test_a_withdrawal_brings_back_the_figures_before(store: Store) -> None:
    submit(store, "a.csv", observation("100"))
    before = queries.standing(store)
    second, _ = submit(store, "b.csv", observation("200"))
    assert [o.obs_value for o in queries.standing(store)] == [200]
    assert store.withdraw(second.submission_id, by=somebody(), reason="")
    assert queries.standing(store) == before
    assert not store.withdraw(second.submission_id, by=somebody(), reason="")
    assert store.put_back(second.submission_id, by=somebody(), reason="")
    assert [o.obs_value for o in queries.standing(store)] == [200]


def test_an_unknown_submission_is_said(store: Store) -> None:
    with pytest.raises(StoreError) as refusal:
        store.withdraw(7, by=somebody(), reason="")
    assert refusal.value.code == "unknown_submission"


def test_every_write_is_a_new_revision(store: Store) -> None:
    seen = {store.revision()}
    submission, _ = submit(store, "a.csv", observation("100"))
    seen.add(store.revision())
    store.withdraw(submission.submission_id, by=somebody(), reason="")
    seen.add(store.revision())
    store.put_back(submission.submission_id, by=somebody(), reason="")
    seen.add(store.revision())
    assert len(seen) == 4


def test_the_database_reaches_nothing_outside_itself(store: Store, tmp_path: Path) -> None:
    for statement in (
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        f"SELECT * FROM read_csv('{tmp_path / 'in.csv'}')",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            store.rows(statement)


def test_values_are_exact_decimals(store: Store) -> None:
    submit(store, "a.csv", observation("12065.060000001"))
    (back,) = queries.standing(store)
    assert str(back.obs_value.normalize()) == "12065.060000001"
    assert back.decimals == 9


EXTREME = (
    *("0", "-1", "0.000000001", "-0.000000001", "14000", "9223372036.854775807"),
    *("9223372036.854775808", "9223372036854775807", "-9223372036854775808"),
    *("9223372036854775808", "9999999999999999999.999999999", "-9999999999999999999.999999999"),
)
"""Of few digits, of as many as a whole number of 64 bits has, and of more."""


def test_every_value_comes_back_as_it_came_in_and_from_an_older_store(place: Address) -> None:
    rows = [observation(value, row_number=row) for row, value in enumerate(EXTREME, start=2)]
    rows = [*rows, rows[3]._replace(row_number=1, decimals=0), rows[4]._replace(decimals=-3)]
    with closing(Store.open(place)) as store:
        submit(store, "a.csv", *rows)
        as_given = rows_of(*sorted(rows, key=lambda one: one.row_number))
        assert store.observations(1).sort_by([("row_number", "ascending")]).equals(as_given)
        lie = store.rows("FROM stored_observation ORDER BY ALL")
        with store._transaction() as cursor:
            as_of_version_4(cursor)
    with closing(Store.open(place)) as upgraded:
        assert upgraded.rows("FROM stored_observation ORDER BY ALL") == lie
        assert upgraded.observations(1).sort_by([("row_number", "ascending")]).equals(as_given)
        assert upgraded.rows(
            "SELECT count(*) AS rows, count(long_value) AS long FROM stored_observation"
        ) == [{"rows": len(rows), "long": 4}]


def counts_of(store: Store) -> list[dict[str, object]]:
    tables = ("line", "number", "reported_area")
    return [row for table in tables for row in store.rows(f"FROM {table} ORDER BY ALL")]


def as_of_version_2(store: Store) -> list[dict[str, object]]:
    """Make a store what an older version left; the counts that it had."""
    counts = counts_of(store)
    with store._transaction() as cursor:
        as_of_version_4(cursor)
        for table in ("line", "number", "reported_area"):
            cursor.execute(f"DROP TABLE {table}")
        cursor.execute("UPDATE schema_version SET version = 2")
    return counts


def test_counts_are_made_of_what_an_older_store_holds(place: Address) -> None:
    with closing(Store.open(place)) as store:
        store.adopt_codelists(Settings.read({}).codelists)
        submit(store, "a.csv", observation("100"), observation("101", ref_area="002"))
        submit(store, "b.csv", observation("200"))
        counts = as_of_version_2(store)
        assert [row.get("reports") for row in counts] == [2, 1, *[None] * 6]
    with closing(Store.open(place)) as upgraded:
        assert counts_of(upgraded) == counts
        assert upgraded.rows("FROM schema_version") == [{"version": SCHEMA_VERSION}]
        kept = upgraded.backups / f"before-version-{SCHEMA_VERSION}.duckdb"
    with closing(Store.open(kept)) as before:
        assert counts_of(before) == counts
