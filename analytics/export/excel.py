"""Views as a workbook: numbers as numbers, their sources and findings on sheets of their own."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from analytics.charts import LIGHT
from analytics.export import excel_charts
from analytics.export.imprint import Imprint
from analytics.export.provenance import name_of, sources_of, status_of
from analytics.model import Figure, Finding
from analytics.sentences import finding_sentences
from analytics.views.table import Cell, Table
from analytics.views.view import View
from analytics.wording import Wording

_FONT = "Arial"
_LONGEST_SHEET_NAME = 31
_NAMES, _VALUES, _BESIDE = 38, 18, 26
"""How wide columns are, in characters."""
_LINE = 13.5
"""How tall a line is, in points."""
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(
    title: str,
    views: Sequence[View],
    findings: Sequence[Finding],
    imprint: Imprint,
    say: Wording,
) -> bytes:
    """A sheet for each view with its chart, then every figure, the sources, and the findings."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": imprint.data_line})
        sheets = _Sheets(book, imprint, say)
        for view in views:
            sheets.add_view(view)
        figures = list({f.key: f for view in views for f in view.figures}.values())
        sheets.add_figures(figures)
        sheets.add_sources(figures)
        keys = {figure.key for figure in figures}
        about = [f for f in findings if any(figure.key in keys for figure in f.figures)]
        sheets.add_findings(about)
    return written.getvalue()


