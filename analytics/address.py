"""Where a store is: a database file on this machine, or a lake that several machines share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

LAKE = "ducklake:postgres:"


@dataclass(frozen=True, slots=True)
class Lake:
    """A catalogue in PostgreSQL, figures in Parquet, and beside them ledger, files and backups.

    ``catalogue`` is what libpq connects with, and may hold a password; ``data`` is a folder that
    every server sees under the same name.
    """

    catalogue: str = field(repr=False)
    data: Path

    @property
    def path(self) -> Path:
        """The folder of the Parquet files; what is kept beside the store is named after it."""
        return self.data / "lake"

    def __str__(self) -> str:
        return f"{LAKE}… ({self.data})"

    def exists(self) -> bool:
        """Opening makes what is missing, and says where PostgreSQL does not answer."""
        return True


Address = Path | Lake


def address(text: str, data: str) -> Address:
    """The address that a text names. Raises ``ValueError`` for a lake without a place for data."""
    if not text.startswith(LAKE):
        return Path(text)
    if not data:
        raise ValueError(f"{LAKE}… needs DISTRICT_STORE_DATA: the folder of the figures")
    if "://" in data:
        raise ValueError(f"DISTRICT_STORE_DATA is not a folder: {data}")
    return Lake(text.removeprefix(LAKE), Path(data).absolute())
