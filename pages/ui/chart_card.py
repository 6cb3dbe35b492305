"""A view as it always stands: its title, the same numbers as a table, the source and the date."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.access import Role
from analytics.charts import Palette
from analytics.languages import Language
from analytics.model import Vintage
from analytics.text import Words
from analytics.views.request import Request
from analytics.views.view import Chart, View
from pages.ui import briefing_downloads, figure_table, reads, visitor
from pages.ui.answered_once import answered_once
from pages.ui.reader import Reader


def show(reader: Reader, view: View, *, part: str = "") -> None:
    """Draw a view that has a chart. A bar that is clicked opens.

    ``part`` tells several views of one sort on a page apart.
    """
    _show(reader, view, f"card-{view.request.card}{part}", view.subtitle, view.source_line)


def show_board(reader: Reader, view: View) -> None:
    """Draw a view that is its table, in which each figure names its source."""
    subtitle = reader.words("overview.scoreboard_says")
    _show(reader, view, f"card-{view.request.card}", subtitle, "")


def show_beside(reader: Reader, views: Sequence[View]) -> None:
    """Views of one sort as small multiples: two beside each other where there is room."""
    with st.grid(2 if len(views) > 1 else 1, min_column_width=420, gap="medium"):
        for place, view in enumerate(views):
            show(reader, view, part=f"-{place}")


def _show(reader: Reader, view: View, key: str, subtitle: str, source: str) -> None:
    words, may_add = reader.words, visitor.may(Role.ANALYST)
    form = _form(key, view)

    def opened() -> None:
        st.query_params[figure_table.OPENED] = st.session_state[key].opened

    asked = _component()(
        key=key,
        data={
            "title": view.title,
            "subtitle": subtitle,
            "form": form,
            "as_chart": words("charts.as_chart"),
            "as_table": words("charts.as_table"),
            "figure": _figure(reader, view, view.chart) if view.chart else "",
            "alt": view.alt,
            "not_drawn": words("charts.not_drawn"),
            "table": _table(reader, view) if form == "table" else None,
            "sentences": view.sentences,
            "marks": " ".join(view.marks),
            "source": source,
            "files": words("briefing.download"),
            "add": words("briefing.add") if may_add else "",
        },
        default={"form": form},
        on_form_change=lambda: None,
        on_opened_change=opened,
        on_asked_change=lambda: None,
    ).asked
    if asked == "files":
        briefing_downloads.show_files(reader, view, key=key)
    elif asked == "add" and may_add:
        briefing_downloads.show_adding(reader, view, key=key)


def _form(key: str, view: View) -> str:
    """Chart or table, as the reader chose; a view without a chart is its table."""
    if view.chart is None:
        return "table"
    return str(st.session_state[key].form) if key in st.session_state else "chart"


def _table(reader: Reader, view: View) -> dict[str, Any]:
    is_dense = view.chart is not None
    return figure_table.data_of(reader, view.table, caption=view.title, dense=is_dense)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chart by what it is made of: the words under it name every value that it shows."""

    revision: str
    vintage: Vintage
    request: Request
    alt: str
    language: Language
    is_dark: bool
    chart: Chart = field(compare=False)
    words: Words = field(compare=False)
    palette: Palette = field(compare=False)


@answered_once(128)
def _drawn(asked: _Asked) -> str:
    """Plotly's data and layout as JSON, put together once for all who ask alike."""
    return str(asked.chart.draw(asked.words, asked.palette).to_json(validate=False))


def _figure(reader: Reader, view: View, chart: Chart) -> str:
    return _drawn(
        _Asked(
            revision=reads.store().revision(),
            vintage=reader.vintage,
            request=view.request,
            alt=view.alt,
            language=reader.words.language,
            is_dark=reader.palette.is_dark,
            chart=chart,
            words=reader.words,
            palette=reader.palette,
        )
    )


@cache
def _component() -> Any:
    folder = Path(__file__).parent

    def text(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    return st.components.v2.component(
        "chart_card",
        html=text("chart_card.html"),
        css=text("chart_card.css"),
        js="\n".join(
            [
                f"const TABLE_STYLE = {json.dumps(text('figure_table.css'))};",
                text("figure_rows.js"),
                text("chart_card.js"),
            ]
        ),
        isolate_styles=False,
    )
