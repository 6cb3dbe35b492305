"""Backups by the clock, inside the app."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from analytics import backup
from analytics.access import Actor
from analytics.store import Store, StoreError

log = logging.getLogger("district")
_LOOK_EVERY = 300.0  # seconds
_APP = Actor.at_the_machine("app", "schedule")


class Schedule:
    """A thread that backs the store up whenever its newest backup is old enough, and prunes."""

    def __init__(self, store: Store, every: timedelta) -> None:
        self._store = store
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let a backup that is being taken come to its end, and take no more."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        # People come first: the app has just been started.
        while not self._stopped.wait(_LOOK_EVERY):
            self.take_if_due()

    def take_if_due(self) -> bool:
        """Whether a backup was taken. One that fails is in the log, and tried again."""
        if not backup.is_due(self._store.backups, self._every):
            return False
        try:
            folder = self._store.backups
            made = backup.back_up(self._store, backup.scheduled(folder), by=_APP)
            backup.prune(folder)
        except StoreError as error:
            log.exception("backup failed: %s %s", error.code, error.details)
            return False
        log.info("backed up to %s", made.path.name)
        return True
