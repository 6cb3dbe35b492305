"""A chart as it always stands: its title, the same numbers as a table, the source and the date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from analytics.model import Figure, Measure
from pages.ui import figure_table
from pages.ui.figure_table import Column, Row
from pages.ui.reader import Reader

_NO_TOOLBAR = {"displayModeBar": False, "responsive": True}


def show(
    reader: Reader,
    *,
    key: str,
    title: str,
    subtitle: str,
    chart: go.Figure,
    alt: str,
    figures: Sequence[Figure],
    columns: Sequence[Column],
    rows: Sequence[Row],
    marks: Sequence[str] = (),
    corner: str = "",
) -> None:
    """Draw the card. ``figures`` are those on the chart: their sources stand below it.

    ``marks`` explain, in words, what is drawn unlike. A bar that is clicked opens.
    """
    words = reader.words
    with st.container(border=True, key=f"card-{key}"):
        st.markdown(f"#### {title}")
        st.caption(subtitle)
        as_chart, as_table = st.tabs([words("charts.as_chart"), words("charts.as_table")])
        with as_chart:
            _plot(reader, key, chart, alt)
            if marks:
                st.caption(" ".join(marks))
        with as_table:
            figure_table.show(
                reader,
                key=f"{key}-table",
                caption=title,
                corner=corner or words("app.area"),
                columns=columns,
                rows=rows,
                dense=True,
            )
        st.caption(source_line(reader, figures))


def source_line(reader: Reader, figures: Sequence[Figure]) -> str:
    """``Nguồn: …. Số liệu mới nhất: 31/12/2022``; what stands under every chart."""
    newest = newest_date(reader, figures)
    return reader.words(
        "charts.source_line",
        sources=reader.say.citations(tuple(figures)),
        newest=reader.words.date(newest),
    )


def newest_date(reader: Reader, figures: Sequence[Figure]) -> date:
    """The newest day that any of the figures is for; none is for a day after its source's.

    A plan is for days to come, so it counts only where there is nothing but plans.
    """
    sources = reader.codelists.source_by_code
    reported = [o for figure in figures for o in figure.reported]
    done = [o for o in reported if o.measure is not Measure.PLAN]
    return max(
        min(o.as_of or o.period_end, sources[o.source].published or o.period_end)
        for o in done or reported
    )


def _plot(reader: Reader, key: str, chart: go.Figure, alt: str) -> None:
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
        chart,
        key=plot_key,
        theme=None,
        config=_NO_TOOLBAR,
        alt=alt,
        on_select=clicked,
        selection_mode="points",
    )
