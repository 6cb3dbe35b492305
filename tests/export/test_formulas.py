"""Given text in every other file that leaves: none of it is a formula, a field or a link there."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from pptx import Presentation

from analytics.export.deck import Shown
from analytics.export.files import Form, written
from analytics.export.imprint import Imprint
from analytics.ingest import annotated, check
from analytics.views.asking import Known
from analytics.views.view import BarChart, View
from analytics.wording import Wording
from tests.builders import CODELISTS
from tests.export.test_excel import PAYLOADS, asked

FORMULA = '=HYPERLINK("http://x")'


def given(view: View) -> View:
    """The view with a formula wherever a text stands."""
    chart = view.chart
    assert isinstance(chart, BarChart)
    bars = tuple(replace(bar, label=FORMULA, detail=FORMULA, note=FORMULA) for bar in chart.bars)
    told = dict.fromkeys(("title", "heading", "subtitle", "source_line", "footer"), FORMULA)
    drawn = replace(chart, bars=bars, unit=FORMULA)
    return replace(view, chart=drawn, marks=(FORMULA,), **told)  # type: ignore[arg-type]


def file(form: Form, known: Known, say: Wording, imprint: Imprint) -> bytes:
    view = given(asked("four districts", known, say))
    return written(
        form,
        title=FORMULA,
        subtitle=FORMULA,
        shown=[Shown(view, FORMULA, FORMULA)],
        findings=(),
        imprint=imprint,
        say=say,
    )


def test_the_workbook_inside_a_slides_chart_has_no_formula(
    known: Known, say: Wording, imprint: Imprint
) -> None:
    slides = Presentation(io.BytesIO(file(Form.pptx, known, say, imprint)))
    charts = [s.chart for slide in slides.slides for s in slide.shapes if s.has_chart]
    assert charts
    for chart in charts:
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert f"'{FORMULA}" in [cell.value for cell in cells]


def test_a_document_has_no_field_made_of_text(known: Known, say: Wording, imprint: Imprint) -> None:
    """Word runs fields only (DDE among them); those that are there are page numbers."""
    with zipfile.ZipFile(io.BytesIO(file(Form.docx, known, say, imprint))) as packed:
        parts = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
    assert any("HYPERLINK(" in part for part in parts)
    told = [re.findall(r"<w:instrText[^>]*>([^<]*)|w:instr=\"([^\"]*)", part) for part in parts]
    fields = {(one or other).split()[0] for found in told for one, other in found}
    assert fields <= {"PAGE", "NUMPAGES"}


def test_a_pdf_does_nothing(known: Known, say: Wording, imprint: Imprint) -> None:
    content = file(Form.pdf, known, say, imprint)
    for doing in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction /S", b"/EmbeddedFile"):
        assert doing not in content


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_copy_with_problems_has_no_formula(payload: str) -> None:
    written_by = io.StringIO()
    csv.writer(written_by).writerows([["ref_area", "indicator", payload], [payload, payload, "x"]])
    checked = check(written_by.getvalue().encode(), "a.csv", CODELISTS)
    copy = annotated(checked, lambda problem: payload, "Lỗi").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(copy)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert any(payload.strip() in cell for cell in cells)
