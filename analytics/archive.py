"""What the store was made from, kept beside it: raw files and codelists, named by their hash."""

from __future__ import annotations

from pathlib import Path

from analytics import disk


class Archive:
    """Files in ``<store>.files``. A name is given once: its bytes never change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, content: bytes) -> bool:
        """Keep a file unless it is kept already; whether it was added. Raises ``OSError``."""
        path = self.folder / name
        if path.exists() and path.stat().st_size == len(content):
            return False
        self.folder.mkdir(parents=True, exist_ok=True)
        disk.write(path, content)
        return True

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def discard(self, name: str) -> None:
        """Forget a file of a submission that did not come about, half written or whole."""
        for left in (name, f"{name}.part"):
            if (self.folder / left).exists():
                disk.remove(self.folder / left)

    def content(self, name: str) -> bytes | None:
        """None where it is not there."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None
