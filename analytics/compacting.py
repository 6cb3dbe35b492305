"""A database file written anew: its figures in order, and no unused room in it."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from analytics import disk, queries
from analytics.store import Store, StoreError
from analytics.store_order import write_in_order


@dataclass(frozen=True)
class Compacted:
    """Bytes of the file."""

    before: int
    after: int


def compact(path: Path) -> Compacted:
    """Write the store of a file anew and put it in the old one's place, equal row for row.

    Before that, what each submission changed is counted where it is not yet, as in a store of an
    older version.
    DuckDB keeps the room of what is replaced inside its file, so the order is made in a new one.
    Whenever this is stopped, ``path`` is a whole store: the old file until the new one is written,
    compared and put in its place at once. The old one keeps a second name until the new one is
    open, and goes back should another process have come to hold it in between.

    Raises ``StoreError``: ``store_in_use``, ``order_differs``, ``not_written``, and what opening
    raises.
    """
    coming = path.with_name(f"{path.name}.in-order")
    old = path.with_name(f"{path.name}.before-order")
    try:
        with closing(Store.open(path)) as store:
            for left in (old, coming):  # by one that was stopped
                left.unlink(missing_ok=True)
            queries.keep_counts(store)
        before = disk.size(path)
        write_in_order(path, coming)
        with closing(Store.look(coming)) as new:
            entries = len(new.entries())
        os.link(path, old)
        coming.replace(path)
        disk.sync_folder(path.parent)
        with closing(Store.open(path)):
            _refuse_held(path, old, entries)
        disk.remove(old)
    except OSError as error:
        raise StoreError("not_written", reason=str(error)) from error
    return Compacted(before=before, after=disk.size(path))


def _refuse_held(path: Path, old: Path, entries: int) -> None:
    """Put the old file back where another process holds it, or has written to it."""
    try:
        with closing(Store.look(old)) as was:
            if len(was.entries()) == entries:
                return
    except StoreError as error:
        if error.code != "store_in_use":
            raise
    old.replace(path)
    raise StoreError("store_in_use", path=str(path), process="?")
