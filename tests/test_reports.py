"""The shipped reports: every row can be told apart, is sourced, and is counted in the docs."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from analytics.codelists import Codelists
from analytics.settings import ROOT, Settings

SETTINGS = Settings.read({})
FIVE = (
    "tay-ho-2024-03",
    "tay-ho-2023-04",
    "dong-da-2022-01",
    "long-bien-2023-04",
    "hoan-kiem-2022-05",
)
PUBLIC = sorted((SETTINGS.reports / "public").glob("*.csv"))
VIETNAMESE = {
    "Địa bàn": "ref_area",
    "Chỉ tiêu": "indicator",
    "Loại số liệu": "measure",
    "Kỳ": "period",
    "Căn cứ kế hoạch": "plan_basis",
    "Giá trị": "value",
    "Đơn vị": "unit",
    "Trạng thái": "obs_status",
    "Tính đến ngày": "as_of",
    "Nguyên văn": "printed",
    "Nguồn": "source",
    "Đơn vị công bố": "source_publisher",
    "Ngày công bố": "source_date",
    "Liên kết": "source_url",
    "Vị trí trong nguồn": "locator",
    "Ghi chú": "note",
}


def _path(report: str) -> Path:
    return SETTINGS.reports / f"{report}.csv"


def _rows(report: str) -> list[dict[str, str]]:
    """The report's rows under the English headers."""
    with _path(report).open(encoding="utf-8", newline="") as file:
        return [
            {VIETNAMESE.get(header, header): cell for header, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def test_the_five_reports_are_shipped() -> None:
    assert {path.stem for path in SETTINGS.reports.glob("*.csv")} >= set(FIVE)


@pytest.mark.parametrize("report", FIVE)
def test_every_row_says_where_it_stands(report: str) -> None:
    source = Codelists.read(SETTINGS.codelists).source_by_code[report]
    assert source.file
    for row in _rows(report):
        assert row["source"] == report
        assert re.fullmatch(r"đoạn \d+", row["locator"])
        assert row["printed"]
        assert len(row["printed"].split()) <= 8, "a number phrase, not a sentence"


def test_both_forms_of_the_template_are_in_use() -> None:
    headers = {_path(report).read_text(encoding="utf-8").partition(",")[0] for report in FIVE}
    assert headers == {"ref_area", "Địa bàn"}


def test_the_docs_count_what_the_files_hold() -> None:
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    counted = {
        report: int(count)
        for report, count in re.findall(r"^\| `([\w-]+)` \|[^|]*\| (\d+) \|$", text, re.MULTILINE)
    }
    five = {report: len(_rows(report)) for report in FIVE}
    public = {path.stem: len(_rows(f"public/{path.stem}")) for path in PUBLIC}
    assert counted == five | public
    assert f"| all | | {sum(five.values())} |" in text
    assert f"| all public | | {sum(public.values())} |" in text
