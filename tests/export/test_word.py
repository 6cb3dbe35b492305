"""Word: each view's table and sentences, the figures and the sources in full."""

from __future__ import annotations

import io

import pytest
from docx import Document
from PIL import Image

from analytics.export import word
from analytics.export.browser import NoBrowserError
from analytics.export.deck import Shown
from analytics.export.imprint import Imprint
from analytics.views.asking import Known, view_of
from analytics.views.view import BarChart, View
from analytics.wording import Wording
from tests.export.asked import REQUESTS


def test_without_a_chromium_all_but_the_picture_is_there(
    known: Known, say: Wording, imprint: Imprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> bytes:
        raise NoBrowserError

    monkeypatch.setattr(word, "card_png", none)
    view = view_of(REQUESTS["four districts"], known, say)
    assert view is not None
    shown = [Shown(view, remark="Cần theo dõi."), Shown(None, "Không có gì")]
    made = word.document("Báo cáo", "Bốn quận", shown, imprint, say)
    read = Document(io.BytesIO(made))
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    wanted = [
        "Báo cáo",
        "Cần theo dõi.",
        view.heading,
        view.source_line,
        imprint.data_line,
        imprint.link(view.request),
        say.words("export.no_picture"),
        say.words("export.nothing"),
        *view.sentences,
        *(say.figure(figure) for figure in view.figures),
    ]
    assert [part for part in wanted if part not in text] == []
    cells = {cell.text for table in read.tables for row in table.rows for cell in row.cells}
    for row in view.table.rows:
        assert any(row.title in cell for cell in cells)


def test_a_chart_of_many_rows_is_in_parts_that_can_be_read(
    known: Known, say: Wording, imprint: Imprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []

    def paint(view: View, *_: object, **__: object) -> bytes:
        assert isinstance(view.chart, BarChart)
        painted.append(len(view.chart.bars))
        written = io.BytesIO()
        Image.new("RGB", (96, 60)).save(written, "png")
        return written.getvalue()

    monkeypatch.setattr(word, "card_png", paint)
    view = view_of(REQUESTS["many rows"], known, say)
    assert view is not None
    assert isinstance(view.chart, BarChart)
    made = word.document("Báo cáo", "", [Shown(view)], imprint, say)
    assert sum(painted) == len(view.chart.bars) > 8
    assert max(painted) <= 8
    pictures = Document(io.BytesIO(made)).inline_shapes
    assert len(pictures) == len(painted)
    assert {shape._inline.docPr.get("descr") for shape in pictures} == {view.alt}
