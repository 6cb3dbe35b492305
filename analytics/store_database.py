"""The database under the store: its schema, a cursor a call, one writer at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import duckdb
import pandas as pd
import pyarrow as pa

from analytics import disk
from analytics.address import Address, Lake
from analytics.store_engine import Engine, StoreError
from analytics.store_file import FileEngine
from analytics.store_lake import LakeEngine
from analytics.store_versions import MIGRATIONS, SCHEMA_VERSION

__all__ = ["SCHEMA", "SCHEMA_VERSION", "Database", "StoreError", "insert", "rows_of"]

SCHEMA = Path(__file__).with_name("schema.sql")
_BATCH = 100_000
_PIECE = 16_384
"""Rows of an answer that DuckDB takes memory for at once; by default a million."""
_OURS = "WHERE database_name = current_database() AND table_name = ?"


class Fingerprint(NamedTuple):
    """How many rows a table has, and the sum of their hashes, which knows no order."""

    rows: int
    hashes: int


class Database:
    """Reads may come from any thread; writes go one at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.address = engine.address
        self.path = engine.path

    @classmethod
    def open(cls, address: Address) -> Self:
        """Open the database, making it and its folder where there is none.

        Raises ``StoreError``: ``store_in_use`` where another process has the file, ``store_newer``
        where a newer version of the app wrote it, ``store_damaged`` where it is not as DuckDB left
        it, ``store_unreachable`` where a lake's PostgreSQL does not answer, ``place_taken`` where
        a new lake would have its files among another's.
        """
        if isinstance(address, Lake):
            database = cls(LakeEngine(address))
        else:
            address.parent.mkdir(parents=True, exist_ok=True)
            database = cls(FileEngine(address, read_only=False))
        try:
            database._upgrade()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def look(cls, path: Path) -> Self:
        """Open a database that nobody writes to, a backup say, and change nothing in it.

        Raises ``StoreError`` as :meth:`open` does.
        """
        database = cls(FileEngine(path, read_only=True))
        try:
            database._refuse_newer(database._version())
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        self._engine.close()

    @property
    def backups(self) -> Path:
        """The folder of the store's backups."""
        return self.path.with_name(f"{self.path.name}.backups")

    def size(self) -> int:
        """Bytes of the figures."""
        return self._engine.size()

    def size_of_copy(self) -> int:
        """The most bytes that a copy takes."""
        return self._engine.size_of_copy()

    # Versions ------------------------------------------------------------------------------

    def _upgrade(self) -> None:
        """Bring an older store to this version, all or nothing, after a backup."""
        with self._engine.turn():
            found = self._version()
            self._refuse_newer(found)
            if found is None:
                self._refuse_taken()
            schema = SCHEMA.read_text(encoding="utf-8")
            made_by = hashlib.sha256(schema.encode()).hexdigest()
            if isinstance(self.address, Lake) and (found, self._made_by()) == (
                SCHEMA_VERSION,
                made_by,
            ):
                return  # making views anew is a commit, which other servers need not see
            if found is not None and found < SCHEMA_VERSION:
                self.backups.mkdir(exist_ok=True)
                kept = self.backups / f"before-version-{SCHEMA_VERSION}.duckdb"
                if isinstance(self.address, Lake):
                    self._copy_of_older(kept)
                else:
                    self.copy_to(kept)
            with self._transaction() as cursor:
                for version in range((found or SCHEMA_VERSION) + 1, SCHEMA_VERSION + 1):
                    cursor.execute(MIGRATIONS[version])
                cursor.execute(schema)
                cursor.execute(f"COMMENT ON TABLE schema_version IS '{made_by}'")
                if found is None:
                    cursor.execute("INSERT INTO schema_version VALUES (?)", [SCHEMA_VERSION])
                elif found < SCHEMA_VERSION:
                    cursor.execute("UPDATE schema_version SET version = ?", [SCHEMA_VERSION])
            self._engine.made()

    def _made_by(self) -> str | None:
        """The hash of the ``schema.sql`` that made the views and macros."""
        rows = self.rows(f"SELECT comment FROM duckdb_tables() {_OURS}", ["schema_version"])
        return str(rows[0]["comment"]) if rows else None

    def _version(self) -> int | None:
        """The version of the schema; None in a new database."""
        if not self._has_table("schema_version"):
            return None
        (row,) = self.rows("SELECT max(version) AS version FROM schema_version")
        return None if row["version"] is None else int(row["version"])

    def _refuse_newer(self, found: int | None) -> None:
        if found is not None and found > SCHEMA_VERSION:
            raise StoreError("store_newer", found=str(found), known=str(SCHEMA_VERSION))

    def _refuse_taken(self) -> None:
        """What another has there, a new database would one day clear away."""
        if self._engine.is_taken():
            raise StoreError("place_taken", place=str(self.address))

    def _has_table(self, name: str) -> bool:
        return bool(self.rows(f"SELECT 1 FROM duckdb_tables() {_OURS}", [name]))

    # Reading -------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        with self._engine.saying():
            return rows_of(self._engine.cursor(), sql, parameters)

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        with self._engine.saying():
            return self._engine.cursor().execute(sql, parameters).df()

    def arrow(
        self, sql: str, parameters: Sequence[object] = (), incoming: pa.Table | None = None
    ) -> pa.Table:
        """An answer as Arrow; the statement sees the rows of ``incoming`` under that name."""
        with self._engine.saying():
            cursor = self._engine.cursor()
            if incoming is not None:
                cursor.register("incoming", incoming)
            return cursor.execute(sql, parameters).to_arrow_table(_PIECE)

    # Writing -------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All that is done with the cursor, or nothing of it.

        Raises ``StoreError`` where the disk, memory or what the store is kept in fails.
        """
        with self._engine.turn(), self._begun() as cursor:
            yield cursor
            cursor.commit()

    @contextmanager
    def _begun(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction in its turn, for the caller to commit; taken back if anything fails."""
        cursor = self._engine.cursor()
        try:
            cursor.begin()
            yield cursor
        except self._engine.machine_errors as error:
            roll_back(cursor)
            raise self._engine.not_written(error) from error
        except BaseException:
            roll_back(cursor)
            with self._engine.saying():  # a lost connection has many errors
                raise
        self._engine.wrote()

    @contextmanager
    def at_rest(self) -> Iterator[Path]:
        """Everything is in its place, and nobody writes; readers go on."""
        with self._engine.turn():
            if isinstance(self.address, Path):
                self._engine.cursor().execute("CHECKPOINT")
            yield self.path

    def copy_to(self, target: Path) -> None:
        """Put all that is in the database into a new DuckDB file. Raises ``OSError``."""
        with self.at_rest():
            if isinstance(self.address, Path):
                disk.copy_open(self.address, target)
                return
            growing = growing_beside(target)
            with closing(Database.open(growing)) as copy:
                copy.take_rows(self)
            growing.replace(target)
            disk.sync_folder(target.parent)

    def _copy_of_older(self, target: Path) -> None:
        """A lake's tables as they are, in a file that the app of their version opens."""
        growing = growing_beside(target)
        reading = self._engine.cursor()
        with closing(duckdb.connect(str(growing))) as copy:
            for table in (*self._tables(), "schema_version"):
                ((made,),) = reading.execute(
                    f"SELECT sql FROM duckdb_tables() {_OURS}", [table]
                ).fetchall()
                copy.execute(made)
                rows = reading.execute(f"SELECT * FROM {table}").to_arrow_reader(_BATCH)
                copy.register("incoming", rows)
                copy.execute(f"INSERT INTO {table} FROM incoming")
                copy.unregister("incoming")
        growing.replace(target)
        disk.sync_folder(target.parent)

    # As a whole ----------------------------------------------------------------------------

    def take_rows(self, source: Database) -> None:
        """Hold what another database holds, and nothing else; all or nothing.

        It is of this version, and is not changed.
        """
        reading = source._engine.cursor()
        reading.begin()  # what is read is of one moment
        try:
            with self._transaction() as writing:
                self._engine.arrange(reading, writing)
                for table in self._tables():
                    writing.execute(f"DELETE FROM {table}")
                    rows = reading.execute(f"SELECT * FROM {table}").to_arrow_reader(_BATCH)
                    writing.register("incoming", rows)
                    writing.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
                    writing.unregister("incoming")
        finally:
            roll_back(reading)

    def fingerprints(self) -> dict[str, Fingerprint]:
        """What each table holds, in short: alike on every engine."""
        found = {}
        for table in self._tables():
            (row,) = self.rows(
                f"""
                SELECT count(*) AS rows, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR AS hashes
                FROM {table} AS t
                """
            )
            found[table] = Fingerprint(int(row["rows"]), int(row["hashes"]))
        return found

    def _tables(self) -> list[str]:
        """The schema's tables but the one of its version."""
        rows = self.rows(
            """
            SELECT table_name FROM duckdb_tables()
            WHERE database_name = current_database() AND table_name <> 'schema_version'
            ORDER BY table_name
            """
        )
        return [row["table_name"] for row in rows]


def growing_beside(target: Path) -> Path:
    """Where a database file is written until it is whole; what was left there is gone."""
    growing = target.with_name(f"{target.name}.part")
    for left in (growing, growing.with_name(f"{growing.name}.wal")):
        left.unlink(missing_ok=True)
    return growing


def roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    """A transaction that DuckDB has already ended cannot be rolled back, and need not be."""
    with suppress(duckdb.Error):
        cursor.rollback()


def rows_of(
    cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()
) -> list[dict[str, Any]]:
    """Rows by column name, inside a transaction."""
    cursor.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def insert(
    cursor: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, object]]
) -> None:
    """Add rows by column name; ``table`` is one of ours, never from outside."""
    if not rows:
        return
    cursor.register("incoming", pa.Table.from_pylist([_plain(row) for row in rows]))
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    cursor.unregister("incoming")


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: list(cell) if isinstance(cell, tuple) else cell for name, cell in row.items()}
