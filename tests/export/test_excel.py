"""Workbooks: numbers are numbers, text is text, and both agree with the screen."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from analytics import queries
from analytics.export.csv_table import csv_table
from analytics.export.excel import workbook
from analytics.export.imprint import Imprint
from analytics.findings import findings
from analytics.store import Store
from analytics.views.asking import Known, view_of
from analytics.views.request import Card, Request
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import BarChart, View
from analytics.wording import Wording
from tests.export.asked import REQUESTS
from tests.export.crowded import crowded

PAYLOADS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")')


def asked(name: str, known: Known, say: Wording) -> View:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    return view


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("name", REQUESTS)
def test_every_figure_is_a_number_to_the_last_digit(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    book = opened(workbook("Thử", [view], [], imprint, say))
    rows = list(book[say.words("export.figures_sheet")].iter_rows(min_row=5))
    assert len(rows) == len(view.figures)
    for cells, figure in zip(rows, view.figures, strict=True):
        assert cells[4].data_type == "n"
        assert Decimal(str(cells[4].value)) == figure.value
        texts = [cell.value for cell in cells]
        assert texts[3] == say.words.period(figure.key.period)
        assert texts[5] == say.unit(figure.unit)
        assert texts[6]
        assert texts[7] == say.citations((figure,))


@pytest.mark.parametrize("name", ["four districts", "scoreboard", "targets", "many rows"])
def test_the_views_own_sheet_has_numbers_in_its_table(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    sheet = opened(workbook("Thử", [view], [], imprint, say)).worksheets[0]
    figures = view.figure_by_key
    for row, shown in enumerate(view.table.rows, start=5):
        for place, cell in enumerate(shown.cells):
            written = sheet.cell(row, 2 + 2 * place)
            if cell is None:
                assert written.value is None
            elif cell.figure in figures and cell.value:
                assert written.data_type == "n"
                assert Decimal(str(written.value)) == figures[cell.figure].value
            elif cell.number is not None:
                assert Decimal(str(written.value)) == cell.number


def test_negative_numbers_stay_numbers(known: Known, say: Wording, imprint: Imprint) -> None:
    view = asked("growth, some of it negative", known, say)
    assert any(figure.value < 0 for figure in view.figures)
    sheet = opened(workbook("Thử", [view], [], imprint, say))[say.words("export.figures_sheet")]
    values = [row[4].value for row in sheet.iter_rows(min_row=5)]
    assert [Decimal(str(v)) for v in values] == [figure.value for figure in view.figures]
    written = list(csv.DictReader(io.StringIO(csv_table(view, imprint, say).decode("utf-8-sig"))))
    shown = [Decimal(row[say.words("app.value")]) for row in written]
    assert shown == [figure.value for figure in view.figures]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_never_becomes_a_formula(
    payload: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    figure = asked("four districts", known, say).figures[0]
    assert figure.observation is not None
    tampered = replace(
        figure, observation=figure.observation._replace(printed=payload, note=payload)
    )
    view = View(
        request=Request.of(Card.COMPARISON),
        title=payload,
        heading=payload,
        subtitle=payload,
        table=Table(payload, (Column(payload),), (Row(payload, (Cell(payload),), note=""),)),
        figures=(tampered,),
        source_line=payload,
        footer=payload,
        marks=(payload,),
    )
    book = opened(workbook(payload, [view], [], imprint, say))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in found if cell.data_type == "f"]
    assert any(payload.strip() in str(cell.value) for cell in found)
    lines = csv.reader(io.StringIO(csv_table(view, imprint, say).decode("utf-8-sig")))
    for row in list(lines)[1:]:
        starts = [text for text in row if text.startswith(("=", "@", "\t", "\r"))]
        assert starts == []
        assert f"'{payload}" in row


def test_sources_findings_and_revision_are_there(
    bundled_store: Store, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked("many rows", known, say)
    found = findings(queries.known(bundled_store), say.codelists)
    book = opened(workbook("Thử", [view], found, imprint, say))
    assert book.sheetnames[-3:] == [
        say.words(key) for key in ("export.figures_sheet", "export.sources", "export.findings")
    ]
    titles = {row[0].value for row in book[say.words("export.sources")].iter_rows(min_row=5)}
    cited = {o.source for figure in view.figures for o in figure.reported}
    assert titles == {say.source_title(say.codelists.source_by_code[code]) for code in cited}
    for name in book.sheetnames[1:]:
        assert book[name]["A2"].value == imprint.data_line


def test_charts_are_excels_own(known: Known, say: Wording, imprint: Imprint) -> None:
    names = ("four districts", "targets", "years", "course", "many rows")
    views = [asked(name, known, say) for name in names]
    book = opened(workbook("Thử", views, [], imprint, say))
    assert [len(sheet._charts) for sheet in book.worksheets[: len(views)]] == [1] * len(views)


def test_sheets_of_one_name_are_told_apart(known: Known, say: Wording, imprint: Imprint) -> None:
    view = asked("many rows", known, say)
    book = opened(workbook("Thử", [view, view, view], [], imprint, say))
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == 6
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_labels_of_bars_are_values_in_their_format_and_only_bounds_are_text(
    say: Wording, imprint: Imprint
) -> None:
    view = crowded(12, say)[0]
    assert isinstance(view.chart, BarChart)
    unlike = [bar.text for bar in view.chart.bars if not bar.text[0].isdigit()]
    with zipfile.ZipFile(io.BytesIO(workbook("Thử nghiệm", [view], [], imprint, say))) as book:
        (name,) = [n for n in book.namelist() if n.startswith("xl/charts/chart")]
        labels = book.read(name).decode().partition("<c:dLbls>")[2].partition("</c:dLbls>")[0]
    assert "#,##0.00" in labels
    written = [unescape(text) for text in re.findall(r"<a:t>(.*?)</a:t>", labels)]
    assert unlike
    assert written == unlike
