"""Questions to the audit: the entries of a kind, of a person, of a time; newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.audit import Action, Entry
from analytics.store import Store


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: None is all; from ``since`` until before ``until`` (UTC)."""

    action: Action | None = None
    who: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def _values(self) -> list[object]:
        return [self.action and self.action.value, self.who, self.since, self.until]


def entries(
    store: Store, wanted: Wanted, *, skip: int = 0, most: int | None = None
) -> tuple[Entry, ...]:
    """The entries, newest first; ``most`` of them after the first ``skip``."""
    rows = store.rows(
        """
        SELECT number, "at", who, origin, action, details, previous, hash FROM audit_entry
        WHERE ($1 IS NULL OR action = $1) AND ($2 IS NULL OR who = $2)
            AND ($3::TIMESTAMP IS NULL OR "at" >= $3) AND ($4::TIMESTAMP IS NULL OR "at" < $4)
        ORDER BY number DESC LIMIT $5 OFFSET $6
        """,
        [*wanted._values, most, skip],
    )
    return tuple(map(Entry.model_validate, rows))


def count(store: Store, wanted: Wanted) -> int:
    (row,) = store.rows(
        """
        SELECT count(*) AS entries FROM audit_entry
        WHERE ($1 IS NULL OR action = $1) AND ($2 IS NULL OR who = $2)
            AND ($3::TIMESTAMP IS NULL OR "at" >= $3) AND ($4::TIMESTAMP IS NULL OR "at" < $4)
        """,
        wanted._values,
    )
    return int(row["entries"])


def people(store: Store) -> tuple[str, ...]:
    """Everybody of whom there is an entry, by name."""
    return tuple(r["who"] for r in store.rows("SELECT DISTINCT who FROM audit_entry ORDER BY who"))
