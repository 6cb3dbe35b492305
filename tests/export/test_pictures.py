"""Slides as PDF and SVG, and pictures through a Chromium: whole, not blank, with their footer."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageChops
from pptx import Presentation
from pptx.oxml.ns import qn
from pypdf import PdfReader

from analytics.export import fonts, png, slides
from analytics.export.browser import Browser, NoBrowserError, found
from analytics.export.deck import Shown, deck
from analytics.export.imprint import Imprint
from analytics.export.pdf import pdf
from analytics.export.powerpoint import powerpoint
from analytics.export.scene import Scene, Text
from analytics.views.asking import Known, view_of
from analytics.views.request import Card, Request
from analytics.views.trends import YearsChart
from analytics.views.view import BarChart, View
from analytics.wording import Wording
from tests.export.asked import REQUESTS, TWELVE
from tests.export.crowded import crowded

OFFICE = shutil.which("soffice")


def asked(name: str, known: Known, say: Wording) -> View:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    return view


def drawn(view: View, imprint: Imprint, say: Wording) -> list[Scene]:
    return slides.scenes(deck("Thử nghiệm", "Bốn quận", [Shown(view)], imprint, say))


def texts(scene: Scene) -> list[Text]:
    return [shape for shape in scene.shapes if isinstance(shape, Text)]


def hold_their_places(scene: Scene) -> None:
    """No text leaves the slide, and no two stand over each other."""
    boxes = []
    for text in texts(scene):
        assert text.left >= 0, text
        assert text.left + text.width <= scene.width, text
        assert text.size <= text.y <= scene.height, text
        top, foot = text.y - 0.72 * text.size, text.y + 0.1 * text.size
        boxes.append((text.left, top, text.left + text.width, foot, text.text))
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            wide = min(one[2], other[2]) - max(one[0], other[0])
            tall = min(one[3], other[3]) - max(one[1], other[1])
            assert wide <= 1 or tall <= 1, (one, other)


@pytest.mark.parametrize("name", REQUESTS)
def test_texts_stay_on_the_slide_and_apart(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    for scene in drawn(asked(name, known, say), imprint, say):
        hold_their_places(scene)


@pytest.mark.parametrize("count", range(1, 13))
def test_texts_of_one_to_twelve_districts_stay_apart(
    count: int, known: Known, say: Wording, imprint: Imprint
) -> None:
    board = Request.of(Card.SCOREBOARD, areas=",".join(TWELVE.split(",")[:count]))
    shown = [view_of(board, known, say), *crowded(count, say)]
    remark = "Các quận cần rà soát tiến độ, báo cáo nguyên nhân và biện pháp trước ngày 15. " * 2
    made = deck("Thử", "", [Shown(view, remark=remark) for view in shown], imprint, say)
    for scene in slides.scenes(made):
        hold_their_places(scene)


@pytest.mark.parametrize("name", REQUESTS)
def test_the_slides_say_every_value_of_the_screen(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    said = " ".join(text.text for scene in drawn(view, imprint, say) for text in texts(scene))
    if view.chart is None:
        values = [c.value for row in view.table.rows for c in row.cells if c is not None]
    else:
        values = [bar.text for bar in getattr(view.chart, "bars", ())]
    for value in values:
        assert all(word in said for word in value.split()), value


def test_the_link_is_printed_on_slides_and_cards(
    known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked("twelve districts", known, say)
    printed = imprint.link(view.request).removeprefix("https://")
    assert "period=" in printed
    (text,) = [t for t in texts(drawn(view, imprint, say)[1]) if t.text == printed]
    assert text.width <= 800
    written = "".join(str(note.text) for note in png.composed(view, imprint).layout.annotations)
    assert escape(printed) in written


def test_pdf_has_a_page_a_slide_and_its_text(known: Known, say: Wording, imprint: Imprint) -> None:
    view = asked("four districts", known, say)
    scenes = drawn(view, imprint, say)
    read = PdfReader(io.BytesIO(pdf(scenes, title="Thử", language="vi")))
    assert len(read.pages) == len(scenes)
    text = read.pages[1].extract_text()
    for needed in ("Thu ngân sách nhà nước trên địa bàn", "12.065,06 tỷ đồng", imprint.data_line):
        assert needed in text
    embedded = {str(font) for font in _fonts_of(read)}
    assert any("IBMPlexSans" in font for font in embedded)


def _fonts_of(read: PdfReader) -> Iterator[object]:
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            yield font.get_object()["/BaseFont"]


def test_svg_carries_its_fonts_and_says_what_it_is(
    known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked("four districts", known, say)
    svg = drawn(view, imprint, say)[1].svg(carries_fonts=True)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert "data:font/woff2;base64" in svg
    assert root.find("{http://www.w3.org/2000/svg}desc").text == view.alt  # type: ignore[union-attr]


def test_every_letter_of_the_words_is_in_the_fonts(say: Wording) -> None:
    shapes = fonts._advances(fonts.SHAPES)
    letters = {c for text in say.words.by_key.values() for c in text if not c.isspace()}
    for face in (fonts.REGULAR, fonts.BOLD):
        there = {**fonts._advances(face), **shapes}
        assert {c for c in letters if ord(c) not in there} == set()


# Through a Chromium ------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(("scale", "width"), [(1, 960), (2, 1920)])
def test_a_picture_of_a_card_is_not_blank_and_has_its_footer(
    scale: int,
    width: int,
    known: Known,
    say: Wording,
    imprint: Imprint,
    browser_stopped: Callable[[], None],
) -> None:
    view = asked("four districts", known, say)
    picture = Image.open(io.BytesIO(png.card_png(view, imprint, scale=scale))).convert("RGB")
    assert picture.width == width
    foot = picture.crop((0, picture.height - 60 * scale, picture.width, picture.height))
    middle = picture.crop((0, picture.height // 3, picture.width, picture.height // 2))
    for part in (foot, middle):
        blank = Image.new("RGB", part.size, "#ffffff")
        assert ImageChops.difference(part, blank).getbbox() is not None


@pytest.mark.browser
def test_a_slide_as_picture_fills_the_screen(
    known: Known, say: Wording, imprint: Imprint, browser_stopped: Callable[[], None]
) -> None:
    scene = drawn(asked("twelve districts", known, say), imprint, say)[1]
    picture = Image.open(io.BytesIO(png.scene_png(scene))).convert("RGB")
    assert picture.size == (1920, 1080)
    assert picture.getpixel((960, 4)) == (0x9D, 0x22, 0x35)
    foot = picture.crop((80, 970, 1200, 1075))
    assert ImageChops.difference(foot, Image.new("RGB", foot.size, "#ffffff")).getbbox()


@pytest.mark.parametrize("count", [1, 4, 12])
def test_texts_of_a_card_stay_beside_its_qr_code_and_clear_of_its_legend(
    count: int, say: Wording, imprint: Imprint
) -> None:
    for view in crowded(count, say)[:4]:
        layout = png.composed(view, imprint).layout
        assert not layout.yaxis.automargin, "a plot that moves takes the texts with it"
        plot = png.CARD_WIDTH - layout.margin.l - layout.margin.r
        (code,) = layout.images
        beside = layout.margin.l + (code.x - code.sizex) * plot
        below = [a for a in layout.annotations if a.y == 0 and a.yshift and a.yshift < 0]
        assert below
        for line in below:
            text = line.text.removeprefix("<b>").removesuffix("</b>")
            left = layout.margin.l + line.xshift
            assert left + fonts.width(unescape(text), line.font.size) < beside, text
        if isinstance(view.chart, YearsChart):
            lowest = min(a.yshift for a in layout.annotations if a.y == 1 and a.yshift)
            rows = -(-(count + 1) // 3) if count > 4 else 1
            assert lowest - 13 * 1.35 > 19 * rows + 20, "the legend stands in the subtitle"


@pytest.mark.browser
def test_the_browser_starts_again_when_it_was_killed(
    known: Known, say: Wording, imprint: Imprint
) -> None:
    browser, view = Browser(), asked("four districts", known, say)
    chart = png.composed(view, imprint)
    options = {"form": "png", "width": 960, "height": int(chart.layout.height), "scale": 1.0}
    try:
        first = browser.picture(chart, **options)  # type: ignore[arg-type]
        process = browser._kaleido.subprocess
        process.kill()
        process.wait(10)
        again = browser.picture(chart, **options)  # type: ignore[arg-type]
        assert browser._kaleido.subprocess.pid != process.pid
    finally:
        browser.stop()
    one, other = (Image.open(io.BytesIO(content)).convert("RGB") for content in (first, again))
    assert ImageChops.difference(one, other).getbbox() is None


@pytest.mark.browser
def test_a_kept_browser_is_warm_and_is_started_again_when_it_dies(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("analytics.export.browser._LOOK_EVERY", 0.1)
    browser = Browser()
    try:
        browser.keep(after=0)
        first = started(browser, besides=None)
        first.kill()
        first.wait(10)
        again = started(browser, besides=first)
        assert again.pid != first.pid
        assert "started again" in caplog.text
    finally:
        browser.stop()
    assert again.wait(10) is not None
    assert browser._loop is None


def started(browser: Browser, *, besides: object) -> subprocess.Popen[bytes]:
    """The browser's process once there is another than the one before."""
    given_up = time.monotonic() + 60
    while time.monotonic() < given_up:
        with browser._turn:
            process = getattr(browser._kaleido, "subprocess", None)
            if browser._loop is not None and process not in (None, besides):
                return cast("subprocess.Popen[bytes]", process)
        time.sleep(0.1)
    raise AssertionError("the browser does not start")


