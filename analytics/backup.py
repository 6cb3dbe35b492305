"""Copies of the store while people work, kept for days and weeks, and putting one back."""

from __future__ import annotations

import re
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analytics import disk
from analytics.access import Actor
from analytics.audit import Action, Entry, first_broken
from analytics.ledger import Ledger
from analytics.store import RefusedError, Store, StoreError

DAILY = 7
WEEKLY = 4
_TABLES = ("submission", "withdrawal", "observation", "source", "mapping", "briefing", "role_grant")
_BY_HAND = "by-hand-"
_NAME = re.compile(rf"(?:{_BY_HAND})?(\d{{8}}-\d{{6}})\.duckdb")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Backup:
    """A copy that was opened and counted."""

    path: Path
    submissions: int
    observations: int


def back_up(store: Store, target: Path | None = None, *, by: Actor) -> Backup:
    """Copy the store to ``target``, or into its folder of backups as one that a person asked for.

    Such a one is kept until a person removes it. Readers go on meanwhile; writers wait. Nothing is
    overwritten. Raises ``RefusedError``, and ``StoreError``: ``backup_exists``,
    ``no_room``, ``not_written``, or ``backup_differs`` where the copy does not hold what the store
    does.
    """
    store.refuse_unless_may(by, Action.BACKUP)
    if target is None:
        target = store.backups / f"{_BY_HAND}{datetime.now(UTC):{_STAMP}}.duckdb"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with store.at_rest():
            if target.exists():
                raise StoreError("backup_exists", path=str(target))
            _refuse_without_room(store.size_of_copy(), target.parent)
            counts = _counts(store)
            store.copy_to(target)
    except OSError as error:
        raise StoreError("not_written", reason=str(error)) from error
    with closing(Store.look(target)) as copy:
        is_equal = _counts(copy) == counts and first_broken(copy.entries()) is None
    if not is_equal:
        target.unlink()
        raise StoreError("backup_differs", path=str(target))
    store.record(Action.BACKUP, by=by, details={"file_name": target.name, **counts})
    return Backup(target, counts["submission"], counts["observation"])


def _counts(store: Store) -> dict[str, int]:
    counts = {}
    for table in _TABLES:
        (row,) = store.rows(f"SELECT count(*) AS rows FROM {table}")  # noqa: S608 (our own names)
        counts[table] = int(row["rows"])
    return counts


