"""A view as it always stands: its title, the same numbers as a table, the source and the date."""

from __future__ import annotations

import streamlit as st

from analytics.views.view import Chart, View
from pages.ui import figure_table
from pages.ui.reader import Reader

_NO_TOOLBAR = {"displayModeBar": False, "responsive": True}


def show(reader: Reader, view: View) -> None:
    """Draw a view that has a chart. A bar that is clicked opens."""
    words = reader.words
    key = view.request.card.value
    with st.container(border=True, key=f"card-{key}"):
        _head(view)
        as_chart, as_table = st.tabs([words("charts.as_chart"), words("charts.as_table")])
        with as_chart:
            if view.chart is not None:
                _plot(reader, key, view.chart, view.alt)
            if view.marks:
                st.caption(" ".join(view.marks))
        with as_table:
            figure_table.show_table(
                reader, view.table, key=f"{key}-table", caption=view.title, dense=True
            )
        st.caption(view.source_line)


def show_board(reader: Reader, view: View) -> None:
    """Draw a view that is its table."""
    key = view.request.card.value
    with st.container(border=True, key=f"card-{key}"):
        _head(view)
        figure_table.show_table(
            reader, view.table, key=f"{key}-table", caption=view.title, dense=False
        )
        st.caption(" ".join(view.marks))


def _head(view: View) -> None:
    st.markdown(f"#### {view.title}")
    st.caption(view.subtitle)


def _plot(reader: Reader, key: str, chart: Chart, alt: str) -> None:
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
        chart.draw(reader.words, reader.palette),
        key=plot_key,
        theme=None,
        config=_NO_TOOLBAR,
        alt=alt,
        on_select=clicked,
        selection_mode="points",
    )
