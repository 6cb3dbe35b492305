"""A store that several servers share: DuckLake, its catalogue in PostgreSQL, its data in Parquet.

Order comes from two things that do not need each other. A writer holds an advisory lock of
PostgreSQL from before it reads until after it has committed, so writers wait instead of working in
vain. And DuckLake commits a snapshot only under the number after the one that was read
(``ducklake_max_retry_count = 0``, so it never moves a transaction past another one's): should two
writers meet in spite of the lock, when a server died in the middle of its commit, the second fails
as a whole. So a number that was given as "the highest plus one" is given once.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlencode

import duckdb

from analytics import disk
from analytics.address import Bucket, Lake
from analytics.store_engine import Engine, StoreError, Tidied, quoted
from analytics.tiles import Extent, newest_years, sort_keys

_EXTENSIONS = ("postgres_scanner", "ducklake")
_FOR_A_BUCKET = "httpfs"
_TURN = 7_402_137
_TAKE_TURN = f"SELECT 1 AS got FROM (SELECT pg_advisory_xact_lock({_TURN}))"  # noqa: S608
"""PostgreSQL keeps the keys of advisory locks apart by database."""
_PATIENCE = "60s"
"""How long a writer waits for its turn."""
_TIMES_IN_A_FILE = 4
"""A figure takes 10 bytes in Parquet, up to 31 in a DuckDB file (``docs/scaling.md``)."""
_FORM = {"parquet_version": "2", "parquet_compression": "zstd"}
"""Whole numbers by their differences. DuckLake keeps a number with each row that it has merged."""
_NOTICING = {
    "connect_timeout": "3",  # seconds
    "tcp_user_timeout": "5000",  # milliseconds until what is sent has to be acknowledged
    "keepalives_idle": "5",  # seconds, and so are the others
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "options": (
        "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
        " -c tcp_user_timeout=10000"
    ),
}
"""Parameters of libpq; ``options`` is for the session's end at PostgreSQL. Over a socket of this
machine they mean nothing."""
_PEEK_EVERY = 0.2
"""Seconds for which what other servers committed need not be asked about again."""


class LakeEngine(Engine):
    """Any number of servers; PostgreSQL says whose turn it is."""

    def __init__(self, lake: Lake) -> None:
        """Raises ``StoreError`` ``store_unreachable``, ``no_extensions``."""
        self.address = lake
        self.path = lake.path
        self._writing = threading.RLock()
        self._has_turn = False
        self._commits = 0
        self._peeked: tuple[float, int] | None = None
        self._lake = lake
        self._connection = _instance(_FOR_A_BUCKET if lake.bucket else None)
        with self.saying():
            self._attach(lake)

    def _attach(self, lake: Lake) -> None:
        catalogue = _noticing(lake.catalogue)
        execute = self._connection.execute
        lake.path.mkdir(parents=True, exist_ok=True)
        if lake.bucket:
            execute(_opened(lake.bucket))
        execute(f"ATTACH {quoted(catalogue)} AS turn (TYPE postgres, READ_ONLY)")
        with self.turn():  # two servers that make the catalogue at once make it once
            where = f"DATA_PATH {quoted(lake.figures)}"
            execute(f"ATTACH {quoted(f'ducklake:postgres:{catalogue}')} AS lake ({where})")
        for setting in (
            "TimeZone = 'UTC'",
            "GLOBAL ducklake_max_retry_count = 0",
            "GLOBAL parquet_metadata_cache = true",  # no file is ever written again
            f"allowed_directories = [{quoted(lake.figures)}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            execute(f"SET {setting}")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        with self.saying():
            cursor.execute("USE lake")
        return cursor

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises ``StoreError`` ``store_busy`` where another writer does not come to an end."""
        with self._writing:
            if self._has_turn:
                yield
                return
            holder = self._connection.cursor()
            try:
                with self.saying():
                    holder.begin()
                    _ask(holder, f"SELECT set_config(''lock_timeout'', ''{_PATIENCE}'', true) AS s")
                    _ask(holder, _TAKE_TURN)
                self._has_turn = True
                yield
            finally:
                self._has_turn = False
                # A connection that broke has given the turn back. Whatever became of it, its
                # transaction ends here: closed with one, it would end the process.
                with suppress(duckdb.Error):
                    holder.rollback()
                holder.close()

    def not_written(self, error: Exception) -> StoreError:
        """What broke while PostgreSQL committed may stand: who asks again is told."""
        if isinstance(error, duckdb.Error):
            return self.failure(error) or StoreError("not_written", reason=_safe(error))
        return StoreError("not_written", reason=_safe(error))

    def failure(self, error: duckdb.Error) -> StoreError | None:
        reason = str(error)
        if "lock timeout" in reason:
            return StoreError("store_busy")
        if elsewhere := _ELSEWHERE.search(reason):
            return StoreError("lake_elsewhere", there=elsewhere[2], here=elsewhere[1])
        if isinstance(error, duckdb.IOException) or _LOST.search(reason):
            return StoreError("store_unreachable", reason=_safe(error))
        return None

    def marker(self) -> object:
        """The newest snapshot's number. Raises ``StoreError`` ``store_unreachable``."""
        peeked, commits = self._peeked, self._commits
        if peeked is not None and time.monotonic() - peeked[0] < _PEEK_EVERY:
            return peeked[1]
        at = time.monotonic()
        cursor = self._connection.cursor()
        with self.saying():
            ((number,),) = _ask(cursor, "SELECT max(snapshot_id) AS last FROM ducklake_snapshot")
        if commits == self._commits:
            self._peeked = (at, number)
        return int(number)

    def made(self) -> None:
        """Raw files go to the folder, not into PostgreSQL; files are as small as they are quick."""
        cursor = self.cursor()
        _small(cursor)
        for table in ("submission", "kept_codelists"):
            cursor.execute(
                f"CALL lake.set_option('data_inlining_row_limit', 0, table_name => '{table}')"
            )

    def arrange(self, figures: duckdb.DuckDBPyConnection, at: duckdb.DuckDBPyConnection) -> None:
        """DuckLake sorts each file that it writes, and those that it merges."""
        at.execute(f"ALTER TABLE stored_observation SET SORTED BY ({sort_keys(_extent(figures))})")
        at.execute("ALTER TABLE number SET SORTED BY (number, report)")

    def tidy(self, keep: timedelta) -> Tidied:
        """Merge small files, forget old snapshots, remove what no snapshot has.

        Readers go on throughout; writers wait for one step at a time. A file is removed only
        ``keep`` after it went out of use, which is longer than any question takes.
        """
        cursor = self.cursor()
        before = self._files(cursor)
        with self.turn(), self.saying():
            _small(cursor)  # one that an earlier version made has no word of it
            self.arrange(cursor, cursor)
        for step in ("ducklake_flush_inlined_data", "ducklake_merge_adjacent_files"):
            with self.turn(), self.saying():
                cursor.execute(f"CALL {step}('lake')").to_arrow_table()
        removed = 0
        past = f"now() - INTERVAL '{keep.total_seconds()} seconds'"
        for step in (
            "ducklake_expire_snapshots",
            "ducklake_cleanup_old_files",
            "ducklake_delete_orphaned_files",
        ):
            with self.turn(), self.saying():
                done = cursor.execute(f"CALL {step}('lake', older_than => {past})")
                gone = done.to_arrow_table().num_rows
            removed += 0 if step == "ducklake_expire_snapshots" else gone
        self.wrote()
        return Tidied(before, self._files(cursor), removed)

    def _files(self, cursor: duckdb.DuckDBPyConnection) -> int:
        with self.saying():
            ((count,),) = cursor.execute(
                "SELECT coalesce(sum(file_count), 0)::BIGINT FROM ducklake_table_info('lake')"
            ).fetchall()
        return int(count)

    def is_taken(self) -> bool:
        place = f"{self._lake.figures}**"
        with self.saying():
            return self.cursor().execute("FROM glob(?) LIMIT 1", [place]).fetchone() is not None

    def size(self) -> int:
        if self._lake.bucket is None:
            return disk.size(self.path)
        with self.saying():
            ((total,),) = (
                self.cursor()
                .execute(
                    "SELECT coalesce(sum(file_size_bytes), 0)::BIGINT"
                    " FROM ducklake_table_info('lake')"
                )
                .fetchall()
            )
        return int(total)

    def size_of_copy(self) -> int:
        return _TIMES_IN_A_FILE * self.size()

    def wrote(self) -> None:
        self._commits += 1
        self._peeked = None


