"""Whole files: read right, or the cell is named; and nothing is stored of a file with an error."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from analytics import bundled, queries
from analytics.address import Address
from analytics.ingest import Effect, Marks, Options, beside_known, check, commit, preview, template
from analytics.ingest.codes import Lexicon
from analytics.ingest.mapped import period_within
from analytics.ingest.mappings import Column, From, Mapping, named, parse, rename, save, saved
from analytics.ingest.mending import Edit
from analytics.ingest.proposing import propose
from analytics.ingest.reading import read
from analytics.ingest.template import Field
from analytics.settings import ROOT, Settings
from analytics.store import Store, StoreError
from tests.builders import CODELISTS, somebody

HEADER = "Địa bàn,Chỉ tiêu,Loại số liệu,Kỳ,Căn cứ kế hoạch,Giá trị,Đơn vị,Nguồn"
OPTIONS = Options(today=date(2026, 11, 1))


def line(value: str, *, period: str = "2022", unit: str = "tỷ đồng", area: str = "Tây Hồ") -> str:
    return f'{area},budget_revenue_area,Thực hiện,{period},,"{value}",{unit},tay-ho-2023-04'


def file_of(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def values(content: bytes, options: Options = OPTIONS) -> list[Decimal]:
    checked = check(content, "x.csv", CODELISTS, options)
    return [row["obs_value"] for row in checked.observations.to_pylist()]


# Reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "expected", "decimals"),
    [
        ("12.065,06", "tỷ đồng", "12065.06", 2),
        ("trên 14 nghìn tỷ đồng", "", "14000", -3),
        ("14 nghìn tỷ", "tỷ đồng", "14000", -3),
        ("14 nghìn", "tỷ đồng", "14000", -3),
        ("500 triệu đồng", "", "0.5", 3),
        ("1.234,5", "triệu đồng", "1.2345", 4),
        ("12.065.060", "1000 đồng", "12.06506", 6),
        ("7,5", "billion_vnd", "7.5", 1),
    ],
)
def test_units_are_converted_exactly(value: str, unit: str, expected: str, decimals: int) -> None:
    checked = check(
        file_of(line(value, unit=unit), line("7,25", period="2019")), "x", CODELISTS, OPTIONS
    )
    assert not [p.code for p in checked.problems]
    row = checked.observations.to_pylist()[0]
    assert (row["obs_value"], row["decimals"]) == (Decimal(expected), decimals)
    assert row["unit"] == "billion_vnd"


@pytest.mark.parametrize(
    ("indicator", "unit", "codes"),
    [
        ("budget_revenue_growth", "%", []),
        ("budget_revenue_growth", "%/năm", []),
        ("budget_revenue_growth", "điểm %", ["unit_mismatch"]),
        ("grade_10_above_city", "điểm %", []),
        ("grade_10_above_city", "%", ["percent_or_points"]),
    ],
)
def test_a_percent_sign_is_taken_where_it_means_one_thing(
    indicator: str, unit: str, codes: list[str]
) -> None:
    for value, column in ((f"10,5{unit}", ""), ("10,5", unit)):
        told = line(value, unit=column, period="2020-2022")
        told = told.replace("budget_revenue_area", indicator)
        checked = check(file_of(told), "x", CODELISTS, OPTIONS)
        assert [p.code for p in checked.problems] == codes
        assert checked.observations["obs_value"].to_pylist() == [Decimal("10.5")] * (not codes)


def test_headers_in_any_order_below_titles_and_above_notes() -> None:
    content = (
        "BÁO CÁO THU NGÂN SÁCH\n\nvalue;NGUON;don vi;Ky;measure;chi tieu;dia ban\n"
        "12,5;tay-ho-2023-04;ty dong;2022;thuc hien;budget_revenue_area;tay ho\n"
        "\nGhi chú: số liệu sơ bộ\nNgười lập biểu\n"
    )
    checked = check(content.encode(), "x.csv", CODELISTS, OPTIONS)
    assert checked.problems == ()
    (row,) = checked.observations.to_pylist()
    assert (row["ref_area"], row["row_number"], row["obs_value"]) == ("003", 4, Decimal("12.5"))


def test_a_doubtful_column_is_read_as_the_analyst_says() -> None:
    content = file_of(line("1.950"), line("2.100", period="2021"))
    assert values(content) == []
    assert values(content, Options(numbers=Marks.VI)) == [1950, 2100]
    assert values(content, Options(numbers=Marks.EN)) == [Decimal("1.95"), Decimal("2.1")]


def test_a_count_has_no_decimals_and_so_decides_its_column() -> None:
    counted = "Tây Hồ,new_party_members,Thực hiện,2022,,1.950,đảng viên,tay-ho-2023-04"
    assert values(file_of(counted, line("2.100"))) == [1950, 2100]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(0, 10**9, places=2, allow_nan=False), min_size=1, max_size=8, unique=True),
    st.sampled_from(Marks),
    st.booleans(),
)
def test_any_column_reads_back_exactly_or_asks(
    numbers: list[Decimal], marks: Marks, trimmed: bool
) -> None:
    texts = []
    for number in numbers:
        text = f"{number:,.2f}"
        if trimmed:
            text = text.rstrip("0").rstrip(".")
        if marks is Marks.VI:
            text = text.translate(str.maketrans(",.", ".,"))
        texts.append(text)
    lines = [line(text, period=str(1950 + place)) for place, text in enumerate(texts)]
    checked = check(file_of(*lines), "x.csv", CODELISTS, OPTIONS)
    asked = {p.row for p in checked.problems if p.code in {"ambiguous_number", "mixed_marks"}}
    assert {p.code for p in checked.problems} <= {"ambiguous_number", "mixed_marks"}
    for row in checked.observations.to_pylist():
        assert row["row_number"] not in asked
        assert row["obs_value"] == numbers[row["row_number"] - 2]
    assert checked.observations.num_rows + len(asked) == len(numbers)


def test_a_name_means_the_area_of_its_time() -> None:
    def area(name: str, period: str) -> str:
        content = file_of(line("7,5", area=name, period=period))
        checked = check(content, "x", CODELISTS, OPTIONS)
        rows = checked.observations.to_pylist()
        return rows[0]["ref_area"] if rows else checked.problems[0].code

    assert area("Hoàn Kiếm", "2024") == "002"
    assert area("Hoàn Kiếm", "T8/2025") == "00070"
    assert area("Hoàn Kiếm", "2025") == "ambiguous_area"
    assert area("Quận Hoàn Kiếm", "T8/2025") == "area_not_valid"
    assert area("Hòan Kiếm", "2024") == "002"
    assert area("Hoàn Kiêm", "2024") == "unknown_area"


def test_the_template_is_recognised() -> None:
    for language in ("vi", "en"):
        checked = check(template(language), "x.csv", CODELISTS, OPTIONS)
        assert {p.code for p in checked.problems} == {"no_rows"}


# Workbooks ---------------------------------------------------------------------------------


def workbook(*rows: Sequence[object], after: Callable[..., None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if after:
        after(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbooks_numbers_need_no_marks() -> None:
    row = ["Tây Hồ", "budget_revenue_area", "Thực hiện", 2022, None, 1.95, "tỷ đồng"]
    content = workbook(HEADER.split(","), [*row, "tay-ho-2023-04"])
    assert values(content) == [Decimal("1.95")]


def test_a_percentage_is_read_as_it_is_shown() -> None:
    row = ["Tây Hồ", "budget_revenue_area", "Tỷ lệ so kế hoạch", 2022, "Kế hoạch năm", 0.963]
    content = workbook(
        HEADER.split(","),
        [*row, None, "tay-ho-2023-04"],
        after=lambda sheet: setattr(sheet["F2"], "number_format", "0.0%"),
    )
    assert values(content) == [Decimal("96.3")]


# Mappings and mending ----------------------------------------------------------------------


def monthly(month: int, *cells: str) -> bytes:
    head = f'THU NGÂN SÁCH THÁNG {month} NĂM 2022,,\n"ĐVT: triệu đồng",,\nTT,Quận,Thực hiện\n'
    rows = [
        f'{place},{area},"{cell}"'
        for place, (area, cell) in enumerate(zip(("Tây Hồ", "Đống Đa"), cells, strict=True))
    ]
    return (head + "\n".join(rows) + "\n,Tổng cộng,999\n").encode()


FORM = Mapping(
    name="Thu tháng",
    header=(("tt", "quan", "thuc hien"),),
    columns=(
        Column(column=1, holds=Field.REF_AREA),
        Column(
            column=2,
            holds=Field.VALUE,
            fixed={Field.INDICATOR: "budget_revenue_area", Field.MEASURE: "actual"},
        ),
    ),
    fixed={Field.PERIOD: From.TITLE, Field.SOURCE: From.GIVEN},
)
GIVEN = {Field.SOURCE: "tay-ho-2023-04"}


def test_next_months_file_needs_no_clicks(store: Store) -> None:
    save(store, FORM, somebody("lan"))
    first = check(
        monthly(3, "1.950,5", "2.100"), "x", CODELISTS, Options(mappings=saved(store), given=GIVEN)
    )
    assert first.is_clean, first.problems
    rows = first.observations.to_pylist()
    assert [row["obs_value"] for row in rows] == [Decimal("1.9505"), Decimal("2.1")]
    assert rows[0]["period_start"] == date(2022, 3, 1)
    commit(store, first, somebody("lan"))
    # What the first file proved decides the second, which proves nothing itself.
    later = check(
        monthly(4, "1.950", "2.100"), "x", CODELISTS, Options(mappings=saved(store), given=GIVEN)
    )
    assert later.is_clean, later.problems
    assert later.observations.to_pylist()[0]["obs_value"] == Decimal("1.95")
    assert later.observations.to_pylist()[0]["period_start"] == date(2022, 4, 1)


def test_totals_and_notes_are_left_out_on_record(store: Store) -> None:
    content = monthly(3, "1,5", "2,5") + 'Ghi chú,x,"5,5"\n,Tổng các quận,"4,0"\n'.encode()
    rows = read(content).rows
    assert rows is not None
    proposed = propose(rows, Lexicon(CODELISTS), "x")
    assert proposed is not None
    assert proposed.totals[-1] == "Tổng các quận"
    asked = check(content, "x", CODELISTS, Options(mapping=FORM, given=GIVEN))
    assert [(p.code, p.row) for p in asked.problems] == [("unknown_area", 8)]
    form = FORM.model_copy(update={"totals": proposed.totals})
    save(store, form, somebody("lan"))
    checked = check(content, "x", CODELISTS, Options(mappings=saved(store), given=GIVEN))
    assert (checked.left_out, checked.is_clean) == ((6, 7, 8), True)
    assert checked.observations.num_rows == 2
    submission, _ = commit(store, checked, somebody("lan"))
    assert '"left_out": [6, 7, 8]' in store.note(submission.submission_id)


def test_figures_of_one_row_are_told_apart(store: Store) -> None:
    """A wide table has several figures in a row; each opens to its own report only."""
    planned = {
        Field.INDICATOR: "budget_revenue_area",
        Field.MEASURE: "plan",
        Field.PLAN_BASIS: "annual",
    }
    wide = FORM.model_copy(
        update={
            "header": (("tt", "quan", "thuc hien", "ke hoach"),),
            "columns": (*FORM.columns, Column(column=3, holds=Field.VALUE, fixed=planned)),
        }
    )
    content = b"THANG 3/2022 (DVT: ty dong)\nTT,Quan,Thuc hien,Ke hoach\n1,Tay Ho,12,15\n"
    given = {**GIVEN, Field.UNIT: "tỷ đồng", Field.PERIOD: "T3/2022"}
    checked = check(content, "x", CODELISTS, Options(mapping=wide, given=given))
    assert checked.is_clean, checked.problems
    commit(store, checked, somebody("lan"))
    first, second = queries.standing(store)
    assert first.row_number == second.row_number == 3
    assert [len(queries.reports(store, o.key)) for o in (first, second)] == [1, 1]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["KẾT QUẢ THU THÁNG 3 NĂM 2022"], "thang 3 nam 2022"),
        (["Hà Nội, ngày 5 tháng 4 năm 2022", "BÁO CÁO QUÝ I/2022"], "quy i/2022"),
        (["THÁNG 3 VÀ 3 THÁNG ĐẦU NĂM 2022"], ""),
        (["Năm 2022", "so với năm 2021"], ""),
        (["Hà Nội, ngày 5 tháng 4 năm 2022"], ""),
    ],
)
def test_a_titles_period_is_taken_only_where_it_is_the_only_one(
    titles: list[str], expected: str
) -> None:
    assert period_within(*titles) == expected


def test_a_mapping_cannot_fix_what_changes() -> None:
    text = FORM.model_dump_json().replace('"@title"', '"T3/2022"')
    with pytest.raises(StoreError) as raised:
        parse(text)
    assert raised.value.code == "not_a_mapping"


def test_mappings_are_renamed_and_exported(store: Store) -> None:
    save(store, FORM, somebody("lan"))
    rename(store, "thu tháng", "Thu hằng tháng", somebody("lan"))
    assert [mapping.name for mapping in saved(store)] == ["Thu hằng tháng"]
    assert parse(named(store, "thu hang thang").model_dump_json()).shape == FORM.shape
    with pytest.raises(StoreError):
        named(store, "Thu tháng")


def test_what_a_mapping_does_not_know_is_asked() -> None:
    found = check(monthly(3, "1,5", "2,5"), "x", CODELISTS, Options(mapping=FORM))
    assert [p.code for p in found.problems] == ["mapping_needs"]
    other = check(b"a,b\n1,2\n", "x", CODELISTS, Options(mapping=FORM))
    assert [p.code for p in other.problems] == ["other_form"]


def test_a_mapping_is_proposed() -> None:
    rows = read(monthly(3, "1,5", "2,5")).rows
    assert rows is not None
    found = propose(rows, Lexicon(CODELISTS), "x")
    assert found is not None
    assert [column.holds for column in found.columns] == [Field.REF_AREA, Field.VALUE]
    assert found.fixed[Field.PERIOD] == From.TITLE
    assert found.header == FORM.header


def office_table(*titles: str) -> bytes:
    """A header of several merged rows, as offices make it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for title in titles:
        sheet.append([title])
    top = len(titles) + 1
    sheet.append(["STT", "Đơn vị", "Thu ngân sách nhà nước trên địa bàn", "", ""])
    sheet.append(["", "", "Năm 2022", "", ""])
    sheet.append(["", "", "Kế hoạch năm", "Thực hiện", "Tỷ lệ so kế hoạch năm"])
    sheet.append([1, "Quận Tây Hồ", 3_200_000, 1_654_300, 51.7])
    for span in (f"A{top}:A{top + 2}", f"B{top}:B{top + 2}", f"C{top}:E{top}"):
        sheet.merge_cells(span)
    sheet.merge_cells(f"C{top + 1}:E{top + 1}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def proposed(content: bytes) -> Mapping:
    rows = read(content).rows
    assert rows is not None
    found = propose(rows, Lexicon(CODELISTS), "x")
    assert found is not None
    return found


def test_a_header_of_merged_rows_is_proposed_whole() -> None:
    found = proposed(office_table("THU NGÂN SÁCH", "ĐVT: triệu đồng"))
    assert len(found.header) == 3
    told = {c.column: (c.fixed.get(Field.MEASURE), c.fixed.get(Field.UNIT)) for c in found.figures}
    assert told == {2: ("plan", None), 3: ("Thực hiện", None), 4: ("attainment", "percent")}
    checked = check(
        office_table("THU NGÂN SÁCH", "ĐVT: triệu đồng"),
        "x",
        CODELISTS,
        Options(mapping=found, given=GIVEN),
    )
    assert checked.is_clean, checked.problems
    assert checked.observations["obs_value"].to_pylist() == [
        Decimal(value) for value in ("3200", "1654.3", "51.7")
    ]


def test_a_title_that_narrows_the_headers_period_is_asked_about() -> None:
    content = office_table("THU NGÂN SÁCH 6 THÁNG ĐẦU NĂM 2022", "ĐVT: triệu đồng")
    found = proposed(content)
    asked = check(content, "x", CODELISTS, Options(mapping=found, given=GIVEN))
    assert [p.code for p in asked.problems] == ["mapping_needs"]
    given = {**GIVEN, Field.PERIOD: "6 tháng đầu năm 2022"}
    told = check(content, "x", CODELISTS, Options(mapping=found, given=given))
    assert set(told.observations["period_end"].to_pylist()) == {date(2022, 6, 30)}


def test_districts_may_be_columns_and_headers_like_the_templates() -> None:
    """Three headers are the template's, and it is none: the saved mapping reads it."""
    content = (
        "KẾT QUẢ NĂM 2022,,,,\nTT,Chỉ tiêu,Đơn vị tính,Địa bàn,Tây Hồ,Đống Đa\n"
        '1,budget_revenue_area,tỷ đồng,Hà Nội,"3.200,5","7.100,5"\n2,x,tỷ đồng,,"1,5","2,5"\n'
    ).encode()
    assert "missing_column" in {p.code for p in check(content, "x", CODELISTS, OPTIONS).problems}
    found = proposed(content)
    places = {c.column: c.fixed.get(Field.REF_AREA) for c in found.figures}
    assert places == {4: "Tây Hồ", 5: "Đống Đa"}
    mapping = found.model_copy(update={"fixed": {**found.fixed, Field.MEASURE: "actual"}})
    options = Options(mappings=(mapping,), given=GIVEN, today=OPTIONS.today)
    checked = check(content, "x", CODELISTS, options)
    assert checked.observations["ref_area"].to_pylist() == ["003", "006"]
    assert [(p.code, p.row) for p in checked.problems] == [("unknown_indicator", 4)], "once a cell"


def test_cells_are_mended_and_rows_skipped_on_record(store: Store) -> None:
    content = file_of(line("nhiều"), line("x", period="2021"), line("7,5", period="2020"))
    options = Options(edits=(Edit(row=2, column=5, text="12,5"),), skipped=(3,))
    checked = check(content, "x", CODELISTS, options)
    assert checked.is_clean, checked.problems
    submission, is_new = commit(store, checked, somebody("lan"))
    assert is_new
    assert '"row": 2' in store.note(submission.submission_id)
    assert store.content(submission.submission_id) == content
    otherwise = Options(edits=(Edit(row=2, column=5, text="13,5"),), skipped=(3,))
    assert commit(store, check(content, "x", CODELISTS, otherwise), somebody("lan"))[1]


# Committing --------------------------------------------------------------------------------


def test_a_file_with_an_error_changes_nothing(store: Store) -> None:
    checked = check(file_of(line("12,5"), line("nhiều", period="2021")), "x", CODELISTS, OPTIONS)
    with pytest.raises(StoreError) as raised:
        commit(store, checked, somebody("lan"))
    assert raised.value.code == "file_has_problems"
    assert store.submissions() == ()


def test_two_who_click_at_once_make_one_submission(store: Store) -> None:
    checked = check(file_of(line("12,5")), "x", CODELISTS, OPTIONS)
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(commit(store, checked, somebody("lan"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _, is_new in results) == [*[False] * 7, True]
    assert len(store.submissions()) == 1


def test_the_preview_says_what_changes(store: Store) -> None:
    first = file_of(line("12,5"), line("7,5", period="2021"), line("3,5", period="2020"))
    commit(store, check(first, "x", CODELISTS, OPTIONS), somebody("lan"))
    other = line("9,5", period="2020").replace("tay-ho-2023-04", "tay-ho-2024-03")
    second = file_of(line("12,5"), line("8,5", period="2021"), other, line("1,5", period="2019"))
    seen = preview(store, check(second, "y", store.codelists(), OPTIONS))
    assert seen.counts == dict.fromkeys(Effect, 1)
    (revised,) = seen.of(Effect.REVISED)
    assert revised.old is not None
    assert (revised.old.obs_value, revised.new.obs_value) == (Decimal("7.5"), Decimal("8.5"))
    (disagrees,) = seen.of(Effect.DISAGREES)
    assert disagrees.stands
    assert seen.indicators == ("budget_revenue_area",)
    assert len(store.submissions()) == 1


def test_the_preview_tells_what_will_stand(store: Store) -> None:
    """The preview's order and the store's are one."""
    commit(store, check(file_of(line("12,5")), "x", CODELISTS, OPTIONS), somebody("lan"))
    for value, source in (
        ("ước 13", "tay-ho-2024-03"),
        ("trên 12", "tay-ho-2024-03"),
        ("14,5", "tay-ho-2024-03"),
    ):
        content = file_of(line(value).replace("tay-ho-2023-04", source))
        checked = check(content, "y", store.codelists(), OPTIONS)
        (change,) = preview(store, checked).changes
        submission, _ = commit(store, checked, somebody("lan"))
        (standing,) = queries.standing(store)
        assert change.stands is (standing.submission_id == submission.submission_id)
        store.withdraw(submission.submission_id, by=somebody("lan"), reason="")


def test_a_slip_of_the_unit_is_seen_beside_what_is_known(store: Store) -> None:
    known = file_of(line("12065,5"), line("11065,5", period="2021"))
    commit(store, check(known, "x", CODELISTS, OPTIONS), somebody("lan"))
    slipped = file_of(line("12,5", period="2020"), line("10065,5", period="2019"))
    found = beside_known(store, check(slipped, "y", CODELISTS, OPTIONS))
    assert [(p.code, p.row) for p in found.problems] == [("unit_slip", 2)]
    assert dict(found.problems[0].details)["usual"] == "11565.5"
    assert found.is_clean


# The shipped reports -----------------------------------------------------------------------


def copied(tmp_path: Path) -> Settings:
    reports = tmp_path / "data" / "reports"
    reports.mkdir(parents=True)
    (tmp_path / "data" / "codelists").symlink_to(ROOT / "data" / "codelists")
    (reports / "a.csv").write_bytes(file_of(line("12,5")))
    return Settings(store=tmp_path / "f.duckdb", data=tmp_path / "data")


def test_shipped_reports_come_in_once(store: Store, tmp_path: Path) -> None:
    where = copied(tmp_path)
    bundled.load(store, where)
    before = store.revision()
    bundled.load(store, where)
    assert store.revision() == before
    assert [s.file_name for s in store.submissions()] == ["a.csv"]


def test_a_changed_report_takes_its_older_editions_place(store: Store, tmp_path: Path) -> None:
    where = copied(tmp_path)
    bundled.load(store, where)
    (where.reports / "a.csv").write_bytes(file_of(line("13,5")))
    bundled.load(store, where)
    assert [s.withdrawn for s in store.submissions()] == [False, True]
    (where.reports / "a.csv").write_bytes(file_of(line("12,5")))
    bundled.load(store, where)
    assert [s.withdrawn for s in store.submissions()] == [True, False]


def test_a_report_that_somebody_withdrew_stays_withdrawn(store: Store, tmp_path: Path) -> None:
    where = copied(tmp_path)
    bundled.load(store, where)
    store.withdraw(1, by=somebody("lan"), reason="sai")
    (where.reports / "a.csv").write_bytes(file_of(line("13,5")))
    bundled.load(store, where)
    assert [s.withdrawn for s in store.submissions()] == [True]


# Sequences ---------------------------------------------------------------------------------


class Submissions(RuleBasedStateMachine):
    """Submit, withdraw and put back in any order; the model is a list of files and a set."""

    def __init__(self, place: Address) -> None:
        super().__init__()
        self.store = Store.open(place)
        self.store.adopt_codelists(ROOT / "data" / "codelists")
        self.files: list[int] = []
        self.withdrawn: set[int] = set()

    @rule(value=st.integers(1, 6))
    def submit(self, value: int) -> None:
        checked = check(file_of(line(f"{value},5")), "x", CODELISTS, OPTIONS)
        submission, is_new = commit(self.store, checked, somebody("lan"))
        assert is_new is (value not in self.files)
        if is_new:
            self.files.append(value)
        assert submission.submission_id == self.files.index(value) + 1

    @rule(number=st.integers(1, 7))
    def withdraw(self, number: int) -> None:
        if number > len(self.files):
            with pytest.raises(StoreError):
                self.store.withdraw(number, by=somebody("lan"), reason="")
            return
        changed = self.store.withdraw(number, by=somebody("lan"), reason="")
        assert changed is (number not in self.withdrawn)
        self.withdrawn.add(number)

    @rule(number=st.integers(1, 7))
    def put_back(self, number: int) -> None:
        if number <= len(self.files):
            changed = self.store.put_back(number, by=somebody("lan"), reason="")
            assert changed is (number in self.withdrawn)
            self.withdrawn.discard(number)

    @invariant()
    def the_newest_that_is_not_withdrawn_stands(self) -> None:
        left = [n for n in range(1, len(self.files) + 1) if n not in self.withdrawn]
        expected = [Decimal(self.files[left[-1] - 1]) + Decimal("0.5")] if left else []
        assert [o.obs_value for o in queries.standing(self.store)] == expected

    def teardown(self) -> None:
        self.store.close()


def test_the_newest_that_is_not_withdrawn_stands_whatever_was_done_in_between(
    new_place: Callable[[], Address], engine: str
) -> None:
    class There(Submissions):
        def __init__(self) -> None:
            super().__init__(new_place())

    of_this_size = settings(
        max_examples=15 if engine == "file" else 4,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(There, settings=of_this_size)


def test_a_code_without_its_zeros_is_suggested_not_taken() -> None:
    (problem,) = check(file_of(line("7,5", area="3")), "x", CODELISTS, OPTIONS).problems
    assert (problem.code, dict(problem.details)["suggestions"]) == ("unknown_area", "003")
    (other,) = check(file_of(line("7,5", area="00\x1c")), "x", CODELISTS, OPTIONS).problems
    assert other.code == "unknown_area"
