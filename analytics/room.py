"""How much of the disk the store takes, part by part, and how much is left."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from analytics import disk


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes. ``backups`` and ``replaced`` are copies, the rest is the store itself."""

    database: int  # with DuckDB's log
    files: int  # raw files, codelists and the ledger
    backups: int
    replaced: int  # what was in place before a restore or rebuild
    free: int
    total: int

    @property
    def taken(self) -> int:
        return self.database + self.files + self.backups + self.replaced


def room(path: Path) -> Room:
    """Of the store at ``path``, and of the disk that it is on."""
    whole = shutil.disk_usage(path.parent)
    beside = path.parent.glob
    return Room(
        database=disk.size(path) + disk.size(path.with_name(f"{path.name}.wal")),
        files=sum(
            map(disk.size, (*beside(f"{path.name}.ledger*"), *beside(f"{path.name}.files/*")))
        ),
        backups=sum(map(disk.size, beside(f"{path.name}.backups/*"))),
        replaced=sum(map(disk.size, beside(f"{path.name}.replaced-*/*"))),
        free=whole.free,
        total=whole.total,
    )


def _size(path: Path) -> int:
    """A file may go while it is looked at: a backup that is pruned, a doubt that is settled."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