class _Sheets:
    """A workbook in the making. All text goes through ``write_string``, so none is a formula."""

    def __init__(self, book: Any, imprint: Imprint, say: Wording) -> None:
        self._book, self._imprint, self._say = book, imprint, say
        self._names: set[str] = set()
        self._formats: dict[str, Any] = {}
        self._title = self._format(bold=True, font_size=14)
        self._head = self._format(bold=True, bottom=1, text_wrap=True, valign="top")
        self._text = self._format(text_wrap=True, valign="top")
        self._bold = self._format(bold=True, text_wrap=True, valign="top")
        self._quiet = self._format(font_color=LIGHT.quiet)
        self._paragraphs = self._format(font_color=LIGHT.quiet, text_wrap=True, valign="top")

    def add_view(self, view: View) -> None:
        sheet = self._sheet(view.heading)
        self._begin(sheet, view.heading, view.subtitle)
        row = self._table(sheet, 3, view.table, view.figure_by_key) + 1
        for text in (*view.sentences, *view.marks, view.source_line, self._imprint.data_line):
            self._paragraph(sheet, row, text, view.table)
            row += 1
        if link := self._imprint.link(view.request):
            sheet.write_url(row, 0, link, string=link)
            row += 1
        if view.chart is not None:
            self._chart(sheet, view, row + 1)

    def add_figures(self, figures: Sequence[Figure]) -> None:
        """A row a figure, as a program wants it: one number a row, with all that it means."""
        words, say = self._say.words, self._say
        before, after = ("area", "indicator", "measure", "period", "value"), ("status", "source")
        sheet = self._sheet(words("export.figures_sheet"))
        self._begin(sheet, words("export.figures_sheet"), self._imprint.data_line)
        names = [words(f"app.{head}") for head in before]
        names += [words("export.unit"), *(words(f"app.{head}") for head in after)]
        names += [words("detail.printed"), words("detail.calculation"), words("app.note")]
        self._heads(sheet, 3, names)
        for row, figure in enumerate(figures, start=4):
            key, observation = figure.key, figure.observation
            texts = {
                0: say.area(key.ref_area, key.period),
                1: say.indicator(key.indicator),
                2: say.measure(key),
                3: words.period(key.period),
                5: say.unit(figure.unit),
                6: status_of(figure, say),
                7: say.citations((figure,)),
                8: observation.printed if observation else "",
                9: say.calculation(figure) if figure.calculation else "",
                10: observation.note if observation else "",
            }
            for column, text in texts.items():
                sheet.write_string(row, column, text, self._text)
            sheet.write_number(row, 4, float(figure.value), self._number(figure))
        sheet.set_column(0, 3, 20)
        sheet.set_column(4, 6, 16)
        sheet.set_column(7, 10, 34)
        sheet.freeze_panes(4, 0)
        sheet.autofilter(3, 0, 3 + len(figures), len(names) - 1)

    def add_sources(self, figures: Sequence[Figure]) -> None:
        words, say = self._say.words, self._say
        sheet = self._sheet(words("export.sources"))
        self._begin(sheet, words("export.sources"), self._imprint.data_line)
        heads = ("source_title", "publisher", "published", "file")
        names = [words(f"detail.{head}") for head in heads]
        self._heads(sheet, 3, [*names, words("export.address"), words("app.note")])
        for row, source in enumerate(sources_of(figures, say), start=4):
            published = words.date(source.published) if source.published else ""
            texts = (say.source_title(source), source.publisher, published, source.file)
            for column, text in enumerate((*texts, source.url, source.note)):
                sheet.write_string(row, column, text, self._text)
        sheet.set_column(0, 1, 40)
        sheet.set_column(2, 3, 16)
        sheet.set_column(4, 5, 60)

    def add_findings(self, findings: Sequence[Finding]) -> None:
        """What the cross-checks say of the figures in this workbook."""
        words, say = self._say.words, self._say
        sheet = self._sheet(words("export.findings"))
        self._begin(sheet, words("export.findings"), self._imprint.data_line)
        self._heads(sheet, 3, [words(f"app.{h}") for h in ("value", "note", "source")])
        for row, finding in enumerate(findings, start=4):
            sheet.write_string(row, 0, name_of(finding.figures[0], say), self._text)
            sheet.write_string(row, 1, finding_sentences(finding, say.codelists, words), self._text)
            sheet.write_string(row, 2, say.citations(finding.figures), self._text)
        if not findings:
            sheet.write_string(4, 0, words("finding_list.none"), self._text)
        sheet.set_column(0, 2, 60)

    # Parts of a sheet ----------------------------------------------------------------------

    def _sheet(self, title: str) -> Any:
        name = title.translate(_NOT_IN_SHEET_NAMES).strip()[:_LONGEST_SHEET_NAME].strip()
        number = 1
        while name.casefold() in self._names:
            number += 1
            ending = f" ({number})"
            name = (
                name[: _LONGEST_SHEET_NAME - len(ending)].removesuffix(f" ({number - 1})") + ending
            )
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self._imprint.data_line.replace('&', '&&')}&R&P/&N")
        return sheet

    def _begin(self, sheet: Any, title: str, subtitle: str) -> None:
        sheet.write_string(0, 0, title, self._title)
        sheet.write_string(1, 0, subtitle, self._quiet)

    def _heads(self, sheet: Any, row: int, names: Sequence[str]) -> None:
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self._head)

    def _table(self, sheet: Any, top: int, table: Table, figures: dict[Any, Figure]) -> int:
        """The view's table: a column for each number and one beside it for what it means."""
        self._heads(sheet, top, [table.corner])
        for place, column in enumerate(table.columns):
            sheet.write_string(top, 1 + 2 * place, column.title, self._head)
            sheet.write_string(top, 2 + 2 * place, "", self._head)
        for row, shown in enumerate(table.rows, start=top + 1):
            title = f"{shown.title} ({shown.note})" if shown.note else shown.title
            sheet.write_string(row, 0, title, self._bold)
            lines = _lines(title, _NAMES)
            for place, cell in enumerate(shown.cells):
                beside = self._cell(sheet, row, 1 + 2 * place, cell, figures)
                lines = max(lines, _lines(beside, _BESIDE))
                if cell is not None:
                    lines = max(lines, _lines(cell.value, _VALUES))
            sheet.set_row(row, _LINE * lines + 3)
        sheet.set_column(0, 0, _NAMES)
        for place in range(len(table.columns)):
            sheet.set_column(1 + 2 * place, 1 + 2 * place, _VALUES)
            sheet.set_column(2 + 2 * place, 2 + 2 * place, _BESIDE)
        return top + 1 + len(table.rows)

    def _cell(
        self, sheet: Any, row: int, column: int, cell: Cell | None, figures: dict[Any, Figure]
    ) -> str:
        """Writes the cell; returns the text beside its number."""
        if cell is None:
            return ""
        figure = figures.get(cell.figure) if cell.figure else None
        beside = [
            *([f"{cell.status.shape} {cell.status.word}"] if cell.status else []),
            *cell.lines,
            *cell.flags,
        ]
        if figure is not None and cell.value:
            sheet.write_number(row, column, float(figure.value), self._number(figure))
            if cell.value != self._say.figure(figure):
                beside.insert(0, cell.value)
        elif cell.number is not None:
            sheet.write_number(row, column, float(cell.number), self._text)
        else:
            sheet.write_string(row, column, cell.value, self._text)
        sheet.write_string(row, column + 1, "; ".join(beside), self._text)
        return "; ".join(beside)

    def _paragraph(self, sheet: Any, row: int, text: str, table: Table) -> None:
        """A text across the table's columns, as tall as it needs."""
        last = 2 * len(table.columns)
        room = _NAMES + (_VALUES + _BESIDE) * len(table.columns)
        sheet.merge_range(row, 0, row, last, "", self._paragraphs)
        sheet.write_string(row, 0, text, self._paragraphs)
        sheet.set_row(row, _LINE * _lines(text, room) + 3)

    def _number(self, figure: Figure) -> Any:
        """As many decimals as shown, with its bound and unit as words around the number."""
        digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals > 0 else "")
        words = self._say.words
        before = words.bound(figure.bound)
        percent = figure.unit == "percent"
        after = "%" if percent else f" {self._say.unit(figure.unit)}".rstrip()
        quoted = f'"{before}"' if before else ""
        shown = f'{quoted}{digits}"{after}"' if after else f"{quoted}{digits}"
        return self._format(num_format=shown, valign="top")

    def _format(self, **properties: Any) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            chosen = {"font_name": _FONT, "font_size": 10, **properties}
            self._formats[key] = self._book.add_format(chosen)
        return self._formats[key]

    def _chart(self, sheet: Any, view: View, row: int) -> None:
        """Excel's own chart, over its data below it."""
        assert view.chart is not None
        data = excel_charts.data_of(view.chart, self._say.words)
        top = row + 22
        sheet.write_string(top - 1, 0, self._say.words("export.chart_data"), self._quiet)
        for column, head in enumerate(["", *(series.name for series in data.series)]):
            sheet.write_string(top, column, head, self._head)
        for place, category in enumerate(data.categories):
            sheet.write_string(top + 1 + place, 0, category, self._text)
            for column, series in enumerate(data.series, start=1):
                value = series.values[place]
                if value is not None:
                    sheet.write_number(top + 1 + place, column, float(value))
        chart = excel_charts.native(self._book, sheet, data, top)
        chart.set_title({"name": view.heading, "name_font": {"size": 12}, "overlay": False})
        chart.set_size({"width": 860, "height": 420})
        sheet.insert_chart(row, 0, chart, {"description": view.alt})


def _lines(text: str, room: float) -> int:
    """How many lines a text takes in a column of ``room`` characters."""
    return max(1, math.ceil(len(text) * 1.12 / room))
