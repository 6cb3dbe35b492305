"""Paths and environment, read once at the edge of the program."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analytics.address import Address, address

ROOT = Path(__file__).resolve().parent.parent
DAILY = 24.0
WORKING_DAY = 12.0
OPEN = "without-sign-in"
"""What ``DISTRICT_OPEN_TO_NETWORK`` has to say, in so many words."""
WHEN_ASKED = "when-asked"
"""What ``DISTRICT_PICTURE_BROWSER`` says where memory is short."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and what the app does by itself. ``store`` is the database."""

    store: Address
    data: Path = ROOT / "data"
    backup_hours: float = DAILY  # from one backup to the next; 0 takes none
    metrics_token: str = ""  # without one, only admins see metrics
    sign_in_hours: float = WORKING_DAY  # how long a sign-in holds
    is_open_to_network: bool = False  # answers other machines though nobody signs in
    frame_ancestors: str = "'self'"  # whose pages may show the app inside them
    keeps_picture_browser: bool = True  # else it starts with the first reader near a picture

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """``DISTRICT_STORE`` names the database; without it, ``data/var/figures.duckdb``.

        ``DISTRICT_DATA`` names the folder of codelists, reports and briefings; usually the app's.
        A lake (``ducklake:postgres:…``) has its figures in ``DISTRICT_STORE_DATA``, a folder or
        ``s3://…``; then ``DISTRICT_STORE_FOLDER`` is for what is kept beside them.
        ``DISTRICT_BACKUP_HOURS``, ``DISTRICT_METRICS_TOKEN``, ``DISTRICT_SIGN_IN_HOURS`` and
        ``DISTRICT_FRAME_ANCESTORS`` are the fields of these names. With
        ``DISTRICT_PICTURE_BROWSER=when-asked`` no Chromium runs before somebody is near a picture.
        Raises ``ValueError`` for hours that are no number, and for a lake without a place.
        """
        named = environment.get("DISTRICT_STORE", "")
        lake = cls.lake_data(environment)
        return cls(
            store=address(named, lake, environment)
            if named
            else ROOT / "data" / "var" / "figures.duckdb",
            data=Path(environment.get("DISTRICT_DATA", "") or ROOT / "data"),
            backup_hours=float(environment.get("DISTRICT_BACKUP_HOURS", "") or DAILY),
            metrics_token=environment.get("DISTRICT_METRICS_TOKEN", ""),
            sign_in_hours=float(environment.get("DISTRICT_SIGN_IN_HOURS", "") or WORKING_DAY),
            is_open_to_network=environment.get("DISTRICT_OPEN_TO_NETWORK", "") == OPEN,
            frame_ancestors=environment.get("DISTRICT_FRAME_ANCESTORS", "") or "'self'",
            keeps_picture_browser=environment.get("DISTRICT_PICTURE_BROWSER", "") != WHEN_ASKED,
        )

    @staticmethod
    def lake_data(environment: Mapping[str, str] = os.environ) -> str:
        """Where a lake's figures are, as the environment names it."""
        return environment.get("DISTRICT_STORE_DATA", "")

    @property
    def beside(self) -> Path:
        """What is kept beside the store is named after this."""
        return self.store if isinstance(self.store, Path) else self.store.path

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
