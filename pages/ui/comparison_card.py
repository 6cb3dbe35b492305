"""A comparison as a chart with its table, and the figures that may not stand on its axis."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.comparison import Comparison
from analytics.progress import Standing
from analytics.views import cells
from analytics.views.comparisons import comparison_view
from analytics.views.distribution import distribution_view
from pages.ui import chart_card, figure_table, paging
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_ENDS = 10
_PAGE_SIZE = 50


def show(reader: Reader, comparison: Comparison, standings: Sequence[Standing]) -> None:
    """The chart card of what may stand on one axis."""
    chart_card.show(reader, comparison_view(comparison, standings, reader.say))


def show_ranking(reader: Reader, comparison: Comparison, chosen: Sequence[str]) -> None:
    """Very many areas: the ends of the list and the chosen ones drawn, the spread, and all of it.

    ``comparison`` has the areas in their order; a chart of all of them could not be read.
    """
    words, lanes = reader.words, comparison.lanes
    if not lanes:
        st.info(words("compare.nothing", indicator=reader.say.indicator(comparison.indicator)))
        return
    ends = {*range(_ENDS), *range(len(lanes) - _ENDS, len(lanes))}
    drawn = tuple(
        lane for place, lane in enumerate(lanes) if place in ends or lane.ref_area in chosen
    )
    only = comparison.model_copy(update={"lanes": drawn, "elsewhere": (), "missing": ()})
    st.caption(
        words(
            "compare.ends",
            shown=len(drawn),
            ends=_ENDS,
            count=len(lanes),
            missing=len(comparison.elsewhere) + len(comparison.missing),
        )
    )
    chart_card.show(reader, comparison_view(only, (), reader.say))
    chart_card.show(reader, distribution_view(comparison, chosen, reader.say), part="-spread")
    _show_all(reader, comparison)


def _show_all(reader: Reader, comparison: Comparison) -> None:
    """Every area with its place, a page at a time."""
    words, say, lanes = reader.words, reader.say, comparison.lanes
    with st.container(border=True, key="card-all-areas"):
        st.markdown(f"#### {words('compare.all_areas', count=len(lanes))}")
        first = paging.first_shown(len(lanes), _PAGE_SIZE, key="all-areas")
        figure_table.show(
            reader,
            key="all-areas-table",
            caption=words("compare.all_areas", count=len(lanes)),
            corner=words("app.area"),
            columns=[
                Column(words("compare.place")),
                Column(words("app.value")),
                Column(words("codes.measure.plan")),
            ],
            rows=[
                Row(
                    say.area(lane.ref_area),
                    (
                        Cell(f"{place}/{len(lanes)}"),
                        cells.figure_cell(say, lane.figure),
                        cells.figure_cell(say, lane.plan),
                    ),
                    note=cells.lane_note(say, lane),
                )
                for place, lane in enumerate(lanes[first : first + _PAGE_SIZE], first + 1)
            ],
            dense=True,
            quiet_gaps=True,
        )


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
