"""Every page, as everybody may meet it: accessible, in its window, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from analytics.languages import Language
from analytics.text import words
from tests.browser.accessibility import serious_violations
from tests.browser.conftest import Visitor
from tests.browser.visit import ADDRESSES, SIZES, Scheme, Size, in_language

FIGURE = "figure=002~budget_revenue_area~actual~2022-01-01~2022-12-31~"


@dataclass(frozen=True, slots=True)
class Reader:
    """Where somebody sits, and what they read."""

    size: Size
    scheme: Scheme
    language: Language

    def __str__(self) -> str:
        return f"{self.size}-{self.scheme}-{self.language}"


# Every size, theme and language with every page; all their pairs would take far longer.
READERS = (
    Reader("laptop", "light", "vi"),
    Reader("projector", "dark", "en"),
    Reader("phone", "light", "vi"),
)


@pytest.mark.parametrize("reader", READERS, ids=str)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_is_accessible_fits_and_speaks_the_language(
    visitor: Visitor, name: str, reader: Reader
) -> None:
    visit = visitor(size=reader.size, scheme=reader.scheme)
    page = visit.open(in_language(ADDRESSES[name], reader.language))
    assert serious_violations(page) == []
    assert widest(page) <= SIZES[reader.size]["width"]
    expect(page.get_by_role("heading", level=1)).to_have_text(
        words(reader.language)(f"{name}.title")
    )
    other = words("en" if reader.language == "vi" else "vi")
    for foreign in ADDRESSES:
        title = re.compile(f"^{re.escape(other(f'{foreign}.title'))}$")
        expect(page.get_by_role("link", name=title)).to_have_count(0)


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_an_open_figure_is_accessible_and_fits(visitor: Visitor, reader: Reader) -> None:
    visit = visitor(size=reader.size, scheme=reader.scheme)
    page = visit.open(in_language(f"/so-sanh?{FIGURE}", reader.language))
    expect(page.get_by_role("dialog")).to_contain_text(words(reader.language)("detail.as_printed"))
    assert serious_violations(page) == []
    assert widest(page) <= SIZES[reader.size]["width"]


@pytest.mark.parametrize("name", ["overview", "compare", "district"])
def test_a_page_is_accessible_in_the_dark(visitor: Visitor, name: str) -> None:
    assert serious_violations(visitor(scheme="dark").open(ADDRESSES[name])) == []


def test_the_check_for_accessibility_finds_what_is_wrong(visitor: Visitor) -> None:
    page = visitor().open("/")
    page.evaluate("document.querySelector('h1').innerHTML += '<img src=\"data:,\">'")
    assert any(line.startswith("image-alt") for line in serious_violations(page))


def test_what_is_against_the_policy_is_a_trouble_of_any_page(visitor: Visitor) -> None:
    """So every test here fails on a page that loads or runs what it may not."""
    visit = visitor()
    page = visit.open("/")
    assert visit.troubles == []
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://x.example/'}))")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.ran = true'}))"
    )
    visit.settle()
    assert page.evaluate("window.ran") is None
    for directive in ("img-src", "script-src-elem"):
        assert any(f"against the policy: {directive}" in told for told in visit.troubles)
    visit.troubles.clear()


@pytest.mark.parametrize("font", ["IBM Plex Sans", "District Shapes"])
def test_the_bundled_fonts_are_used(visitor: Visitor, font: str) -> None:
    page = visitor().open("/")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert font in {family.strip('"') for family in loaded}


def widest(page: Page) -> int:
    """How far to the right the page's content reaches, in pixels."""
    return int(page.get_by_test_id("stMain").evaluate("main => main.scrollWidth"))
