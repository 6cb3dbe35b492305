"""Restoring and rebuilding a store that several servers share, and moving one there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics import backup, disk, queries
from analytics.access import Actor
from analytics.address import Address, Lake
from analytics.audit import Action, Entry
from analytics.backup import Restored
from analytics.rebuild import Rebuilt, made_again
from analytics.store import RefusedError, Store, StoreError
from analytics.store_engine import Tidied
from analytics.verification import verify


def maintain(store: Store, keep: timedelta) -> Tidied | None:
    """Put a lake in order while its servers run, and count what it lacks; None of a file.

    What went out of use longer than ``keep`` ago goes for good. Raises ``StoreError``.
    """
    if not isinstance(store.address, Lake):
        return None
    queries.keep_counts(store)
    return store.tidy(keep)


def restore(lake: Lake, file: Path, *, older: bool = False, by: Actor) -> Restored:
    """Put a backup in the place of all that a lake holds, at one moment for every server.

    What was there is first copied into the folder of backups. Raises as :func:`backup.restore`.
    """
    if by.identity is not None:
        raise RefusedError(by, Action.RESTORE)
    entries = backup.checked(file)
    hashes = {entry.hash for entry in entries}
    with closing(Store.open(lake)) as store, store.at_rest():
        known = store.ledger.read().entries
        later = [e for e in known if e.action.is_of_figures and e.hash not in hashes]
        if later and not older:
            raise StoreError("backup_is_older", later=str(len(later)))
        with _upgraded(file) as coming:
            kept_in = _replace(store, coming)
        details = {"file_name": file.name, "left_out": len(later)}
        store.record(Action.RESTORE, by=by, details=details)
        return Restored(len(store.submissions()), kept_in)


def rebuild(lake: Lake, codelists: Path, *, by: Actor) -> Rebuilt:
    """Do all that a lake's ledger says once more, and put the result in its place.

    Raises as :func:`analytics.rebuild.rebuild` does, but for a store that is in use.
    """
    if by.identity is not None:
        raise RefusedError(by, Action.REBUILD)
    with (
        closing(Store.open(lake)) as store,
        store.at_rest(),
        TemporaryDirectory() as folder,
        closing(
            made_again(Path(folder) / "new.duckdb", store.ledger, store.archive, codelists, by)
        ) as coming,
    ):
        kept_in = _replace(store, coming)
        return Rebuilt(len(store.submissions()), kept_in)


@contextmanager
def _upgraded(file: Path) -> Iterator[Store]:
    """A backup's own copy, opened by this version of the app, while it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "copy.duckdb"
        disk.copy(file, path)
        with closing(Store.open(path)) as copy:
            yield copy


def _replace(store: Store, coming: Store) -> Path:
    """Give a lake what another store holds; where what it held has gone. The lake is at rest."""
    store.backups.mkdir(exist_ok=True)
    kept_in = store.backups / f"replaced-{datetime.now(UTC):%Y%m%d-%H%M%S}.duckdb"
    store.copy_to(kept_in)
    store.take_rows(coming)
    _follow(store, coming.entries())
    return kept_in


def _follow(store: Store, entries: tuple[Entry, ...]) -> None:
    """Begin the ledger anew with what the store now holds, and have its raw files beside it."""
    store.ledger.rewrite(entries)
    store.missing = ()
    store.refill_archive()


# Moving -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """A store that is now in two places, equal row for row."""

    submissions: int
    observations: int


def move(source: Address, target: Address) -> Moved:
    """Copy a store to another place, which may be of the other kind; the original stays as it is.

    Nobody may write meanwhile: a file must not be in use, and a lake's writers wait. Raises
    ``StoreError``: ``nothing_to_move``, ``move_between_lakes``, ``target_not_empty``,
    ``move_differs`` where the copy is not what the original is; and what opening raises.
    """
    if isinstance(source, Lake) and isinstance(target, Lake):
        raise StoreError("move_between_lakes")
    if not source.exists():
        raise StoreError("nothing_to_move", path=str(source))
    with closing(Store.open(source)) as old, old.at_rest(), closing(Store.open(target)) as new:
        if new.entries() or new.submissions():
            raise StoreError("target_not_empty", path=str(target))
        new.take_rows(old)
        for file in old.archive.folder.glob("*"):
            new.archive.keep(file.name, file.read_bytes())
        _follow(new, old.entries())
        were, are = old.fingerprints(), new.fingerprints()
        differing = [table for table in were if were[table] != are.get(table)]
        if differing or verify(new, thorough=False) != verify(old, thorough=False):
            raise StoreError("move_differs", tables=", ".join(differing) or "–")
        return Moved(are["submission"].rows, are["stored_observation"].rows)
