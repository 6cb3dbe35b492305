"""Paths and environment, read once at the edge of the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. ``store`` is the database file."""

    store: Path
    data: Path = ROOT / "data"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """``DISTRICT_STORE`` names the database; without it, ``data/var/figures.duckdb``."""
        named = environment.get("DISTRICT_STORE", "")
        return cls(store=Path(named) if named else ROOT / "data" / "var" / "figures.duckdb")

    @property
    def codelists(self) -> Path:
        return self.data / "codelists"

    @property
    def reports(self) -> Path:
        return self.data / "reports"

    @property
    def briefings(self) -> Path:
        """The briefings that come with the app."""
        return self.data / "briefings"