_LOST = re.compile(
    "Unable to connect to Postgres|server closed the connection|terminating connection"
    "|connection to server|no connection to the server|SSL connection has been closed"
    '|Failed to execute query "(ROLLBACK|COMMIT)|Failed to prepare|Current transaction is aborted'
    "|from an unsuccessful query result|Attempted to access index 0 within vector of size 0"
)
"""The last three are what DuckLake comes to when it goes on after a question that failed."""
_ELSEWHERE = re.compile('DATA_PATH parameter "(.*?)" does not match .*? catalog "(.*?)"')
_NAMED = re.compile(r'at "(?:[^"\\]|\\.)*"')


def _safe(error: Exception) -> str:
    """The first line without the address, which may hold a password."""
    return _NAMED.sub("", str(error).partition("\n")[0])


def _small(cursor: duckdb.DuckDBPyConnection) -> None:
    """How the lake's files are written from now on."""
    for option, value in _FORM.items():
        cursor.execute(f"CALL lake.set_option('{option}', '{value}')")


def _extent(cursor: duckdb.DuckDBPyConnection) -> Extent:
    """What the figures are that a cursor sees."""
    (counted,) = cursor.execute(
        f"""
        WITH newest AS ({newest_years("stored_observation")})
        SELECT (FROM newest), count(*) FILTER (period_end >= (FROM newest)),
            count(*) FILTER (period_end < (FROM newest)),
            coalesce(list_sort(list(DISTINCT ref_area)), []),
            coalesce(list_sort(list(DISTINCT indicator)), [])
        FROM stored_observation
        """  # noqa: S608 (our own names)
    ).fetchall()
    return Extent(*counted)


