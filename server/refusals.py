"""What the gate asks of the store, and leaves in its audit."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from analytics.access import Actor, Role
from analytics.audit import Action
from analytics.store import StoreError
from pages.ui import reads

log = logging.getLogger("district")


def role(by: Actor) -> Role | None:
    """What somebody is by the rules; None while a shared store does not answer."""
    try:
        return reads.store().role(by)
    except StoreError as error:
        log.warning("nobody is let in: %s", error.code)
        return None


def note(action: Action, by: Actor, details: Mapping[str, str]) -> None:
    """Leave it in the audit; where that cannot be, in the log."""
    try:
        reads.store().record(action, by=by, details=details)
    except StoreError as error:
        log.exception("a refusal could not be noted: %s", error.code)
