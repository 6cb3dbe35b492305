"""Sign-ins that were ended before their time, kept beside the store for every server of it."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from analytics import disk


class SignedOut:
    """An empty file for each, named by the fingerprint of its cookie.

    So a sign-out outlives a restart, and holds on every server that has the folder. A file is in
    the way of nobody who writes to the store, where a sign-out would wait for an import to end.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, fingerprint: str, holds: float) -> None:
        """From now on; forget those whose sign-in, good for ``holds`` seconds, is over anyway.

        Raises ``OSError``.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        over = time.time() - holds
        for old in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another server forgets it at this moment
                if old.stat().st_mtime < over:
                    old.unlink()
        disk.write(self._folder / fingerprint, b"")

    def has(self, fingerprint: str) -> bool:
        return (self._folder / fingerprint).exists()
