"""Every kind of workbook: read alike, what is not in the values named, hostile ones refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from analytics.ingest import Checked, Options, check, workbooks
from analytics.ingest.mending import Edit
from analytics.ingest.reading import read
from analytics.ingest.rows import Rows
from tests.builders import CODELISTS
from tests.ingest.made import KINDS, Cell, Content, Layout, ods_of, xls, xlsb, xlsx

HEADER = ("Địa bàn", "Chỉ tiêu", "Loại số liệu", "Kỳ", "Căn cứ kế hoạch", "Giá trị", "Đơn vị")
TODAY = date(2026, 11, 1)
SOURCE = "tay-ho-2023-04"


def line(
    value: Content,
    *,
    unit: str = "tỷ đồng",
    period: Content = "2022",
    measure: str = "Thực hiện",
    basis: str = "",
    area: Content = "Tây Hồ",
) -> tuple[Content, ...]:
    return (area, "budget_revenue_area", measure, period, basis, value, unit, SOURCE)


def grid(*lines: tuple[Content, ...]) -> list[tuple[Content, ...]]:
    return [(*HEADER, "Nguồn"), *lines]


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def checked(content: bytes, **said: object) -> Checked:
    return check(content, "x", CODELISTS, Options(today=TODAY, **said))  # type: ignore[arg-type]


def figures(found: Checked) -> list[Decimal]:
    return [row["obs_value"] for row in found.observations.to_pylist()]


def codes(found: Checked) -> list[tuple[str, int | None]]:
    return [(p.code, p.row) for p in found.problems]


def rows_of(content: bytes) -> Rows:
    rows = read(content).rows
    assert rows is not None
    return rows


# What cells show ---------------------------------------------------------------------------


def test_numbers_need_no_marks(kind: str) -> None:
    found = checked(KINDS[kind](grid(line(Cell(1.95, "0.00", "1,95"))), Layout()))
    assert (codes(found), figures(found)) == ([], [Decimal("1.95")])


def test_a_percentage_is_read_as_it_is_shown(kind: str) -> None:
    share = line(
        Cell(0.963, "0.0%", "96,3%"), unit="", measure="Tỷ lệ so kế hoạch", basis="Kế hoạch năm"
    )
    found = checked(KINDS[kind](grid(share), Layout()))
    assert (codes(found), figures(found)) == ([], [Decimal("96.3")])


def test_a_number_that_is_shown_in_thousands_is_asked_about_once(kind: str) -> None:
    content = KINDS[kind](
        grid(
            line(Cell(1_950_000_000, "#,##0,,", "1.950")),
            line(Cell(2_100_000_000, "#,##0,,", "2.100"), period="2021"),
            line(Cell(12.5, "0.0", "12,5"), period="2020"),
        ),
        Layout(),
    )
    asked = checked(content)
    assert codes(asked) == [("shown_otherwise", 2), ("shown_otherwise", 3)]
    assert dict(asked.problems[0].details) == {"held": "1950000000", "shown": "1950"}
    assert figures(asked) == [Decimal("12.5")]
    shown = checked(content, as_shown=(5,))
    assert figures(shown) == [1950, 2100, Decimal("12.5")]
    held = checked(content, as_held=(5,))
    assert figures(held)[0] == 1_950_000_000
    assert shown.sha256 != held.sha256 != asked.sha256


def test_words_of_a_format_are_words_beside_the_number(kind: str) -> None:
    content = KINDS[kind](
        grid(
            line(Cell(14.5, '0.0" tỷ"', "14,5 tỷ"), unit=""),
            line(Cell(500, '0" triệu đồng"', "500 triệu đồng"), unit="", period="2021"),
        ),
        Layout(),
    )
    found = checked(content)
    assert (codes(found), figures(found)) == ([], [Decimal("14.5"), Decimal("0.5")])


def test_words_of_a_format_that_contradict_the_unit_are_an_error(kind: str) -> None:
    content = KINDS[kind](grid(line(Cell(14.5, '0.0" đồng"', "14,5 đồng"))), Layout())
    found = checked(content)
    assert (codes(found), found.is_clean) == ([("unit_differs", 2)], False)


def test_a_zero_that_is_shown_as_a_dash_is_asked_about(kind: str) -> None:
    dash = Cell(0, '#,##0;-#,##0;"-"', "-")
    content = KINDS[kind](grid(line(dash), line(7.5, period="2021")), Layout())
    assert codes(checked(content)) == [("number_not_shown", 2)]
    assert figures(checked(content, as_held=(5,))) == [0, Decimal("7.5")]
    left_out = checked(content, as_shown=(5,))
    assert (codes(left_out), figures(left_out)) == ([("no_figure", 2)], [Decimal("7.5")])


def test_a_quotient_without_an_end_is_read_as_it_is_shown(kind: str) -> None:
    content = KINDS[kind](
        grid(
            line(Cell(100 / 3, "0.0", "33,3")),
            line(Cell(100 / 3, "General", "33,3333333333"), period="2021"),
            line(Cell(1234.567890123, "0.0", "1234,6"), unit="triệu đồng", period="2020"),
        ),
        Layout(),
    )
    found = checked(content)
    assert codes(found) == []
    values = [(row["obs_value"], row["decimals"]) for row in found.observations.to_pylist()]
    assert values[0] == (Decimal("33.3"), 1)
    assert values[1][0] == pytest.approx(Decimal("33.3333333333"), abs=Decimal("1e-9"))
    assert values[2] == (Decimal("1.234567890"), 9)


def test_a_code_keeps_its_zeros_and_a_month_is_no_day(kind: str) -> None:
    content = KINDS[kind](
        grid(
            line(
                7.5,
                area=Cell(3, "000", "003"),
                period=Cell(date(2022, 3, 1), "mm/yyyy", "03/2022"),
            )
        ),
        Layout(),
    )
    found = checked(content)
    assert codes(found) == []
    (row,) = found.observations.to_pylist()
    assert (row["ref_area"], row["period_end"]) == ("003", date(2022, 3, 31))


def test_a_day_is_no_period_and_a_date_no_value(kind: str) -> None:
    day = Cell(date(2022, 3, 1), "dd/mm/yyyy", "01/03/2022")
    found = checked(KINDS[kind](grid(line(7.5, period=day), line(day)), Layout()))
    assert codes(found) == [("period_is_a_day", 2), ("value_is_a_date", 3)]


def test_a_mended_cell_is_no_longer_asked_about() -> None:
    content = xlsx(grid(line(Cell(1_950_000_000, "#,##0,,"))))
    found = checked(content, edits=(Edit(row=2, column=5, text="1950 tỷ đồng"),))
    assert not found.problems
    assert figures(found) == [1950]


# Errors, layout ----------------------------------------------------------------------------


def test_a_failed_formula_is_named_as_the_error_it_is(kind: str) -> None:
    failed = Cell("#DIV/0!", error=True, shown="#DIV/0!")
    found = checked(KINDS[kind](grid(line(failed), line(7.5, period="2021")), Layout()))
    assert [(p.code, p.row, p.value) for p in found.problems] == [("formula_error", 2, "#DIV/0!")]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_without_a_value_is_named(kind: str) -> None:
    content = KINDS[kind](grid(line(Cell(0, uncalculated=True))), Layout())
    assert codes(checked(content)) == [("formula_error", 2)]


def test_a_stand_in_for_a_formulas_value_is_no_zero() -> None:
    """XlsxWriter writes 0 for what the spreadsheet is to work out on opening."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(grid(line(""))):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.write_formula(1, 5, "=1950/3")
    assert codes(checked(content.getvalue())) == [("formula_error", 2)]


