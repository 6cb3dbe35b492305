"""Pictures of ``docs/nhap-so-lieu.md``, taken from the app: ``python -m scripts.manual_pictures``.

With a folder, a language, a theme and a size, the same steps as others see them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

from playwright.sync_api import Locator, sync_playwright

from analytics.languages import LANGUAGES
from analytics.settings import ROOT
from analytics.text import words
from scripts.screenshots import small
from tests.browser import chromium
from tests.browser.serving import served
from tests.browser.visit import SIZES, Scheme, Size, Visit, in_language, visiting
from tests.ingest.made import Cell, Content, Grid, Layout, xlsx

FOLDER = ROOT / "docs" / "images"
HEADER = ("Địa bàn", "Chỉ tiêu", "Loại số liệu", "Kỳ", "Giá trị", "Đơn vị", "Nguồn")
REVENUE = "Thu ngân sách nhà nước trên địa bàn"
SOURCE = ("Đơn vị công bố", "Ngày công bố")


def table(*figures: tuple[str, str, Content]) -> list[tuple[Content, ...]]:
    lines = [
        (
            area,
            REVENUE,
            "Thực hiện",
            year,
            value,
            "tỷ đồng",
            "Báo cáo thu ngân sách",
            "Sở Tài chính",
            "15/01/2020",
        )
        for area, year, value in figures
    ]
    return [(*HEADER, *SOURCE), *lines]


def csv(grid: Grid) -> bytes:
    return "".join(";".join(map(str, line)) + "\n" for line in grid).encode()


WRONG = csv(
    table(
        ("Tây Hồ", "2018", "3.012,5"), ("Đống Đà", "2018", "6.940"), ("Long Biên", "2018", "nhiều")
    )
)
DOUBTFUL = csv(table(("Tây Hồ", "2018", "1.950"), ("Đống Đa", "2018", "2.100")))
SCALED = xlsx(table(("Tây Hồ", "2018", Cell(1_950_000_000_000, "#,##0,,,"))))
OFFICE = xlsx(
    [
        ("KẾT QUẢ THU NGÂN SÁCH 6 THÁNG ĐẦU NĂM 2018",),
        ("ĐVT: triệu đồng",),
        ("STT", "Quận", "Kế hoạch năm", "Thực hiện", "Tỷ lệ so kế hoạch năm"),
        (1, "Tây Hồ", 3_200_000, 1_654_300, 51.7),
        (2, "Đống Đa", 7_100_500, 3_704_670, 52.2),
        ("", "Tổng cộng", 10_300_500, 5_358_970, 52.0),
    ],
    Layout(),
)
CLEAN = csv(table(("Tây Hồ", "2018", "3.012,5"), ("Đống Đa", "2018", "6.940,2")))


class Pictures:
    """Takes the steps' pictures in one window."""

    def __init__(self, visit: Visit, folder: Path, name: str) -> None:
        self.visit, self.folder, self.name = visit, folder, name

    def bring(self, file: str, content: bytes) -> None:
        self.visit.page.locator("input[type='file'][accept*='.csv']").set_input_files(
            {"name": file, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.visit.settle()

    def take(self, step: str, *parts: Locator) -> None:
        """The named parts of the page, one below the other, as one picture."""
        boxes = [box for part in parts if (box := part.bounding_box()) is not None]
        left = min(box["x"] for box in boxes) - 12
        top = min(box["y"] for box in boxes) - 12
        right = max(box["x"] + box["width"] for box in boxes) + 12
        bottom = max(box["y"] + box["height"] for box in boxes) + 12
        png = self.visit.page.screenshot(
            clip={
                "x": max(left, 0),
                "y": max(top, 0),
                "width": right - max(left, 0),
                "height": bottom - max(top, 0),
            }
        )
        path = self.folder / f"{self.name}-{step}.png"
        path.write_bytes(small(png))
        print(path)


def steps(pictures: Pictures, language: str) -> None:
    visit, page = pictures.visit, pictures.visit.page
    say = words("vi" if language == "vi" else "en")

    def card(name: str) -> Locator:
        return page.locator(f".st-key-{name}")

    def anew() -> None:
        visit.open(in_language("/nhap-so-lieu", "vi" if language == "vi" else "en"))

    anew()
    pictures.take("tep", card("card-template"), card("card-file"))
    pictures.bring("thu-2018.csv", WRONG)
    pictures.take("loi", card("card-problems"))
    anew()
    pictures.bring("thu-2018.csv", DOUBTFUL)
    pictures.take("hoi-kieu-so", card("reading"), card("card-problems"))
    anew()
    pictures.bring("thu-2018.xlsx", SCALED)
    pictures.take("hoi-dinh-dang", card("reading"))
    anew()
    pictures.bring("thu-6-thang.xlsx", OFFICE)
    pictures.take("cach-doc", card("card-mapping"))
    anew()
    pictures.bring("thu-2018.csv", CLEAN)
    pictures.take("xem-truoc", card("card-preview"), card("card-commit"))
    visit.click(page.get_by_role("button", name=say("upload.commit", count=2)))
    pictures.take("ghi-nhan", page.get_by_test_id("stAlert").first, card("card-file"))


@contextmanager
def window(size: Size, scheme: Scheme) -> Iterator[Visit]:
    with (
        tempfile.TemporaryDirectory() as store,
        served(Path(store)) as app,
        sync_playwright() as playwright,
    ):
        browser = chromium.launch(playwright)
        with visiting(browser, app.url, size=size, scheme=scheme) as visit:
            visit.page.set_viewport_size({"width": SIZES[size]["width"], "height": 4_000})
            yield visit
        browser.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    arguments.add_argument("--language", choices=LANGUAGES, default="vi")
    arguments.add_argument("--scheme", choices=get_args(Scheme), default="light")
    arguments.add_argument("--size", choices=[*SIZES], default="projector")
    asked = arguments.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    name = "nhap-so-lieu"
    if asked.folder != FOLDER:
        name += f"-{asked.size}-{asked.scheme}-{asked.language}"
    with window(asked.size, asked.scheme) as visit:
        steps(Pictures(visit, asked.folder, name), asked.language)


if __name__ == "__main__":
    main()
