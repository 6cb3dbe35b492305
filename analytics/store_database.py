"""The database under the store: one DuckDB file, one connection, a cursor a call, one writer."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import duckdb
import pandas as pd
import pyarrow as pa

from analytics import disk

SCHEMA_VERSION = 2
MIGRATIONS = {2: "SELECT 1"}
"""The statements that bring a store of the version before to this one; ``schema.sql`` follows, and
makes what is new: 2 has ``role_grant``."""
_SCHEMA = Path(__file__).with_name("schema.sql")


class StoreError(Exception):
    """The store cannot do what was asked; ``code`` names the words for it in ``data/text``."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Database:
    """Reads may come from any thread; writes go one at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self._writing = threading.RLock()
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, making it and its folder where there is none.

        Raises ``StoreError``: ``store_in_use`` where another process has it, ``store_newer`` where
        a newer version of the app wrote it, ``store_damaged`` where it is not as DuckDB left it.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        database = cls(_connect(path, read_only=False), path)
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
        database = cls(_connect(path, read_only=True), path)
        try:
            database._refuse_newer(database._version())
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        self._connection.close()

    @property
    def backups(self) -> Path:
        """The folder of the store's backups."""
        return self.path.with_name(f"{self.path.name}.backups")

    # Versions ------------------------------------------------------------------------------

    def _upgrade(self) -> None:
        """Bring an older store to this version, all or nothing, after a backup."""
        found = self._version()
        self._refuse_newer(found)
        if found is not None and found < SCHEMA_VERSION:
            self.backups.mkdir(exist_ok=True)
            with self.at_rest() as file:
                disk.copy_open(file, self.backups / f"before-version-{SCHEMA_VERSION}.duckdb")
        with self._transaction() as cursor:
            for version in range((found or SCHEMA_VERSION) + 1, SCHEMA_VERSION + 1):
                cursor.execute(MIGRATIONS[version])
            cursor.execute(_SCHEMA.read_text(encoding="utf-8"))
            if found is None:
                cursor.execute("INSERT INTO schema_version VALUES (?)", [SCHEMA_VERSION])
            elif found < SCHEMA_VERSION:
                cursor.execute("UPDATE schema_version SET version = ?", [SCHEMA_VERSION])

    def _version(self) -> int | None:
        """The version of the schema; None in a new database."""
        if not self._has_table("schema_version"):
            return None
        (row,) = self.rows("SELECT max(version) AS version FROM schema_version")
        return None if row["version"] is None else int(row["version"])

    def _refuse_newer(self, found: int | None) -> None:
        if found is not None and found > SCHEMA_VERSION:
            raise StoreError("store_newer", found=str(found), known=str(SCHEMA_VERSION))

    def _has_table(self, name: str) -> bool:
        return bool(self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]))

    # Reading -------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        with _damage_said(self.path):
            return rows_of(self._connection.cursor(), sql, parameters)

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        return self._connection.cursor().execute(sql, parameters).df()

    def arrow(
        self, sql: str, parameters: Sequence[object] = (), incoming: pa.Table | None = None
    ) -> pa.Table:
        """An answer as Arrow; the statement sees the rows of ``incoming`` under that name."""
        cursor = self._connection.cursor()
        if incoming is not None:
            cursor.register("incoming", incoming)
        with _damage_said(self.path):
            return cursor.execute(sql, parameters).to_arrow_table()

    # Writing -------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All that is done with the cursor, or nothing of it."""
        with self._writing:
            cursor = self._connection.cursor()
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    @contextmanager
    def at_rest(self) -> Iterator[Path]:
        """The database's file with everything in it, while nobody writes; readers go on."""
        with self._writing:
            self._connection.cursor().execute("CHECKPOINT")
            yield self.path


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


_HELD = re.compile("set lock on file|being used by another process")


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(
            str(path), read_only=read_only, config={"enable_external_access": "false"}
        )
    except duckdb.Error as error:
        reason = str(error)
        if isinstance(error, duckdb.IOException) and _HELD.search(reason):
            holder = re.search(r"PID (\d+)", reason)
            process = holder.group(1) if holder else "?"
            raise StoreError("store_in_use", path=str(path), process=process) from error
        raise StoreError("store_damaged", path=str(path), reason=_first_line(reason)) from error
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection


@contextmanager
def _damage_said(path: Path) -> Iterator[None]:
    """Blocks have checksums: one that does not fit is said to be damage, not a fault of ours."""
    try:
        yield
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        reason = _first_line(str(error))
        raise StoreError("store_damaged", path=str(path), reason=reason) from error


def _first_line(reason: str) -> str:
    return reason.partition("\n")[0]
