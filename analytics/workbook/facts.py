"""What the cells of a sheet do not say by their values alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Place = tuple[int, int]
"""A cell's row and column, from 0."""
Span = tuple[int, int, int, int]
"""Merged cells: top, left, bottom, right, from 0."""

UNCALCULATED = "#CALC!"
"""Stands for a formula whose value the file does not hold."""
_PLAIN = re.compile(r"General|@|(?:#,##)?[0#](?:\.0+)?", re.IGNORECASE)
_MOST_DECIMALS = 9


@dataclass
class Facts:
    """Formats, errors and layout of one sheet."""

    errors: dict[Place, str] = field(default_factory=dict)
    codes: dict[Place, str] = field(default_factory=dict)
    """Number formats, of the cells whose format can change what is read."""
    shown: dict[Place, str] = field(default_factory=dict)
    """What cells show, where the file keeps that instead of a format."""
    percents: set[Place] = field(default_factory=set)
    """Cells that the file calls percentages; only beside ``shown``."""
    hidden: list[int] = field(default_factory=list)
    """Rows, counted from 1."""
    merged: list[Span] = field(default_factory=list)


def tells(code: str, number: str) -> bool:
    """Whether a number format can change what is read of a number, given as text."""
    if _PLAIN.fullmatch(code) is None:
        return True
    # A quotient with no end is taken as it is shown.
    return len(number.partition(".")[2]) > _MOST_DECIMALS or "E" in number.upper()
