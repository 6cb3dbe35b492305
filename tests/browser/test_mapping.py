"""An office's own workbook: its form said once, a mistake found, and known the next time."""

from __future__ import annotations

import io
import re

import xlsxwriter
from playwright.sync_api import Page, expect

from analytics.text import words
from tests.browser.conftest import Visitor
from tests.browser.visit import Visit

VI = words("vi")
HEADER = ("STT", "Quận", "Kế hoạch năm", "Thực hiện", "Tỷ lệ so kế hoạch năm")


def workbook(months: int, *rows: tuple[str, str, str, str]) -> bytes:
    """A table as offices make them: a title, the unit, a header, rows, a total."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Thu ngân sách")
        sheet.write_string(0, 0, f"KẾT QUẢ THU NGÂN SÁCH {months} tháng đầu năm 2018")
        sheet.write_string(1, 0, "ĐVT: triệu đồng")
        lines = [HEADER, *((str(n), *row) for n, row in enumerate(rows, start=1))]
        lines.append(("", "Tổng cộng", "17.300.500", "9.058.670", "52,4"))
        for place, line in enumerate(lines, start=3):
            for column, text in enumerate(line):
                sheet.write_string(place, column, text)
    return content.getvalue()


def put(visit: Visit, name: str, content: bytes) -> Page:
    visit.page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    return visit.settle()


def say_source(visit: Visit) -> None:
    """What a file of this form does not say itself."""
    for label, text in (
        (VI("mapping.given_source"), "Báo cáo thu ngân sách 2018"),
        (VI("detail.publisher"), "Văn phòng"),
        (VI("mapping.given_date"), "15/07/2018"),
    ):
        box = visit.page.get_by_role("textbox", name=label)
        box.fill(text)
        box.press("Enter")
        visit.settle()


def test_a_workbook_is_mapped_once_committed_and_known_the_next_time(
    fresh_visitor: Visitor,
) -> None:
    visit = fresh_visitor()
    page = visit.open("/nhap-so-lieu")
    first = workbook(6, ("Tây Hồ", "3.200.000", "1.654.300", "51,7"), ("Cầu Gìấy", "8", "4", "50"))
    put(visit, "thu-6-thang.xlsx", first)
    expect(page.get_by_role("heading", name=VI("mapping.title"))).to_be_visible()

    boxes = page.get_by_role("combobox", name=VI("app.indicator"))
    boxes.click()
    boxes.fill("Thu ngân sách nhà nước trên địa bàn")
    page.get_by_role("option", name="Thu ngân sách nhà nước trên địa bàn").first.click()
    visit.settle()
    name = page.get_by_role("textbox", name=VI("mapping.name"), exact=True)
    name.fill("Thu ngân sách của Sở")
    name.press("Enter")
    visit.settle()
    visit.click(page.get_by_role("button", name=VI("mapping.save")))

    expect(page.get_by_role("heading", name=re.compile("Thu ngân sách của Sở"))).to_be_visible()
    say_source(visit)
    problems = page.get_by_role("table", name=VI("upload.step_problems"))
    expect(problems).to_contain_text("Cầu Gìấy")
    expect(page.get_by_role("button", name=re.compile(r"^Ghi nhận \d"))).to_have_count(0)

    mended = workbook(6, ("Tây Hồ", "3.200.000", "1.654.300", "51,7"))
    put(visit, "thu-6-thang-sua.xlsx", mended)
    # Another file may be another month's: its source is asked anew.
    expect(problems).to_contain_text(VI("problems.mapping_needs.message", field="Nguồn"))
    say_source(visit)
    expect(page.get_by_text(VI("upload.clean", count=3))).to_be_visible()
    visit.click(page.get_by_role("button", name=VI("upload.commit", count=3)))
    expect(page.get_by_test_id("stAlert").first).to_contain_text("thu-6-thang-sua.xlsx")

    later = workbook(9, ("Tây Hồ", "3.200.000", "2.410.000", "75,3"))
    put(visit, "thu-9-thang.xlsx", later)
    expect(page.get_by_role("heading", name=VI("mapping.title"))).to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile("Thu ngân sách của Sở"))).to_be_visible()

    page = visit.open("/dien-bien?area=003&areas=003&indicator=budget_revenue_area&year=2018")
    expect(page.get_by_text("1.654,3").first).to_be_visible()
