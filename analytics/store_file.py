"""A store in one DuckDB file: one process, one connection, one lock."""

from __future__ import annotations

import re
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb

from analytics.store_engine import Engine, StoreError, first_line

_HELD = re.compile("set lock on file|being used by another process")
_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
"""Blocks have checksums: one that does not fit is said to be damage."""


class FileEngine(Engine):
    """Nobody else has the file; whoever writes waits for the one before."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Raises ``StoreError`` ``store_in_use`` and ``store_damaged``."""
        self.address = self.path = path
        self._connection = _connect(path, read_only=read_only)
        self._writing = threading.RLock()
        self._commits = 0

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()

    def close(self) -> None:
        self._connection.close()

    def turn(self) -> AbstractContextManager[None]:
        return self._writing  # type: ignore[return-value]  # says True on entry, which none asks

    def marker(self) -> object:
        return self._commits

    def wrote(self) -> None:
        self._commits += 1  # whoever calls has the turn

    def not_written(self, error: Exception) -> StoreError:
        return StoreError("not_written", reason=first_line(error))

    def failure(self, error: duckdb.Error) -> StoreError | None:
        if isinstance(error, _DAMAGE):
            return StoreError("store_damaged", path=str(self.path), reason=first_line(error))
        return None


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
        raise StoreError("store_damaged", path=str(path), reason=first_line(error)) from error
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection
