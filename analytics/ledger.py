"""The ledger: every acknowledged entry a second time, in a file outside the database.

DuckDB refuses a log with a flipped bit, but opens one that was cut off at an older state, and
says nothing. The ledger is the witness: one JSON line an entry, each bound to the one before.

What is acknowledged must be in both, and what is not must be in neither. One entry is written so,
under the store's write lock; what a crash leaves after each step is put right at the next opening:

1. ``<ledger>.doubt`` is written: the ledger's length so far, and the entry. A crash: the entry is
   not in the store, the doubt is dropped.
2. The line is appended. A crash: the entry is not in the store, the ledger is cut back.
3. DuckDB commits. A crash before the log is on disk: as after 2. A crash after: the entry is in the
   store and in the ledger, the doubt is dropped; nobody was told, and nothing is lost.
4. The doubt is removed. Only then is the entry acknowledged. From here on a ledger's line that the
   store does not have is a loss, and ``verify`` says so.

Steps 1 and 2 come first because they need room on the disk: where there is none, the transaction is
rolled back and the ledger cut to its old length, which needs no room. Removing a file needs none
either. A commit that fails cuts the ledger back too; should DuckDB have written it all the same,
the store is one entry ahead, which the next opening finds and appends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from analytics import disk
from analytics.audit import Entry, first_broken


@dataclass(frozen=True)
class Reading:
    """A ledger as found; ``broken_at`` is the first line that is not as it was written."""

    entries: tuple[Entry, ...]
    broken_at: int | None


class Ledger:
    """A file that only grows. Whoever writes holds the store's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._doubt = path.with_name(f"{path.name}.doubt")

    def read(self) -> Reading:
        """Every line that is one; a ledger that is not there has none."""
        if not self.path.exists():
            return Reading((), None)
        entries: list[Entry] = []
        unreadable: int | None = None
        for number, line in enumerate(self.path.read_bytes().splitlines(), 1):
            try:
                entries.append(Entry.model_validate_json(line))
            except ValidationError:
                unreadable = unreadable or number
        return Reading(tuple(entries), unreadable or first_broken(entries))

    @contextmanager
    def announced(self, entry: Entry) -> Iterator[None]:
        """The entry's line, if what is done inside succeeds. Raises ``OSError`` of the disk."""
        length = self._length()
        doubt = {"length": length, "entry": json.loads(entry.model_dump_json())}
        disk.write(self._doubt, json.dumps(doubt, ensure_ascii=False).encode())
        try:
            disk.append(self.path, _line(entry))
            yield
        except BaseException:
            disk.cut(self.path, length)
            disk.remove(self._doubt)
            raise
        disk.remove(self._doubt)

    def settle(self, stands: Callable[[Entry], bool]) -> Entry | None:
        """Put right what a crash left; returns the entry that did not come about, if one."""
        if not self._doubt.exists():
            return None
        doubt = json.loads(self._doubt.read_bytes())
        entry = Entry.model_validate(doubt["entry"])
        if stands(entry):
            gone = None
        else:
            disk.cut(self.path, int(doubt["length"]))
            gone = entry
        disk.remove(self._doubt)
        return gone

    def append(self, entries: Sequence[Entry]) -> None:
        """Add lines for what the store has already."""
        disk.append(self.path, b"".join(map(_line, entries)))

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Begin anew with the entries of a store that took the old one's place."""
        disk.write(self.path, b"".join(map(_line, entries)))

    def _length(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


def _line(entry: Entry) -> bytes:
    return entry.model_dump_json().encode() + b"\n"
