"""The store: the figures and all that people made of them, in one database, on record."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from analytics.access import Actor, Role
from analytics.audit import Action, Entry
from analytics.model import Source
from analytics.store_access import RefusedError, insert_grant
from analytics.store_database import SCHEMA_VERSION, StoreError
from analytics.store_recorded import Record, now
from analytics.store_register import Register
from analytics.store_submissions import OBSERVATION_SCHEMA, SubmissionDatabase

__all__ = [
    "OBSERVATION_SCHEMA",
    "SCHEMA_VERSION",
    "RefusedError",
    "Register",
    "Store",
    "StoreError",
    "codelists_edition",
]


def codelists_edition(revision: str) -> str:
    """What a revision says of the codelists; the rest of it is of the figures."""
    return revision.rpartition(".")[2]


class Store(SubmissionDatabase):
    """Figures on disk."""

    # Mappings ------------------------------------------------------------------------------

    def mapping_bodies(self) -> tuple[str, ...]:
        """The newest mapping of each form of file, as JSON."""
        found = self.rows("SELECT arg_max(body, event_number) AS body FROM mapping GROUP BY shape")
        return tuple(row["body"] for row in found)

    def add_mapping(self, shape: str, name: str, body: str, *, by: Actor) -> None:
        """Keep how to read files of a form; the newest is the one in use."""
        with self._doing(by, Action.MAPPING, name) as record:
            saved_at = now()
            _insert_mapping(record, [shape, name, body, saved_at, by.name])
            record.note(
                Action.MAPPING,
                by=by,
                details={"shape": shape, "name": name, "body": body},
                at=saved_at,
            )

    # Briefings -----------------------------------------------------------------------------

    def save_briefing(
        self, briefing: str, content: str, *, by: Actor, removed: bool = False
    ) -> None:
        """Add an edition of a briefing; ``content`` is its JSON."""
        with self._doing(by, Action.BRIEFING, briefing) as record:
            saved_at = now()
            _insert_briefing(record, [briefing, content, saved_at, by.name, removed])
            record.note(
                Action.BRIEFING,
                by=by,
                details={"briefing": briefing, "content": content, "removed": removed},
                at=saved_at,
            )

    def briefing_contents(self) -> dict[str, str | None]:
        """The JSON of every briefing's last edition, by name; None of one that is removed."""
        rows = self.rows(
            """
            SELECT briefing, CASE WHEN NOT removed THEN content END AS content
            FROM briefing
            QUALIFY row_number() OVER (PARTITION BY briefing ORDER BY edition DESC) = 1
            ORDER BY edition
            """
        )
        return {row["briefing"]: row["content"] for row in rows}

    # Counts of changes ---------------------------------------------------------------------

    def kept_counts(self, known: str) -> tuple[str, ...]:
        """The counts, as JSON, that rest on all that has this hash: one, or equal ones."""
        found = self.rows("SELECT counts FROM counted_change WHERE known = ?", [known])
        return tuple(row["counts"] for row in found)

    def keep_count(self, known: str, counts: str) -> None:
        """Keep a count under the hash of all that it rests on.

        It follows from the figures, so it is not on record. Raises ``StoreError`` ``not_written``.
        """
        with self._transaction() as cursor:
            cursor.execute("INSERT INTO counted_change VALUES (?, ?)", [known, counts])

    # From the record -----------------------------------------------------------------------

    def replay(
        self,
        entry: Entry,
        *,
        content: bytes = b"",
        observations: pa.Table | None = None,
        sources: Sequence[Source] = (),
    ) -> None:
        """Do once more what an entry says was done; a submission comes with what its file holds."""
        told = entry.told
        with self._recording() as record:
            match entry.action:
                case Action.SUBMISSION:
                    assert observations is not None
                    self._submit_again(record, entry, content, observations, sources)
                case Action.WITHDRAWAL | Action.PUT_BACK:
                    self._mark_again(record, entry)
                case Action.MAPPING:
                    cells = [told["shape"], told["name"], told["body"], entry.at, entry.who]
                    _insert_mapping(record, cells)
                case Action.BRIEFING:
                    removed = bool(told["removed"])
                    cells = [told["briefing"], told["content"], entry.at, entry.who, removed]
                    _insert_briefing(record, cells)
                case Action.ROLE:
                    role = Role(str(told["role"]))
                    insert_grant(record, str(told["subject"]), role, entry.at, entry.who)
            record.put(entry)


def _insert_mapping(record: Record, cells: Sequence[object]) -> None:
    record.cursor.execute(
        """
        INSERT INTO mapping
        SELECT coalesce(max(event_number), 0) + 1, ?, ?, ?, ?, ? FROM mapping
        """,
        cells,
    )


def _insert_briefing(record: Record, cells: Sequence[object]) -> None:
    record.cursor.execute(
        """
        INSERT INTO briefing
        SELECT coalesce(max(edition), 0) + 1, ?, ?, ?, ?, ? FROM briefing
        """,
        cells,
    )