def test_a_chromium_without_windows_is_taken_before_one_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    assert found() == str(tmp_path / "chromium-headless-shell")
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chromium"))
    assert found() == str(tmp_path / "chromium")


def test_without_a_chromium_a_typed_error_says_so_and_the_log_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent")
    browser = Browser()
    for _ in range(2):
        with pytest.raises(NoBrowserError):
            browser.start()
    browser.warm()
    assert browser.is_missing
    assert [r.levelname for r in caplog.records if "Chromium" in r.message] == ["WARNING"]


def test_a_machine_without_a_chromium_is_known_before_a_picture_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analytics.export.browser.Chromium.find_browser", lambda **_: None)
    browser = Browser()
    browser.warm()
    assert browser.is_missing


# Through LibreOffice -----------------------------------------------------------------------


def through_office(content: bytes, folder: Path) -> PdfReader:
    """A presentation's pages as LibreOffice shows them."""
    path = folder / "thu.pptx"
    path.write_bytes(content)
    assert OFFICE is not None
    subprocess.run(  # noqa: S603
        [
            OFFICE,
            f"-env:UserInstallation=file://{folder}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return PdfReader(folder / "thu.pdf")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_titles_footers_and_numbers_that_follow_the_data(
    tmp_path: Path, known: Known, say: Wording, imprint: Imprint
) -> None:
    names = ("four districts", "twelve districts", "long names")
    views = [asked(name, known, say) for name in names]
    made = deck("Thử nghiệm", "Bốn quận", [Shown(view) for view in views], imprint, say)
    prs = Presentation(io.BytesIO(powerpoint(made, say)))
    chart = next(shape.chart for shape in prs.slides[1].shapes if shape.has_chart)
    edited = chart._chartSpace.find(f".//{qn('c:val')}//{qn('c:v')}")
    edited.text = "13579.24"
    written = io.BytesIO()
    prs.save(written)
    read = through_office(written.getvalue(), tmp_path)
    assert len(read.pages) == 1 + len(made.slides)
    first = read.pages[1].extract_text()
    assert "13.579" in first
    for slide, page in zip(made.slides, read.pages[1:], strict=True):
        # LibreOffice writes letters with marks apart, so they are counted, not read.
        there = Counter(page.extract_text())
        for whole in (slide.heading, imprint.data_line):
            assert not Counter(whole.replace(" ", "")) - there
        figures = slide.content.bars if isinstance(slide.content, BarChart) else ()
        for bar in figures[1:]:
            assert say.words.number(bar.figure.value, bar.figure.decimals) in page.extract_text()
