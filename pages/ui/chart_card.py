"""A view as it always stands: its title, the same numbers as a table, the source and the date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import plotly.graph_objects as go
import streamlit as st

from analytics.charts import Palette
from analytics.model import Language, Vintage
from analytics.text import Words
from analytics.views.request import Request
from analytics.views.view import Chart, View
from pages.ui import briefing_downloads, figure_table, reads
from pages.ui.answered_once import answered_once
from pages.ui.reader import Reader

_NO_TOOLBAR = {"displayModeBar": False, "responsive": True}
_SET_BY_STREAMLIT = {
    "datarevision": 0,
    "clickmode": "event+select",
    "hovermode": "closest",
    "dragmode": "pan",
}
"""What its component sets once it has drawn, and that the copy of the data that it makes then is
the same. Said before, and without a template, which is never alike, it need not draw again."""


def show(reader: Reader, view: View, *, part: str = "") -> None:
    """Draw a view that has a chart. A bar that is clicked opens.

    ``part`` tells several views of one sort on a page apart.
    """
    words = reader.words
    key = f"{view.request.card}{part}"
    with st.container(border=True, key=f"card-{key}"):
        st.html(_heading(view.title) + _small(view.subtitle))
        as_chart, as_table = st.tabs(
            [words("charts.as_chart"), words("charts.as_table")],
            key=f"{key}-form",
            on_change="rerun",
        )
        with as_chart:
            if view.chart is not None:
                _plot(key, _chart(reader, view, view.chart), view.alt)
            said = _said(view)
            if said:
                st.html(said)
        if as_table.open:
            with as_table:
                figure_table.show_table(
                    reader, view.table, key=f"{key}-table", caption=view.title, dense=True
                )
        st.html(_small(view.source_line))
        briefing_downloads.show(reader, view, key=key)


def show_board(reader: Reader, view: View) -> None:
    """Draw a view that is its table."""
    key = view.request.card.value
    with st.container(border=True, key=f"card-{key}"):
        st.html(_heading(view.title) + _small(reader.words("overview.scoreboard_says")))
        figure_table.show_table(
            reader, view.table, key=f"{key}-table", caption=view.title, dense=False
        )
        said = _said(view)
        if said:
            st.html(said)
        briefing_downloads.show(reader, view, key=key)


def _said(view: View) -> str:
    """The sentences and what the marks mean, as HTML; empty where nothing is said.

    One element for all: each that Streamlit draws costs the browser some milliseconds, Markdown
    the most.
    """
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in view.sentences)
    return sentences + (_small(" ".join(view.marks)) if view.marks else "")


def _heading(text: str) -> str:
    return f"<h4>{escape(text)}</h4>"


def _small(text: str) -> str:
    return f'<p class="small">{escape(text)}</p>'


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
def _drawn(asked: _Asked) -> go.Figure:
    """Drawn once for all who ask alike."""
    figure = asked.chart.draw(asked.words, asked.palette).update_layout(_SET_BY_STREAMLIT)
    figure.layout.template = None
    return figure


def _chart(reader: Reader, view: View, chart: Chart) -> go.Figure:
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


def _plot(key: str, figure: go.Figure, alt: str) -> None:
    # A chart keeps its selection; a new key after each click lets the same bar be clicked again.
    clicks = f"{key}-clicks"
    plot_key = f"{key}-plot-{st.session_state.get(clicks, 0)}"

    def clicked() -> None:
        points = st.session_state[plot_key].selection.points
        if points and points[0].get("customdata"):
            chosen = points[0]["customdata"]
            st.query_params[figure_table.OPENED] = chosen if isinstance(chosen, str) else chosen[0]
            st.session_state[clicks] = st.session_state.get(clicks, 0) + 1

    st.plotly_chart(
        figure,
        key=plot_key,
        theme=None,
        config=_NO_TOOLBAR,
        alt=alt,
        on_select=clicked,
        selection_mode="points",
    )


def show_beside(reader: Reader, views: Sequence[View]) -> None:
    """Views of one sort as small multiples: two beside each other where there is room."""
    with st.grid(2 if len(views) > 1 else 1, min_column_width=420, gap="medium"):
        for place, view in enumerate(views):
            show(reader, view, part=f"-{place}")
