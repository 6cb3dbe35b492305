"""A database whose writes are on record: in its audit, and in the ledger beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Self

import duckdb

from analytics.access import Actor
from analytics.address import Address, Lake
from analytics.archive import Archive
from analytics.audit import Action, Entry, entry, first_broken
from analytics.ledger import Ledger
from analytics.shared_ledger import LedgerAheadError, SharedLedger
from analytics.store_database import Database, StoreError, insert, rows_of
from analytics.store_engine import Tidied


@dataclass
class Record:
    """One transaction: its cursor, and the entry that it is to leave."""

    cursor: duckdb.DuckDBPyConnection
    last: Entry | None
    entry: Entry | None = None
    file: bytes | None = None  # the raw file of a submission

    def note(
        self,
        action: Action,
        *,
        by: Actor,
        details: Mapping[str, object],
        at: datetime,
    ) -> None:
        """Say what the transaction does."""
        who, origin = by.name, by.origin
        self.put(entry(self.last, at=at, who=who, origin=origin, action=action, details=details))

    def put(self, entry: Entry) -> None:
        insert(self.cursor, "audit_entry", [entry.model_dump()])
        self.entry = entry


class RecordedDatabase(Database):
    """What was acknowledged is in the database and in the ledger; what was not is in neither."""

    missing: tuple[Entry, ...] = ()
    """What the ledger knows and the database does not: it is behind, and takes no writes."""
    ledger_broken_at: int | None = None
    """The first line of the ledger that is not as it was written."""

    @classmethod
    def open(cls, address: Address) -> Self:
        """Open the database, put right what a crash left, and compare it with its ledger.

        Raises ``StoreError`` as :meth:`Database.open` does.
        """
        store = super().open(address)
        try:
            with store._engine.turn():
                store._settle()
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def ledger(self) -> Ledger | SharedLedger:
        path = self.path.with_name(f"{self.path.name}.ledger")
        if isinstance(self.address, Lake):
            return SharedLedger(path, self.entries)
        return Ledger(path)

    @cached_property
    def archive(self) -> Archive:
        return Archive(self.path.with_name(f"{self.path.name}.files"))

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        """The audit after a number, oldest first."""
        rows = self.rows(f"{_ENTRIES} WHERE number > ? ORDER BY number", [after])
        return tuple(map(Entry.model_validate, rows))

    def tidy(self, keep: timedelta) -> Tidied | None:
        """Put what many commits left into order, while people work; None where there is nothing.

        Raises ``StoreError`` ``store_incomplete`` where the store is behind its ledger: what it
        does not know of may be all that is left of what it lacks.
        """
        self._refuse_lacking()
        tidied = self._engine.tidy(keep)
        if isinstance(self.ledger, SharedLedger):
            with self._engine.turn():
                self.ledger.gather()
        return tidied

    @contextmanager
    def _recording(self) -> Iterator[Record]:
        """A transaction that is acknowledged once it is in the database and in the ledger.

        Raises ``StoreError``: ``not_written`` where the disk or memory does not suffice,
        ``store_incomplete`` where the store is behind its ledger; both leave all as it was.
        """
        with self._engine.turn():
            self._refuse_lacking()
            with self._begun() as cursor:
                last = rows_of(cursor, f"{_ENTRIES} ORDER BY number DESC LIMIT 1")
                record = Record(cursor, Entry.model_validate(last[0]) if last else None)
                yield record
                self._commit(record)

    def _commit(self, record: Record) -> None:
        if record.entry is None:
            record.cursor.commit()
            return
        entry, file = record.entry, record.file
        kept = None
        try:
            with self.ledger.announced(entry):
                if file is not None and self.archive.keep(str(entry.told["sha256"]), file):
                    kept = str(entry.told["sha256"])
                record.cursor.commit()
        except LedgerAheadError as error:
            raise StoreError("store_incomplete", missing="?") from error
        except BaseException:
            # A lake's commit may stand although nobody said so: its file stays.
            if kept is not None and not isinstance(self.address, Lake):
                self.archive.discard(kept)
            raise

    def _refuse_lacking(self) -> None:
        if self.missing:
            raise StoreError("store_incomplete", missing=str(len(self.missing)))

    # At opening ----------------------------------------------------------------------------

    def _refuse_taken(self) -> None:
        """Where a ledger has entries, it is their figures that lie there: they can be rebuilt."""
        if not self.ledger.read().entries:
            super()._refuse_taken()

    def _settle(self) -> None:
        """Drop what a crash left half done, append what only the store has, find what it lacks."""
        stored = self.entries()
        hashes = {entry.hash for entry in stored}
        gone = self.ledger.settle(lambda announced: announced.hash in hashes)
        if gone is not None and gone.action is Action.SUBMISSION:
            self.archive.discard(str(gone.told["sha256"]))
        reading = self.ledger.read()
        self.ledger_broken_at = reading.broken_at
        if reading.broken_at is None and first_broken(stored) is None:
            differing = next(
                (a.number for a, b in zip(stored, reading.entries, strict=False) if a != b), None
            )
            if differing is not None:
                self.ledger_broken_at = differing
            elif len(stored) > len(reading.entries):
                self.ledger.append(stored[len(reading.entries) :])
        self.missing = tuple(entry for entry in reading.entries if entry.number > len(stored))


_ENTRIES = 'SELECT number, "at", who, origin, action, details, previous, hash FROM audit_entry'


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
