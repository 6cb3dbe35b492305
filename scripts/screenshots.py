"""Pictures of the app, taken from the app: ``python -m scripts.screenshots FOLDER``.

Every page at three widths, in both themes and both languages. With ``--readme``, the few pictures
that the README shows, small enough to keep in the repository.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from analytics.languages import LANGUAGES, Language
from tests.browser import chromium
from tests.browser.serving import served
from tests.browser.visit import ADDRESSES, SIZES, Scheme, Size, in_language, visiting

PAGES = {
    **ADDRESSES,
    "year": "/so-sanh?period=2022-01-01~2022-12-31",
    "detail": "/so-sanh?figure=002~budget_revenue_area~actual~2022-01-01~2022-12-31~",
}
_TALLEST = 6000  # pixels; the sources go on for many screens


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a page as somebody sees it; ``whole`` is all of it, not just the window."""

    page: str
    size: Size = "laptop"
    scheme: Scheme = "light"
    language: Language = "vi"
    whole: bool = True

    @property
    def file(self) -> str:
        return f"{self.page}-{self.size}-{self.scheme}-{self.language}.png"


README = (
    Shot("overview", whole=False),
    Shot("year", whole=False),
    Shot("detail", language="en", whole=False),
    Shot("district", scheme="dark", whole=False),
    Shot("overview", size="phone", whole=False),
)


def every_shot() -> Iterator[Shot]:
    for page, size, scheme, language in product(PAGES, get_args(Size), get_args(Scheme), LANGUAGES):
        yield Shot(page, size, scheme, language)


def take(browser: Browser, url: str, shot: Shot) -> bytes:
    with visiting(browser, url, size=shot.size, scheme=shot.scheme) as visit:
        page = visit.open(in_language(PAGES[shot.page], shot.language))
        if shot.whole:
            _unroll(page, shot.size)
            visit.settle()
        return page.screenshot()


def _unroll(page: Page, size: Size) -> None:
    """Make the window as tall as the page; Streamlit scrolls inside it, so "full page" is not."""
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    width = SIZES[size]["width"]
    page.set_viewport_size(
        {"width": width, "height": min(max(height, SIZES[size]["height"]), _TALLEST)}
    )


def small(png: bytes) -> bytes:
    """The same picture in fewer bytes. No palette: it would make the districts' colours alike."""
    packed = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--readme", action="store_true")
    arguments.add_argument("--only", choices=list(PAGES), help="one page of all")
    asked = arguments.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    shots = README if asked.readme else every_shot()
    with (
        tempfile.TemporaryDirectory() as store,
        served(Path(store)) as app,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        for shot in shots:
            if asked.only in (None, shot.page):
                png = take(browser, app.url, shot)
                (asked.folder / shot.file).write_bytes(small(png) if asked.readme else png)
                print(asked.folder / shot.file)
        browser.close()


if __name__ == "__main__":
    main()
