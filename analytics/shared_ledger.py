"""The ledger of a lake: objects beside its figures, each written once, by whichever server.

It is a witness that PostgreSQL has no hand in: a catalogue that was put back to an older day is
seen to lack what the objects tell, and with the raw files it is enough to make the store anew.

An object holds one entry or several, as JSON lines, and is named by the first number, the last,
and the hash of the last. It is written after the commit and before the entry is acknowledged; a
server that dies in between leaves the ledger one entry behind, which the next writer appends, and
one that finds the ledger ahead of the store writes nothing. Objects are in a folder named by a
number; a restored store begins a new folder, and the highest one with an object is in force.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from analytics import disk
from analytics.audit import Entry, first_broken
from analytics.ledger import Reading

_NAME = re.compile(r"(\d{12})-(\d{12})-([0-9a-f]{16})\.jsonl")
_FIRST_FOLDER = 1


class LedgerAheadError(Exception):
    """The ledger knows of entries that the store lacks."""


@dataclass(frozen=True, order=True)
class _Object:
    first: int
    last: int
    path: Path
    tail: str  # of the last entry's hash


class SharedLedger:
    """Whoever writes has the store's turn. ``stored`` gives the store's entries after a number."""

    def __init__(self, path: Path, stored: Callable[[int], Sequence[Entry]]) -> None:
        self.path = path
        self._stored = stored

    def read(self) -> Reading:
        """Every line that is one, once; a ledger that is not there has none."""
        entries: list[Entry] = []
        unreadable: int | None = None
        for found in self._objects(self._folder()):
            for line in found.path.read_bytes().splitlines():
                try:
                    entry = Entry.model_validate_json(line)
                except ValidationError:
                    unreadable = unreadable or len(entries) + 1
                    continue
                # Gathered objects may be there beside what was gathered, after a crash.
                if not (entry.number <= len(entries) and entries[entry.number - 1] == entry):
                    entries.append(entry)
        return Reading(tuple(entries), unreadable or first_broken(entries))

    @contextmanager
    def announced(self, entry: Entry) -> Iterator[None]:
        """The entry's object, once what is done inside has succeeded.

        Raises ``LedgerAheadError`` where the store lacks what the ledger tells, ``OSError``.
        """
        last = self._last()
        lacking = self._stored(last.last if last else 0)
        number = last.last if last else 0
        if number >= entry.number or (last and not self._continues(last, lacking, entry)):
            raise LedgerAheadError
        yield
        self.append((*lacking, entry))

    def _continues(self, last: _Object, lacking: Sequence[Entry], entry: Entry) -> bool:
        following = lacking[0] if lacking else entry
        return following.previous.startswith(last.tail)

    def settle(self, stands: Callable[[Entry], bool]) -> Entry | None:
        """Nothing is ever half done."""
        return None

    def append(self, entries: Sequence[Entry]) -> None:
        """Add an object of what the store has already."""
        if entries:
            self._write(self._folder(), entries)

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Begin anew with the entries of a store that took the old one's place."""
        if entries:
            folders = self._folders()
            self._write(folders[-1] + 1 if folders else _FIRST_FOLDER, entries)

    def gather(self) -> int:
        """Put all objects into one; how many there were."""
        folder = self._folder()
        objects = self._objects(folder)
        reading = self.read()
        if len(objects) > 1 and reading.broken_at is None:
            whole = self._write(folder, reading.entries)
            for found in objects:
                if found.path != whole:
                    disk.remove(found.path)
        return len(objects)

    def _write(self, folder: int, entries: Sequence[Entry]) -> Path:
        first, last = entries[0], entries[-1]
        path = self.path / f"{folder:08d}"
        path.mkdir(parents=True, exist_ok=True)
        path /= f"{first.number:012d}-{last.number:012d}-{last.hash[:16]}.jsonl"
        disk.write(path, b"".join(entry.model_dump_json().encode() + b"\n" for entry in entries))
        return path

    def _last(self) -> _Object | None:
        return max(self._objects(self._folder()), key=lambda found: found.last, default=None)

    def _objects(self, folder: int) -> list[_Object]:
        found = [
            _Object(int(named[1]), int(named[2]), path, named[3])
            for path in (self.path / f"{folder:08d}").glob("*.jsonl")
            if (named := _NAME.fullmatch(path.name))
        ]
        # Of those that begin alike the longest comes first: it has what the others have.
        return sorted(found, key=lambda one: (one.first, -one.last))

    def _folder(self) -> int:
        folders = self._folders()
        return folders[-1] if folders else _FIRST_FOLDER

    def _folders(self) -> list[int]:
        return sorted({int(path.parent.name) for path in self.path.glob("*/*.jsonl")})
