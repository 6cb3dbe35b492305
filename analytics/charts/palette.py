"""The colours and the font that charts are drawn with, in the light and the dark theme."""

from __future__ import annotations

from dataclasses import dataclass

FONT = "IBM Plex Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; texts on ``paper`` have a contrast of at least 4.5 to 1."""

    is_dark: bool
    paper: str
    ink: str
    quiet: str
    grid: str
    plan: str
    other: str
    good: str
    warn: str
    on_warn: str
    rest: str


LIGHT = Palette(
    is_dark=False,
    paper="#ffffff",
    ink="#26221e",
    quiet="#625b53",
    grid="#e6e1d9",
    plan="#26221e",
    other="#7a736a",
    good="#2f6f5e",
    warn="#d79a2b",
    on_warn="#26221e",
    rest="#d9d3c8",
)
DARK = Palette(
    is_dark=True,
    paper="#1c222b",
    ink="#eceae6",
    quiet="#b3b0aa",
    grid="#343c48",
    plan="#eceae6",
    other="#9aa1ab",
    good="#6fbfa8",
    warn="#e6b45c",
    on_warn="#1c222b",
    rest="#4a5361",
)
