"""What the server opens at its start and closes at its end: the store, backups, the door."""

from __future__ import annotations

import gc
import importlib
import logging
from dataclasses import dataclass
from datetime import timedelta

import streamlit

from analytics.access import Role
from analytics.backup_schedule import Schedule
from analytics.door import Door
from analytics.export.browser import BROWSER
from analytics.settings import Settings
from analytics.store import Store, StoreError
from analytics.text import words
from pages.ui import auth, keeping, reads

log = logging.getLogger("district")
_READERS_FIRST = 15.0
"""Seconds in which the first readers have the processor, before what is done ahead of them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """All that is open."""

    store: Store
    door: Door
    schedule: Schedule | None

    def close(self) -> None:
        self.door.shut(self.store.path)
        BROWSER.stop()
        if self.schedule:
            self.schedule.stop()


def opened() -> Opened:
    """Open the store and what belongs to it. Raises ``StoreError``, said in the log."""
    spoken = words("en")
    try:
        store = reads.store()
    except StoreError as error:
        log.critical("%s", spoken(f"commands.errors.{error.code}", **error.details))
        raise
    complaints = keeping.state()
    if auth.set_up() and Role.ADMIN not in {grant.role for grant in store.grants()}:
        log.warning("%s", spoken("access.no_admin"))
    log.info("store open at revision %s, %d complaints", store.revision(), len(complaints))
    settings = Settings.read()
    hours = settings.backup_hours
    schedule = Schedule(store, timedelta(hours=hours)) if hours else None
    if schedule:
        schedule.start()
    importlib.import_module("pages.ui.figure_detail")  # with it, what every page imports
    set_aside()
    if settings.keeps_picture_browser:
        BROWSER.keep(after=_READERS_FIRST)
    return Opened(store, Door.opened(store.path, _address()), schedule)


def set_aside() -> None:
    """Take what stays to the end out of the search for garbage, and search more seldom.

    An answer of ten thousand figures would else be searched fourteen times while it is made.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def _address() -> str:
    """Where this machine reaches the app, past any proxy."""
    host = str(streamlit.config.get_option("server.address") or "localhost")
    host = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104 - read, not bound
    base = str(streamlit.config.get_option("server.baseUrlPath")).strip("/")
    root = f"http://{host}:{streamlit.config.get_option('server.port')}"
    return f"{root}/{base}" if base else root
