"""What a briefing writer does: takes a view along, freezes it, copies it, shows it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from pptx import Presentation

from analytics.export.files import MEDIA_TYPES, Form
from analytics.text import words
from tests.browser.conftest import Visitor
from tests.browser.serving import served
from tests.browser.visit import Scheme, Visit, visiting
from tests.export.test_powerpoint import office_template

VI = words("vi")
GROWTH = "/so-sanh?indicator=budget_revenue_area&measure=growth&period=2022-01-01~2022-12-31"
ALONE = "/so-sanh?indicator=budget_revenue_area&period=2021-01-01~2021-12-31&view=comparison"
REVISION = (
    "ref_area,indicator,measure,period,plan_basis,value,unit,source,source_date\n"
    "Đống Đa,budget_revenue_area,actual,2021,,12345,tỷ đồng,Quyết toán 2021,31/12/2025\n"
)


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

    _is_made_in_the_offices_own_layouts(visit)
    _is_revised_and_refreshed(visit)
    _is_copied_for_the_next_period(visit)


def _is_made_in_the_offices_own_layouts(visit: Visit) -> None:
    """A template is given, and the slides have its size and its layouts; what it showed is gone."""
    page = visit.page
    template: FilePayload = {
        "name": "mau.pptx",
        "mimeType": MEDIA_TYPES[Form.pptx],
        "buffer": office_template(9_144_000, 6_858_000, has_footer=True),
    }
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator("input[type='file'][accept*='.pptx']").set_input_files(files=[template])
    visit.settle()
    made = _downloaded(page)
    for _ in range(10):  # the page runs again with the template a moment after it has come
        if made.slide_width == 9_144_000:
            break
        page.wait_for_timeout(500)
        made = _downloaded(page)
    assert (made.slide_width, made.slide_height) == (9_144_000, 6_858_000)
    assert {slide.slide_layout.name for slide in [*made.slides][1:]} == {"Mẫu cơ quan"}
    assert made.slides[0].shapes.title.text_frame.text


def _downloaded(page: Page) -> Any:
    with page.expect_download() as download:
        page.get_by_role("button", name=VI("briefing.pptx"), exact=True).click()
    return Presentation(str(download.value.path()))


def _is_revised_and_refreshed(visit: Visit) -> None:
    """A newer figure comes in: the frozen briefing says old and new, and takes it when asked."""
    page = visit.open("/nhap-so-lieu")
    revision: FilePayload = {
        "name": "moi.csv",
        "mimeType": "text/csv",
        "buffer": REVISION.encode(),
    }
    page.locator("input[type='file'][accept*='.csv']").set_input_files(files=[revision])
    visit.settle()
    visit.click(page.get_by_role("button", name=VI("upload.commit", count=1)))

    page = visit.open("/ban-trinh-bay")
    expect(page.get_by_text(VI("briefing.revised", count=1)).first).to_be_visible()
    table = page.locator(".st-key-revised-table")
    expect(table).to_contain_text("12.065,06 tỷ đồng")
    expect(table).to_contain_text("12.345 tỷ đồng")
    still = page.locator(".still").filter(has_text="qua các năm").first
    expect(still).to_contain_text("12.065,06")
    visit.click(page.get_by_role("button", name=VI("briefing.refresh")))
    expect(page.get_by_text(VI("briefing.live"))).to_be_visible()
    still = page.locator(".still").filter(has_text="qua các năm").first
    expect(still).to_contain_text("12.345")


def _is_copied_for_the_next_period(visit: Visit) -> None:
    """The period of all views moves on by one, under a name and an address of its own."""
    page = visit.page
    period = page.get_by_label(VI("briefing.period"))
    period.click()
    visit.click(page.get_by_role("option", name="2022", exact=True))
    visit.click(page.get_by_role("button", name=VI("briefing.manage")))
    visit.click(page.get_by_role("button", name=VI("briefing.next")))
    assert "name=bon-quan" in page.url
    assert not page.url.endswith("name=bon-quan")
    expect(page.get_by_label(VI("briefing.period"))).to_have_value("2023")
    expect(page.locator(".still").filter(has_text="2023").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_slides_fill_the_screen_and_turn_by_keys(visitor: Visitor, scheme: Scheme) -> None:
    visit = visitor("projector", scheme)
    page = visit.open("/ban-trinh-bay?name=bon-quan")
    visit.click(page.get_by_role("button", name=VI("briefing.present")))
    stage = page.locator(".stage")
    number = re.compile(r"(\d+)/(\d+)")

    def place() -> int:
        found = number.search(stage.get_attribute("aria-label") or "")
        assert found is not None
        return int(found[1])

    count = int(number.findall(stage.get_attribute("aria-label") or "")[0][1])
    assert place() == 1
    for key, expected in {
        "ArrowRight": 2,
        "PageDown": 3,
        " ": 4,
        "ArrowLeft": 3,
        "PageUp": 2,
        "End": count,
        "ArrowDown": count,
        "Home": 1,
        "ArrowUp": 1,
    }.items():
        page.keyboard.press(key)
        assert place() == expected, key
    page.keyboard.press("ArrowRight")
    assert_nothing_but_the_slide(page, stage)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("Escape")
    visit.settle()
    expect(page.get_by_role("button", name=VI("briefing.present"))).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_a_view_alone_makes_a_clean_screenshot(
    visitor: Visitor, size: tuple[int, int], scheme: Scheme
) -> None:
    visit = visitor("projector", scheme)
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = visit.open(f"{ALONE}&embed=true")
    plain = page.locator(".plain")
    assert_nothing_but_the_slide(page, plain)
    expect(plain).to_contain_text("12.065,06 tỷ đồng")
    expect(plain).to_contain_text("Nguồn:")


def assert_nothing_but_the_slide(page: Page, slide: Locator) -> None:
    """It fills the window, whole, on light paper in either theme, and nothing is over it."""
    window = page.viewport_size
    assert window is not None
    box = slide.locator("svg").bounding_box()
    assert box is not None
    assert box["x"] == box["y"] == 0
    assert (box["width"], box["height"]) == (window["width"], window["height"])
    for name in ("stSidebar", "stHeader", "stToolbar"):
        assert not page.get_by_test_id(name).locator("visible=true").count(), name
    covered = page.evaluate(
        """() => [[0.02, 0.02], [0.5, 0.5], [0.98, 0.02], [0.02, 0.98], [0.98, 0.98]].filter(
            ([x, y]) => !document.elementsFromPoint(x * innerWidth, y * innerHeight)[0]
                ?.closest(".plain, .stage, svg") &&
                !document.elementsFromPoint(x * innerWidth, y * innerHeight)[0]?.shadowRoot)"""
    )
    assert covered == []
    assert not page.evaluate(
        "document.documentElement.scrollHeight > innerHeight"
        " || document.documentElement.scrollWidth > innerWidth"
    )
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert shot.getpixel((shot.width // 2, 2)) == (0x9D, 0x22, 0x35)
    assert shot.getpixel((3, shot.height - 3)) == (255, 255, 255)
    foot = shot.crop((60, int(shot.height * 0.89), shot.width // 2, shot.height))
    assert ImageChops.difference(foot, Image.new("RGB", foot.size, "#ffffff")).getbbox()


def test_without_a_chromium_the_readers_browser_paints_the_picture(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        served(
            tmp_path / "served", BROWSER_PATH="/nonexistent", DISTRICT_PICTURE_BROWSER="from-start"
        ) as app,
        visiting(browser, app.url) as visit,
    ):
        # Soon after its start the server looks for one by itself.
        page = visit.open(GROWTH)
        while "no Chromium for pictures" not in app.log.read_text(encoding="utf-8"):
            page.wait_for_timeout(500)
        visit.click(page.get_by_role("button", name=VI("briefing.download")))
        expect(page.get_by_text(VI("export.browser_paints"))).to_be_visible()
        with page.expect_download() as painted:
            page.get_by_role("button", name=VI("briefing.png_slide"), exact=True).click()
        picture = Image.open(painted.value.path()).convert("RGB")
        with page.expect_download() as written:
            page.get_by_role("button", name=VI("briefing.docx"), exact=True).click()
        assert Path(written.value.path()).read_bytes()[:2] == b"PK"
        assert app.log.read_text(encoding="utf-8").count("no Chromium for pictures") == 1
        assert not app.failures()
    assert picture.size == (1920, 1080)
    assert picture.getpixel((960, 4)) == (0x9D, 0x22, 0x35)
    foot = picture.crop((80, 970, 1200, 1075))
    assert ImageChops.difference(foot, Image.new("RGB", foot.size, "#ffffff")).getbbox()
