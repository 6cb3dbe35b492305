"""What an analyst does: a file with a mistake, the mended one, its figure, taken back."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.text import words
from tests.browser.conftest import Visitor
from tests.browser.test_reading import bar_values
from tests.browser.visit import Visit
from tests.ingest.made import xlsx

VI = words("vi")
HEADER = (
    "Địa bàn,Chỉ tiêu,Loại số liệu,Kỳ,Căn cứ kế hoạch,Giá trị,Đơn vị,Nguồn,Đơn vị công bố,"
    "Ngày công bố\n"
)
GOOD = (
    'Đống Đa,Thu ngân sách nhà nước trên địa bàn,Thực hiện,2020,,"7.777,5",tỷ đồng,'
    "Báo cáo thử nghiệm,Văn phòng,15/01/2021\n"
)
BAD = GOOD.replace("Đống Đa", "Đống Đà Nẵng")
CHART = "/so-sanh?period=2020-01-01~2020-12-31&areas=006"


@pytest.fixture
def visit(fresh_visitor: Visitor) -> Visit:
    return fresh_visitor()


def upload(visit: Visit, folder: Path, content: str, name: str) -> None:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    visit.page.locator("input[type='file'][accept*='.csv']").set_input_files(file)
    visit.settle()


def is_drawn(visit: Visit) -> bool:
    page = visit.open(CHART)
    return page.locator(".js-plotly-plot").count() > 0 and 7777.5 in map(float, bar_values(page))


def test_a_file_is_mended_committed_seen_and_taken_back(visit: Visit, tmp_path: Path) -> None:
    assert not is_drawn(visit)
    page = visit.open("/nhap-so-lieu")

    upload(visit, tmp_path, HEADER + GOOD + BAD, "bao-cao.csv")
    problem = page.get_by_role("row").filter(has_text="Đống Đà Nẵng")
    expect(problem.first).to_contain_text("3")  # the line, as an analyst counts
    visit.click(problem.get_by_role("button", name=VI("upload.manual_entry")))
    entry = page.get_by_role("dialog", name=VI("upload.manual"))
    expect(entry).to_contain_text("(unknown_area)")
    visit.click(entry.get_by_role("button", name="Close"))
    expect(page.get_by_role("button", name=VI("upload.commit", count=2))).to_have_count(0)
    assert not is_drawn(visit), "a file with a problem changes nothing"

    page = visit.open("/nhap-so-lieu")
    upload(visit, tmp_path, HEADER + GOOD, "bao-cao.csv")
    expect(page.get_by_text(VI("upload.preview_says"))).to_be_visible()
    assert "7.777,5" in page.get_by_role("table", name=VI("preview.added")).inner_text()
    visit.click(page.get_by_role("button", name=VI("upload.commit", count=1)))
    expect(page.get_by_test_id("stAlert")).to_contain_text("bao-cao.csv")
    assert is_drawn(visit)

    page = visit.open("/nhap-so-lieu")
    newest = page.locator(".st-key-card-history [class*='st-key-submission-']").first
    expect(newest).to_contain_text("bao-cao.csv")
    visit.click(newest.get_by_role("button", name=VI("upload.withdraw")))
    confirm = VI("upload.withdraw_now", number="").strip()
    visit.click(page.get_by_role("button", name=confirm))
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert not is_drawn(visit)


def long_sheet() -> bytes:
    """A workbook that takes a while to read: a million small cells."""
    content = io.BytesIO()
    row = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([[1]]))) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start, end = body.index(b"<sheetData>") + 11, body.index(b"</sheetData>")
                body = body[:start] + row.encode() * 1_200 + body[end:]
            new.writestr(name, body)
    return content.getvalue()


def test_a_long_check_is_stopped_and_leaves_nothing(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/nhap-so-lieu")
    history = page.locator(".st-key-card-history [class*='st-key-submission-']")
    page.locator("input[type='file'][accept*='.csv']").set_input_files(
        {"name": "lon.xlsx", "mimeType": "application/octet-stream", "buffer": long_sheet()}
    )
    page.get_by_role("button", name=VI("upload.cancel")).click(timeout=30_000)
    visit.settle()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("lon.xlsx")
    expect(page.locator(".st-key-card-problems")).to_have_count(0)
    expect(history.first).not_to_contain_text("lon.xlsx")
    upload(visit, tmp_path, HEADER + GOOD, "bao-cao.csv")
    expect(page.get_by_role("button", name=VI("upload.commit", count=1))).to_be_visible()


def test_the_template_that_is_offered_is_one_that_is_taken(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/nhap-so-lieu")
    with page.expect_download() as download:
        page.get_by_role("button", name=VI("upload.template")).click()
    template = tmp_path / "template.csv"
    download.value.save_as(template)
    assert template.read_text(encoding="utf-8-sig").startswith("Địa bàn")
    upload(visit, tmp_path, template.read_text(encoding="utf-8-sig"), "template.csv")
    expect(page.get_by_test_id("stException")).to_have_count(0)
