"""The shipped reports: every row can be told apart, is sourced, and is counted in the docs."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import queries
from analytics.address import Address
from analytics.codelists import Codelists
from analytics.ingest import check, commit
from analytics.model import Observation
from analytics.settings import ROOT, Settings
from analytics.store import Store
from tests.builders import somebody

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


# Through the ingest --------------------------------------------------------------------------


CONTRADICTIONS = {
    "tay-ho-2023-04": {("ratio_differs", 11)},  # 26/27 printed as 96,2%, cut off
    "public-2021": {("ratio_differs", 45), ("ratio_differs", 61)},
    "public-2023": {("ratio_differs", 87)},  # 42/63 printed as 67,74%, which is 42/62
    "public-2025": {("attainment_differs", 88), ("attainment_differs", 102)},
}
"""Where a source prints what its own figures do not give: warned of, kept as printed."""


@pytest.mark.parametrize("report", FIVE)
def test_a_report_comes_in_with_no_more_than_what_it_contradicts_itself_in(report: str) -> None:
    codelists = Codelists.read(SETTINGS.codelists)
    checked = check(_path(report).read_bytes(), f"{report}.csv", codelists)
    assert {(p.code, p.row) for p in checked.problems} == CONTRADICTIONS.get(report, set())
    assert checked.is_clean
    assert checked.sources == ()
    assert checked.observations.num_rows == len(_rows(report))


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_public_figures_come_in_without_an_error(path: Path) -> None:
    codelists = Codelists.read(SETTINGS.codelists)
    checked = check(path.read_bytes(), path.name, codelists)
    assert checked.is_clean
    warned = {(p.code, p.row) for p in checked.problems if p.code != "area_changed_within"}
    assert warned == CONTRADICTIONS.get(path.stem, set())
    assert checked.sources == ()
    assert checked.observations.num_rows == len(_rows(f"public/{path.stem}"))


@pytest.fixture(scope="module")
def reported(new_place: Callable[[], Address]) -> Iterator[tuple[Observation, ...]]:
    store = Store.open(new_place())
    store.adopt_codelists(SETTINGS.codelists)
    for report in FIVE:
        checked = check(_path(report).read_bytes(), f"{report}.csv", store.codelists())
        commit(store, checked, by=somebody())
    yield queries.standing(store)
    store.close()


def test_every_row_of_every_report_stands(reported: tuple[Observation, ...]) -> None:
    assert len(reported) == sum(len(_rows(report)) for report in FIVE)


# Area, indicator, measure, basis, first and last year of the period, what is printed,
# then what it must come to: value, decimals, bound, status. Read from the reports by hand.
READ_BY_HAND = """
003 party_members_hard_tasks numerator - 2022 2023 7126/7560_(94%) 7126 0 = A
003 party_members_hard_tasks denominator - 2022 2023 7126/7560_(94%) 7560 0 = A
003 party_members_hard_tasks actual - 2022 2023 7126/7560_(94%) 94 0 = A
003 targets_met actual - 2022 2022 21/21_chỉ_tiêu 21 0 = A
003 targets_met plan annual 2022 2022 21/21_chỉ_tiêu 21 0 = A
003 targets_exceeded actual - 2022 2022 7/21_chỉ_tiêu 7 0 = A
003 targets_exceeded denominator - 2022 2022 7/21_chỉ_tiêu 21 0 = A
003 non_state_industrial_output attainment annual 2022 2022 100,4%_kế_hoạch_năm 100.4 1 = A
003 budget_revenue_unspecified attainment annual 2022 2022 168%_kế_hoạch_năm 168 0 = A
003 budget_expenditure attainment annual 2022 2022 96%_kế_hoạch_năm 96 0 = A
003 par_index_rank actual - 2022 2022 thứ_4/30 4 0 = A
003 par_index_rank denominator - 2022 2022 thứ_4/30 30 0 = A
003 site_clearance_households actual - 2022 2023 một_gia_đình 1 0 = A
003 budget_revenue_area actual - 2020 2022 12.993_tỷ_đồng 12993 0 = A
003 budget_revenue_area attainment same_period 2020 2022 151%_kế_hoạch_giao 151 0 = A
003 district_output_growth actual - 2020 2022 bình_quân_tăng_13,48% 13.48 2 = A
003 district_output_growth attainment term 2020 2022 96,3%_chỉ_tiêu_nhiệm_kỳ 96.3 1 = A
003 schools_national_standard actual - 2020 2022 96,2% 96.2 1 = A
003 guiding_documents actual - 2020 2022 2.987_văn_bản 2987 0 = A
003 council_sessions_regular actual - 2020 2022 05_kỳ_họp_thường_lệ 5 0 = A
003 poor_households actual - 2020 2022 không_có_hộ_nghèo 0 0 = A
003 term_targets_met plan term 2020 2025 25_chỉ_tiêu_chính 25 0 = A
006 budget_revenue_area actual - 2021 2021 12.065,06_tỷ_đồng 12065.06 2 = A
006 budget_revenue_area attainment city_estimate 2021 2021 111,5%_dự_toán_Thành_phố_giao 111.5 1 = A
006 city_programmes_covered denominator - 2021 2021 10_Chương_trình 10 0 = A
006 key_tasks actual - 2022 2022 11_nhiệm_vụ_trọng_tâm 11 0 = A
004 programme_02_targets_met plan programme 2020 2025 32_chỉ_tiêu 32 0 = A
004 programme_02_targets_met actual - 2020 2022 24_chỉ_tiêu 24 0 = A
004 programme_02_targets_in_progress actual - 2020 2022 8_chỉ_tiêu 8 0 = A
004 grade_10_above_city actual - 2021 2022 cao_hơn_trung_bình_thành_phố_22,3% 22.3 1 = A
004 garden_area_built actual - 2020 2022 9,25ha 9.25 2 = A
004 garden_area_built attainment programme 2020 2022 88,94%_chỉ_tiêu_chương_trình 88.94 2 = A
004 hydrant_area actual - 2020 2022 1.015ha 1015 0 = S
004 staff_commitments actual - 2020 2022 4.764_lượt 4764 0 = A
004 breakthroughs actual - 2020 2022 hai_khâu_đột_phá 2 0 = A
002 party_organisations_good actual - 2021 2021 98,65% 98.65 2 = A
002 new_party_members plan annual 2021 2021 213/210 210 0 = A
002 posts_reduced actual - 2021 2021 1.950_biên_chế 1950 0 = A
002 budget_revenue_unspecified actual - 2021 2021 trên_14_nghìn_tỷ_đồng/năm 14000 -3 > A
""".strip().splitlines()


@pytest.mark.parametrize("line", READ_BY_HAND)
def test_a_figure_is_what_the_report_prints(reported: tuple[Observation, ...], line: str) -> None:
    area, indicator, measure, basis, first, last, printed, value, decimals, bound, status = (
        line.split()
    )
    (found,) = [
        o
        for o in reported
        if (o.ref_area, o.indicator, o.measure.value) == (area, indicator, measure)
        and (o.period_start.year, o.period_end.year) == (int(first), int(last))
    ]
    assert found.plan_basis.value == basis.strip("-")
    assert found.printed == printed.replace("_", " ")
    assert found.obs_value == Decimal(value)
    assert found.decimals == int(decimals)
    assert found.bound.value == bound
    assert found.obs_status.value == status