def _refuse_without_room(needed: int, folder: Path) -> None:
    free = _free(folder)
    if free < needed:
        raise StoreError("no_room", needed=_megabytes(needed), free=_megabytes(free))


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _megabytes(size: int) -> str:
    return str(-(-size // 1_000_000))


# Which to keep ------------------------------------------------------------------------------


def scheduled(folder: Path) -> Path:
    """The place of a backup by the clock, which is kept for days and weeks."""
    return folder / f"{datetime.now(UTC):{_STAMP}}.duckdb"


def taken_at(path: Path) -> datetime | None:
    """When a backup of ours was taken (UTC); None of another file."""
    named = _NAME.fullmatch(path.name)
    return datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC) if named else None


def _by_the_clock(path: Path) -> datetime | None:
    """When a backup was taken by the clock; None of one that a person asked for."""
    return None if path.name.startswith(_BY_HAND) else taken_at(path)


@dataclass(frozen=True)
class Kept:
    """A backup in its folder; ``at`` is when it was taken (UTC), ``size`` its bytes."""

    path: Path
    at: datetime
    size: int


def kept(folder: Path) -> tuple[Kept, ...]:
    """The backups that there are, newest first, those from before an upgrade among them."""
    found = []
    for path in folder.glob("*.duckdb"):
        with suppress(FileNotFoundError):  # pruned meanwhile
            told = path.stat()
            written = datetime.fromtimestamp(told.st_mtime, UTC)
            found.append(Kept(path, taken_at(path) or written, told.st_size))
    return tuple(sorted(found, key=lambda backup: backup.at, reverse=True))


def last_taken(folder: Path) -> datetime | None:
    """When the newest backup was taken, by the clock or by a person."""
    times = (taken_at(path) for path in folder.glob("*.duckdb"))
    return max((time for time in times if time), default=None)


def prune(folder: Path) -> None:
    """Of those by the clock, keep the last of each of the newest 7 days and 4 weeks that have one.

    Those that people asked for stay.
    """
    dated = {path: at for path in folder.glob("*.duckdb") if (at := _by_the_clock(path))}
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    for path, at in sorted(dated.items(), key=lambda item: item[1], reverse=True):
        days.setdefault(at.date(), path)
        weeks.setdefault(at.isocalendar()[:2], path)
    kept = {*list(days.values())[:DAILY], *list(weeks.values())[:WEEKLY]}
    for path in dated.keys() - kept:
        path.unlink()


def is_due(folder: Path, every: timedelta) -> bool:
    """Whether the newest backup by the clock is older than ``every``, or there is none.

    One that a person asked for does not count: the day's own would be missing from those kept.
    """
    times = (_by_the_clock(path) for path in folder.glob("*.duckdb"))
    last = max((time for time in times if time), default=None)
    return last is None or datetime.now(UTC) - last >= every


# Putting one back ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Restored:
    """A backup in place, and where the store that was there has gone."""

    submissions: int
    kept_in: Path


def restore(path: Path, file: Path, *, older: bool = False, by: Actor) -> Restored:
    """Put a backup in the store's place; what was there is kept.

    Nothing is replaced unless the backup opens and its audit is whole. Raises ``StoreError``:
    ``backup_damaged``; ``backup_is_older`` where the ledger knows of what came in after it, unless
    ``older`` says that this is meant; ``RefusedError`` but at the machine, since neither
    store's rules say who may swap them; and what opening raises where the store is in use.
    """
    if by.identity is not None:
        raise RefusedError(by, Action.RESTORE)
    entries = checked(file)
    refuse_in_use(path)
    hashes = {entry.hash for entry in entries}
    known = Ledger(path.with_name(f"{path.name}.ledger")).read().entries
    later = [e for e in known if e.action.is_of_figures and e.hash not in hashes]
    if later and not older:
        raise StoreError("backup_is_older", later=str(len(later)))
    coming = path.with_name(f"{path.name}.restoring")
    disk.copy(file, coming)
    kept_in = replace(path, coming, entries)
    with closing(Store.open(path)) as store:
        details = {"file_name": file.name, "left_out": len(later)}
        store.record(Action.RESTORE, by=by, details=details)
        return Restored(len(store.submissions()), kept_in)


def checked(file: Path) -> tuple[Entry, ...]:
    """The audit of a backup that opens and is whole. Raises ``StoreError`` ``backup_damaged``."""
    if not file.is_file():
        raise StoreError("no_such_file", path=str(file))
    try:
        with closing(Store.look(file)) as backup:
            entries = backup.entries()
            is_whole = first_broken(entries) is None and _holds_all(backup, entries)
    except StoreError as error:
        if error.code == "store_newer":
            raise
        raise StoreError("backup_damaged", path=str(file)) from error
    if not is_whole:
        raise StoreError("backup_damaged", path=str(file))
    return entries


def _holds_all(backup: Store, entries: tuple[Entry, ...]) -> bool:
    """Whether every figure and raw file of the entries is there; reads all of them."""
    recorded = {e.submission_id: e.told["digest"] for e in entries if e.action is Action.SUBMISSION}
    for submission in backup.submissions():
        # A block that does not fit its checksum is refused here.
        backup.content(submission.submission_id)
    found = backup.digests()
    return found.keys() == recorded.keys() and all(recorded[n] in found[n] for n in found)


def refuse_in_use(path: Path) -> None:
    """Raise ``store_in_use`` where a process has the store, and settle what a crash left."""
    if path.exists():
        try:
            Store.open(path).close()
        except StoreError as error:
            if error.code == "store_in_use":
                raise


def replace(path: Path, coming: Path, entries: tuple[Entry, ...]) -> Path:
    """Put a database in the store's place; the folder that keeps what was there.

    A crash at any step leaves the old store, or the new one with the old ledger, which ``verify``
    tells apart: the old file and log are kept first, the log goes before the file it belongs to is
    replaced, and the ledger comes last.
    """
    ledger = Ledger(path.with_name(f"{path.name}.ledger"))
    log = path.with_name(f"{path.name}.wal")
    kept_in = path.with_name(f"{path.name}.replaced-{datetime.now(UTC):{_STAMP}}")
    kept_in.mkdir()
    for old in (path, log, ledger.path):
        if old.exists():
            disk.copy(old, kept_in / old.name)
    disk.remove(log)
    coming.replace(path)
    disk.sync_folder(path.parent)
    ledger.rewrite(entries)
    with suppress(FileNotFoundError):
        path.with_name(f"{ledger.path.name}.doubt").unlink()
    return kept_in
