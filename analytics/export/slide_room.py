"""Where a slide's parts stand: heading and subtitle above, remark and marks below.

Points on a slide of 960 × 540.
"""

from __future__ import annotations

from analytics.export import fonts
from analytics.export.geometry import Box

WIDTH, HEIGHT = 960.0, 540.0
"""16 : 9."""
MARGIN = 44.0
ROOM = WIDTH - 2 * MARGIN
FOOT = HEIGHT - 62
"""Where the footer begins."""
HEADING, SUBTITLE, REMARK, MARKS = 25.0, 13.0, 15.0, 10.5
"""Sizes of letters."""
HEAD = 26.0
REMARK_INDENT = 14.0
MOST_HEADING = MOST_SUBTITLE = 2
LEADING = 1.3


def between(heading: str, subtitle: str, marks: str, remark: str) -> Box:
    """What is left for a chart or a table."""
    top = HEAD + _tall(heading, HEADING, bold=True, most=MOST_HEADING) + 1
    top += _tall(subtitle, SUBTITLE, most=MOST_SUBTITLE) + 14
    foot = FOOT - 8
    if marks:
        foot -= block(marks, MARKS, ROOM) + 4
    if remark:
        foot -= block(remark, REMARK, ROOM - REMARK_INDENT) + 16
    return Box(MARGIN, top, ROOM, foot - top)


def block(text: str, size: float, room: float) -> float:
    """How tall a text is in a column."""
    return len(fonts.lines(text, size, room)) * size * LEADING


def _tall(text: str, size: float, *, most: int, bold: bool = False) -> float:
    lines, size = fonts.fitted(text, size, ROOM, bold=bold, most=most)
    return len(lines) * size * LEADING
