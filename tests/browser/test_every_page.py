"""Every page, as everybody may meet it: accessible, in its window, in the reader's language."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from playwright.sync_api import expect

from analytics.model import Language
from analytics.text import LANGUAGES, words
from tests.browser.accessibility import serious_violations
from tests.browser.conftest import Visitor
from tests.browser.visit import ADDRESSES, Scheme, Size, in_language

FIGURE = "figure=002~budget_revenue_area~actual~2022-01-01~2022-12-31~"


@pytest.mark.parametrize("scheme", get_args(Scheme))
@pytest.mark.parametrize("path", [*ADDRESSES.values(), f"/so-sanh?{FIGURE}"])
def test_axe_finds_nothing_serious(visitor: Visitor, path: str, scheme: Scheme) -> None:
    page = visitor(scheme=scheme).open(path)
    assert serious_violations(page) == []


@pytest.mark.parametrize("size", get_args(Size))
@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_reaches_past_the_window(visitor: Visitor, name: str, size: Size) -> None:
    page = visitor(size=size).open(ADDRESSES[name])
    width = page.viewport_size["width"] if page.viewport_size else 0
    past = page.get_by_test_id("stMain").evaluate("main => main.scrollWidth")
    assert past <= width


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_speaks_the_readers_language(
    visitor: Visitor, name: str, language: Language
) -> None:
    page = visitor().open(in_language(ADDRESSES[name], language))
    expect(page.get_by_role("heading", level=1)).to_have_text(words(language)(f"{name}.title"))
    other = words("en" if language == "vi" else "vi")
    for key in ("overview.title", "compare.title", "sources.title", "upload.title"):
        expect(page.get_by_role("link", name=re.compile(f"^{other(key)}$"))).to_have_count(0)


@pytest.mark.parametrize("font", ["IBM Plex Sans", "District Shapes"])
def test_the_bundled_fonts_are_used(visitor: Visitor, font: str) -> None:
    page = visitor().open("/")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert font in {family.strip('"') for family in loaded}