def _ask(cursor: duckdb.DuckDBPyConnection, question: str) -> list[tuple[int]]:
    """Ask PostgreSQL itself; ``question`` is one of ours."""
    return cursor.execute(f"FROM postgres_query('turn', '{question}')").fetchall()


def _opened(bucket: Bucket) -> str:
    """The statement that lets DuckDB into a bucket, and into that place of it only."""
    given = {
        "KEY_ID": bucket.key,
        "SECRET": bucket.secret,
        "SESSION_TOKEN": bucket.token,
        "REGION": bucket.region,
        "ENDPOINT": bucket.endpoint,
        "URL_STYLE": bucket.style,
        "SCOPE": f"{bucket.place}/",
    }
    told = [f"{name} {quoted(value)}" for name, value in given.items() if value]
    encrypted = str(bucket.is_encrypted).lower()
    return f"CREATE SECRET bucket (TYPE s3, USE_SSL {encrypted}, {', '.join(told)})"


def _noticing(catalogue: str) -> str:
    """What libpq connects with, so that both ends notice when the other's machine is gone.

    Without it a question waits a quarter of an hour for an answer that cannot come, and what a
    server that vanished had begun holds up the others for two. What the address says of these
    itself counts, being later.
    """
    if catalogue.startswith(("postgresql://", "postgres://")):
        mark = "&" if "?" in catalogue else "?"
        ours = {name: v for name, v in _NOTICING.items() if f"{name}=" not in catalogue}
        said = urlencode(ours, quote_via=quote)  # libpq takes no + for a space
        return f"{catalogue}{mark}{said}"
    return " ".join([*(f"{name}='{value}'" for name, value in _NOTICING.items()), catalogue])


def _instance(also: str | None) -> duckdb.DuckDBPyConnection:
    """DuckDB with the extensions of the wheels, and none from anywhere else."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # Where a connection goes amid a question, DuckLake stumbles. DuckDB would then take its
            # own memory, which has nothing of the store, for broken, and not even roll back.
            "disable_database_invalidation": "true",
        }
    )
    for name in (*_EXTENSIONS, *([also] if also else [])):
        connection.execute(f"LOAD {quoted(str(_extension(name)))}")
    return connection


def _extension(name: str) -> Path:
    package = find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        raise StoreError("no_extensions", package=f"duckdb-extension-{name.replace('_', '-')}")
    folder = Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}"
    return folder / f"{name}.duckdb_extension"
