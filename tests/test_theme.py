"""The theme and the fonts: every letter is there, figures are of one width, text can be read."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from analytics.languages import LANGUAGES
from analytics.settings import ROOT
from analytics.text import words

FONTS = ROOT / "pages" / "static" / "fonts"
TEXT_FONTS = sorted(FONTS.glob("IBMPlex*.woff2"))
SHAPES = FONTS / "DistrictShapes.woff2"
THEME: Mapping[str, Any] = tomllib.loads(
    (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)["theme"]
VIETNAMESE = {
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
} | set("đĐ₫")
SIGNS = set("−–—≥≤≈∞×÷±·…“”‘’%")


@cache
def characters(path: Path) -> frozenset[str]:
    return frozenset(map(chr, TTFont(path).getBestCmap()))


@pytest.mark.parametrize("path", TEXT_FONTS, ids=lambda path: path.stem)
def test_a_text_font_has_every_vietnamese_letter(path: Path) -> None:
    assert characters(path) >= VIETNAMESE | SIGNS


@pytest.mark.parametrize("path", TEXT_FONTS, ids=lambda path: path.stem)
def test_digits_are_of_one_width_so_that_columns_align(path: Path) -> None:
    font = TTFont(path)
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_have_every_character_of_the_interface(language: str) -> None:
    used = set("".join(words("vi" if language == "vi" else "en").by_key.values()))
    assert used - {"\n"} <= characters(FONTS / "IBMPlexSans-Regular.woff2") | characters(SHAPES)


def test_every_font_of_the_theme_is_there() -> None:
    named = {face["url"] for face in THEME["fontFaces"]}
    assert named == {f"app/static/fonts/{path.name}" for path in FONTS.glob("*.woff2")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "foreground",
    [
        "textColor", "primaryColor", "linkColor", "redTextColor", "orangeTextColor",
        "yellowTextColor", "greenTextColor", "blueTextColor", "violetTextColor", "grayTextColor",
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_background(scheme: str, foreground: str) -> None:
    theme = THEME[scheme]
    own = foreground.removesuffix("TextColor") + "BackgroundColor"
    for background in ("backgroundColor", "secondaryBackgroundColor", own):
        if background in theme:
            assert contrast(theme[foreground], theme[background]) >= 4.5, background
    assert contrast(theme[foreground], theme["sidebar"]["backgroundColor"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, 1.4.3."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb`` as WCAG 2.2 defines it."""
    assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
