"""Who may do what in the store: the rules on record, read anew inside whatever is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from analytics.access import GIVEN, LEAST, Actor, Grant, Role, may, subject
from analytics.audit import Action
from analytics.store_database import StoreError, rows_of
from analytics.store_recorded import Record, RecordedDatabase, now


class RefusedError(StoreError):
    """Somebody may not do this; nothing was changed, and the audit says who tried."""

    def __init__(self, by: Actor, action: Action) -> None:
        super().__init__(f"needs_{LEAST[action].value}", who=by.name)


class AccessDatabase(RecordedDatabase):
    """A store that asks who writes."""

    def grants(self) -> tuple[Grant, ...]:
        """The rules that stand, by subject; one of ``none`` is among them."""
        return tuple(Grant.model_validate(row) for row in self.rows(_STANDING))

    def grant_history(self) -> tuple[Grant, ...]:
        """Every rule that was ever made, newest first."""
        found = self.rows(f"SELECT {_GRANT} FROM role_grant ORDER BY event_number DESC")
        return tuple(Grant.model_validate(row) for row in found)

    def role(self, of: Actor) -> Role:
        """What somebody is at this moment."""
        return of.role(self.grants())

    def grant(self, to: str, role: Role, *, by: Actor) -> bool:
        """Make a rule; whether it changes one. ``Role.NONE`` takes the role away.

        Raises ``StoreError``: ``not_a_subject``, ``not_a_role``, ``last_admin`` where it would
        leave no admin and is not done at the machine; and as :meth:`_doing` does.
        """
        known = subject(to)
        if known is None:
            raise StoreError("not_a_subject", subject=to)
        if role is not Role.NONE and role not in GIVEN:
            raise StoreError("not_a_role", role=role.value)
        with self._doing(by, Action.ROLE) as record:
            standing = {grant.subject: grant.role for grant in _grants(record)}
            if standing.get(known) is role:
                return False
            if by.identity is not None and Role.ADMIN not in {**standing, known: role}.values():
                raise StoreError("last_admin")
            at = now()
            insert_grant(record, known, role, at, by.name)
            record.note(Action.ROLE, by=by, details={"subject": known, "role": role.value}, at=at)
        return True

    def record(self, action: Action, *, by: Actor, details: Mapping[str, object]) -> None:
        """Leave an entry of something that changes no figure. Raises as :meth:`_doing` does."""
        with self._doing(by, action) as record:
            record.note(action, by=by, details=details, at=now())

    def refuse_unless_may(self, by: Actor, action: Action, about: object = "") -> None:
        """Ask before long work; what writes in the end asks again. Raises ``RefusedError``."""
        if not may(self.role(by), action):
            with self._doing(by, action, about):
                pass

    @contextmanager
    def _doing(self, by: Actor, action: Action, about: object = "") -> Iterator[Record]:
        """A transaction in which ``by`` does something, if they may at this very moment.

        Raises ``RefusedError``, of which the only trace is an entry in the audit, with what was
        tried and what it was ``about``; and ``StoreError`` as :meth:`_recording` does.
        """
        with self._recording() as record:
            if may(by.role(_grants(record)), action):
                yield record
                return
            details = {"action": action.value, "about": str(about)}
            record.note(Action.REFUSED, by=by, details=details, at=now())
        raise RefusedError(by, action)


_GRANT = "subject, role, granted_at, granted_by"
_STANDING = f"""
    SELECT {_GRANT} FROM role_grant
    QUALIFY row_number() OVER (PARTITION BY subject ORDER BY event_number DESC) = 1
    ORDER BY subject
"""


def _grants(record: Record) -> tuple[Grant, ...]:
    return tuple(Grant.model_validate(row) for row in rows_of(record.cursor, _STANDING))


def insert_grant(record: Record, to: str, role: Role, at: datetime, by: str) -> None:
    """Add a rule to those on record."""
    record.cursor.execute(
        """
        INSERT INTO role_grant
        SELECT coalesce(max(event_number), 0) + 1, ?, ?, ?, ? FROM role_grant
        """,
        [to, role.value, at, by],
    )
