"""What a briefing writer does: takes a view along, freezes it, downloads it as slides."""

from __future__ import annotations

import io
from pathlib import Path

from playwright.sync_api import expect
from pptx import Presentation

from analytics.text import words
from tests.browser.conftest import Visitor

VI = words("vi")
GROWTH = "/so-sanh?indicator=budget_revenue_area&measure=growth&period=2022-01-01~2022-12-31"


def test_a_view_is_taken_along_frozen_and_downloaded(
    fresh_visitor: Visitor, tmp_path: Path
) -> None:
    visit = fresh_visitor()
    page = visit.open(GROWTH)
    title = page.locator(".st-key-card-comparison").get_by_role("heading").inner_text()
    visit.click(page.get_by_role("button", name=VI("briefing.add")))
    visit.click(page.get_by_role("button", name=VI("briefing.add_now"), exact=True))

    page = visit.open("/ban-trinh-bay")
    expect(page.get_by_text(VI("briefing.live"))).to_be_visible()
    visit.click(page.get_by_role("button", name=VI("briefing.freeze")))
    expect(page.get_by_text(VI("briefing.no_revision"))).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name=VI("briefing.pptx"), exact=True).click()
    slides = tmp_path / "briefing.pptx"
    download.value.save_as(slides)
    deck = Presentation(io.BytesIO(slides.read_bytes()))
    titles = [s.shapes.title.text_frame.text for s in deck.slides if s.shapes.title is not None]
    assert any(title.split(":")[0] in told and "tăng" in told.lower() for told in titles), titles
