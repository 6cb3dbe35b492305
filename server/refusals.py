"""Refusals that are left in the audit."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from analytics.access import Actor
from analytics.audit import Action
from analytics.store import StoreError
from pages.ui import reads

log = logging.getLogger("district")


def note(action: Action, by: Actor, details: Mapping[str, str]) -> None:
    """Leave it in the audit; where that cannot be, in the log."""
    try:
        reads.store().record(action, by=by, details=details)
    except StoreError as error:
        log.exception("a refusal could not be noted: %s", error.code)
