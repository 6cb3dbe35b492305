"""A comparison as a chart with its table, and the figures that may not stand on its axis."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.comparison import Comparison
from analytics.progress import Standing
from analytics.views import cells
from analytics.views.comparisons import comparison_view
from pages.ui import chart_card, figure_table
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader


def show(reader: Reader, comparison: Comparison, standings: Sequence[Standing]) -> None:
    """The chart card of what may stand on one axis."""
    chart_card.show(reader, comparison_view(comparison, standings, reader.say))


def show_apart(reader: Reader, comparison: Comparison) -> None:
    """Figures of other periods, and districts without any: said, not drawn."""
    words, say = reader.words, reader.say
    if not comparison.elsewhere and not comparison.missing:
        return
    with st.container(border=True, key="card-apart"):
        st.markdown(f"#### {words('compare.apart')}")
        if comparison.missing:
            missing = ", ".join(say.area(area) for area in comparison.missing)
            st.caption(words("compare.missing", areas=missing))
        if not comparison.elsewhere:
            return
        st.caption(words("compare.apart_says", period=words.period(comparison.period)))
        figure_table.show(
            reader,
            key="apart-table",
            caption=words("compare.apart"),
            corner=words("app.area"),
            columns=[
                Column(words("app.value")),
                Column(words("app.period")),
                Column(words("app.indicator")),
                Column(words("app.source")),
            ],
            rows=[
                Row(
                    say.area(figure.key.ref_area),
                    (
                        cells.figure_cell(say, figure),
                        Cell(words.period(figure.key.period)),
                        Cell(say.indicator(figure.key.indicator)),
                        Cell(say.citations((figure,))),
                    ),
                )
                for figure in comparison.elsewhere
            ],
            dense=True,
        )
