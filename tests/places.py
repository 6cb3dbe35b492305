"""Where a test's store is, a file or a lake: named alike, opened alike, put back alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb

from analytics import backup, shared_store
from analytics import rebuild as rebuilding
from analytics.access import Actor
from analytics.address import LAKE, Address, Lake
from analytics.backup import Restored
from analytics.compacting import compact
from analytics.rebuild import Rebuilt
from analytics.store import Store
from analytics.store_lake import LakeEngine
from tests.builders import somebody

AT_THE_MACHINE = somebody()
TABLES = (
    "submission",
    "submission_note",
    "withdrawal",
    "stored_observation",
    "source",
    "mapping",
    "briefing",
    "role_grant",
    "area",
    "indicator",
    "unit",
    "part",
    "codelist_edition",
    "kept_codelists",
)


def environment(place: Address) -> dict[str, str]:
    """The variables that name a store to the app."""
    if isinstance(place, Lake):
        return {
            "DISTRICT_STORE": f"{LAKE}{place.catalogue}",
            "DISTRICT_STORE_DATA": str(place.data),
        }
    return {"DISTRICT_STORE": str(place)}


def beside(place: Address, suffix: str) -> Path:
    """What is kept beside a store under this ending."""
    path = place.path if isinstance(place, Lake) else place
    return path.with_name(f"{path.name}.{suffix}")


@contextmanager
def opened(place: Address) -> Iterator[Store]:
    with closing(Store.open(place)) as store:
        yield store


def contents(place: Address) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table; of a file past the app, which may be too new for it."""
    with _at(place) as connection:
        return {
            table: sorted(connection.execute(f"FROM {table}").fetchall(), key=repr)
            for table in TABLES
        }


def entries(place: Address) -> list[str]:
    """The hashes of the audit, oldest first."""
    with opened(place) as store:
        return [entry.hash for entry in store.entries()]


def past_the_app(place: Address, *statements: str) -> None:
    """What somebody does to a store's tables without telling anybody."""
    with _at(place) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def _at(place: Address) -> Iterator[duckdb.DuckDBPyConnection]:
    if isinstance(place, Lake):
        with closing(LakeEngine(place)) as engine:
            yield engine.cursor()
    else:
        with duckdb.connect(str(place)) as connection:
            yield connection


def lose(place: Address) -> None:
    """Make a store useless: a file that is none, tables without rows."""
    if isinstance(place, Lake):
        past_the_app(place, *(f"DELETE FROM {table}" for table in (*TABLES, "audit_entry")))
    else:
        place.write_bytes(b"not a database")


def restore(
    place: Address, file: Path, *, older: bool = False, by: Actor = AT_THE_MACHINE
) -> Restored:
    if isinstance(place, Lake):
        return shared_store.restore(place, file, older=older, by=by)
    return backup.restore(place, file, older=older, by=by)


def rebuild(place: Address, codelists: Path, *, by: Actor = AT_THE_MACHINE) -> Rebuilt:
    if isinstance(place, Lake):
        return shared_store.rebuild(place, codelists, by=by)
    return rebuilding.rebuild(place, codelists, by=by)


def put_in_order(place: Address) -> None:
    """What ``compact`` does to a file, and ``maintain`` to a lake."""
    if isinstance(place, Path):
        compact(place)
        return
    with opened(place) as store:
        assert shared_store.maintain(store, timedelta(0)) is not None


def as_of_version_4(cursor: duckdb.DuckDBPyConnection) -> None:
    """Have the figures lie as an older version wrote them."""
    cursor.execute("CREATE TABLE figures AS FROM observation")
    cursor.execute("DROP VIEW observation")
    cursor.execute("ALTER TABLE figures RENAME TO observation")
    cursor.execute("DROP TABLE stored_observation")
    cursor.execute("DROP TABLE counted_change")
    cursor.execute("UPDATE schema_version SET version = 4")
