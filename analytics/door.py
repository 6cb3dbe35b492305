"""The running app's door for commands on its own machine, while the app holds the store.

A file beside the store says where the app answers and with which secret. It can be read by those
only who can read the store itself, so the door opens nothing that was not open to them.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from analytics.model import Frozen


class Door(Frozen):
    """Where the app answers on this machine, and the secret of this run of it."""

    address: str
    secret: str

    @classmethod
    def opened(cls, store: Path, address: str) -> Self:
        """Write the file, for the store's owner only, in place of one that a crash left."""
        door = cls(address=address, secret=secrets.token_urlsafe(32))
        path = _path(store)
        path.unlink(missing_ok=True)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(door.model_dump_json())
        return door

    @classmethod
    def found(cls, store: Path) -> Self | None:
        """The door beside a store; None where no app runs or its file cannot be read."""
        try:
            return cls.model_validate_json(_path(store).read_bytes())
        except (OSError, ValidationError):
            return None

    def shut(self, store: Path) -> None:
        """Take the file away, unless it is a later run's already."""
        if self == Door.found(store):
            _path(store).unlink(missing_ok=True)

    def opens_to(self, authorization: str) -> bool:
        """Whether a request's ``Authorization`` has the secret."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.secret}".encode())


def _path(store: Path) -> Path:
    return store.with_name(f"{store.name}.door")