def test_hidden_rows_and_merged_cells_are_named(kind: str) -> None:
    content = KINDS[kind](
        grid(line(7.5), line(8.5, period="2021"), line(9.5, period="2020")),
        Layout(hidden=(3,), merged=((3, 6, 3, 7),)),
    )
    found = checked(content)
    assert {("hidden_row", 3), ("merged_cells", 4)} <= set(codes(found))
    merged = next(p for p in found.problems if p.code == "merged_cells")
    assert dict(merged.details)["span"] == "G4:H4"


def test_sheets_are_chosen_by_name(kind: str) -> None:
    content = KINDS[kind]([["x", 1]], Layout(others=("Chi",)))
    assert codes(checked(content)) == [("choose_sheet", None)]
    assert codes(checked(content, sheet="Ba")) == [("no_such_sheet", None)]
    assert codes(checked(content, sheet="Chi")) == [("no_header", None)]
    both = KINDS[kind](grid(line(7.5)), Layout(others=("Chi",)))
    assert figures(checked(both)) == [Decimal("7.5")], "the only one in the template"


def test_cells_without_places_and_strict_packages_are_read() -> None:
    planned = line(Cell(1_950_000_000, "#,##0,,"), measure="Kế hoạch", basis="Kế hoạch năm")
    content = xlsx(grid(planned))
    sheet = "xl/worksheets/sheet1.xml"
    bare = changed(content, sheet, lambda text: text.replace(' r="F2"', "").replace(' r="2"', ""))
    assert [code for code, _ in codes(checked(bare))] == ["shown_otherwise"]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    for part in (sheet, "xl/workbook.xml", "xl/styles.xml"):
        content = changed(content, part, lambda text: text.replace(main, strict))
    assert [code for code, _ in codes(checked(content))] == ["shown_otherwise"]


