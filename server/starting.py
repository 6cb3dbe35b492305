"""What the server does before its first page and after its last."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import streamlit

from analytics.access import Role
from analytics.backup_schedule import Schedule
from analytics.door import Door
from analytics.export.browser import BROWSER
from analytics.settings import Settings
from analytics.store import StoreError
from analytics.text import words
from pages.ui import keeping, logs, reads, sign_in
from server import hosts

log = logging.getLogger("district")


@asynccontextmanager
async def lifespan(app: streamlit.App) -> AsyncIterator[None]:
    logs.configure()
    spoken = words("en")
    try:
        hosts.check(spoken)
    except sign_in.WrongSetUpError as error:
        log.critical("%s", spoken(f"access.{error.code}"))
        raise
    except hosts.OpenDoorError as error:
        log.critical("%s", error)
        raise
    try:
        store = reads.store()
    except StoreError as error:
        log.critical("%s", spoken(f"commands.errors.{error.code}", **error.details))
        raise
    complaints = keeping.state()
    if sign_in.set_up() and Role.ADMIN not in {grant.role for grant in store.grants()}:
        log.warning("%s", spoken("access.no_admin"))
    log.info("store open at revision %s, %d complaints", store.revision(), len(complaints))
    hours = Settings.read().backup_hours
    schedule = Schedule(store, timedelta(hours=hours)) if hours else None
    if schedule:
        schedule.start()
    door = Door.opened(store.path, _address())
    yield
    door.shut(store.path)
    BROWSER.stop()
    if schedule:
        schedule.stop()


def _address() -> str:
    """Where this machine reaches the app, past any proxy."""
    host = str(streamlit.config.get_option("server.address") or "localhost")
    host = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104 - read, not bound
    base = str(streamlit.config.get_option("server.baseUrlPath")).strip("/")
    root = f"http://{host}:{streamlit.config.get_option('server.port')}"
    return f"{root}/{base}" if base else root
