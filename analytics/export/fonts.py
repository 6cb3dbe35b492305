"""The app's fonts outside a browser: how wide a text is, how it breaks, the files themselves."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from analytics.settings import ROOT

FOLDER = ROOT / "pages" / "static" / "fonts"
FAMILY = "IBM Plex Sans"
SHAPES_FAMILY = "District Shapes"
REGULAR = FOLDER / "IBMPlexSans-Regular.woff2"
BOLD = FOLDER / "IBMPlexSans-SemiBold.woff2"
SHAPES = FOLDER / "DistrictShapes.woff2"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is, in the unit of ``size``."""
    return size * _width(text, bold)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text broken between words so that each line fits ``room``; its own breaks are kept.

    A word that is wider than the room is broken where it must.
    """
    found: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if width(joined, size, bold=bold) <= room:
                line = joined
                continue
            if line:
                found.append(line)
            line = word
            while width(line, size, bold=bold) > room and len(line) > 1:
                fitting = next(
                    n
                    for n in range(len(line) - 1, 0, -1)
                    if n == 1 or width(line[:n], size, bold=bold) <= room
                )
                found.append(line[:fitting])
                line = line[fitting:]
        found.append(line)
    return found


def fitted(
    text: str, size: float, room: float, *, bold: bool = False, most: int
) -> tuple[list[str], float]:
    """The text's lines and their size: smaller, down to two thirds, where it has too many."""
    smallest = size * 2 / 3
    broken = lines(text, size, room, bold=bold)
    while len(broken) > most and size > smallest:
        size -= 0.5
        broken = lines(text, size, room, bold=bold)
    return broken, size


def runs(text: str) -> list[tuple[str, bool]]:
    """The text in pieces; true are those whose letters only the shapes' font has."""
    known = _advances(REGULAR)
    found: list[tuple[str, bool]] = []
    for character in text:
        is_shape = ord(character) not in known
        if found and found[-1][1] is is_shape:
            found[-1] = (found[-1][0] + character, is_shape)
        else:
            found.append((character, is_shape))
    return found


@cache
def faces() -> str:
    """CSS that carries the fonts with it, for pictures that are opened anywhere."""
    return "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff2;base64,{base64.b64encode(path.read_bytes()).decode()})"
        " format('woff2')}"
        for family, weight, path in (
            (FAMILY, 400, REGULAR),
            (FAMILY, 600, BOLD),
            (SHAPES_FAMILY, 400, SHAPES),
        )
    )


@lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    known, shapes = _advances(BOLD if bold else REGULAR), _advances(SHAPES)
    usual = known[ord("n")]
    return sum(known.get(ord(c)) or shapes.get(ord(c), usual) for c in text)


@cache
def _advances(path: Path) -> Mapping[int, float]:
    """The advance of each character, as a share of the font's size."""
    with TTFont(path) as font:
        size, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[name][0] / size for code, name in font.getBestCmap().items()}