def changed(content: bytes, part: str, change: object) -> bytes:
    """A package with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == part:
                told = change(body.decode())  # type: ignore[operator]
                assert told != body.decode()
                body = told.encode()
            new.writestr(name, body)
    return made.getvalue()


def test_a_workbook_whose_formats_cannot_be_read_says_so() -> None:
    share = line(0.963, unit="", measure="Tỷ lệ so kế hoạch", basis="Kế hoạch năm")
    found = checked(xlsb(grid(line(1950), share)))
    assert codes(found) == [("formats_unknown", None), ("ambiguous_percent", 3)]
    assert figures(found) == [1950]


# Hostile ones ------------------------------------------------------------------------------


def test_what_repeats_itself_without_end_is_refused() -> None:
    value = '<table:table-cell office:value-type="float" office:value="1"{}><text:p>1</text:p>'
    wide = value.format(' table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{wide}</table:table-cell>'
    bomb = ods_of(f'<table:table table:name="Thu">{row}</table:table-row></table:table>')
    (code,) = {problem.code for problem in checked(bomb).problems}
    assert code in {"workbook_too_large", "workbook_too_slow", "workbook_unreadable"}


def test_empty_rows_to_the_end_of_the_sheet_are_nothing() -> None:
    filled = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    rows = f"<table:table-row>{filled}{rest}</table:table-row>"
    rows += f'<table:table-row table:number-rows-repeated="1048575">{rest}</table:table-row>'
    content = ods_of(f'<table:table table:name="Thu">{rows}</table:table>')
    assert list(rows_of(content)) == [("x",)]


def test_a_document_that_unpacks_to_far_more_is_not_unpacked() -> None:
    bomb = ods_of(" " * 60_000_000)
    assert codes(checked(bomb)) == [("workbook_bomb", None)]


def test_entities_that_multiply_are_refused() -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9)
    )
    content = changed(
        xlsx(grid(line("x"))),
        "xl/worksheets/sheet1.xml",
        lambda text: f"<!DOCTYPE x [{entities}]>" + text.replace("<sheetData>", "<sheetData>&e8;"),
    )
    assert not checked(content).is_clean


def test_a_workbook_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = xlsx([[f"{place:06}" * 3_000] for place in range(800)])
    monkeypatch.setattr(workbooks, "_MEGABYTES", 30)
    assert codes(checked(content)) == [("workbook_too_large", None)]
    monkeypatch.undo()
    assert rows_of(content).cells.num_rows == 800, "the next one is read"


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_PROGRAM", "import time; time.sleep(600)")
    monkeypatch.setattr(workbooks, "_SECONDS", 1)
    assert codes(checked(xls([["x", 1]]))) == [("workbook_too_slow", None)]


def test_a_workbook_whose_process_is_stopped_by_the_system_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        workbooks, "_PROGRAM", "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    )
    assert codes(checked(xls([["x", 1]]))) == [("workbook_too_slow", None)]
