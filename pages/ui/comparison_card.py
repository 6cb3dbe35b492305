"""A comparison as a chart with its table, and the figures that may not stand on its axis."""

from __future__ import annotations

from decimal import Decimal
from html import escape

import streamlit as st

from analytics import charts
from analytics.comparison import Comparison, Lane
from analytics.model import Bound, Figure, Kind, Measure, ObsStatus
from pages.ui import cells, chart_card, figure_table
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_HUNDRED = Decimal(100)


def show(reader: Reader, comparison: Comparison) -> None:
    """The chart card of what may stand on one axis."""
    words, say = reader.words, reader.say
    bars = [_bar(reader, lane) for lane in comparison.lanes]
    title = words(
        "compare.chart_title",
        indicator=say.indicator(comparison.indicator),
        measure=say.measure(comparison.lanes[0].figure.key).lower(),
    )
    is_attainment = comparison.measure is Measure.ATTAINMENT
    chart_card.show(
        reader,
        key="comparison",
        title=title,
        subtitle=words(
            "compare.subtitle",
            period=words.period(comparison.period),
            areas=", ".join(say.area(lane.ref_area) for lane in comparison.lanes),
        ),
        chart=charts.bars(
            bars,
            unit=say.unit(comparison.lanes[0].figure.unit),
            words=words,
            palette=reader.palette,
            reference=charts.Reference(_HUNDRED, words("charts.plan_line"))
            if is_attainment
            else None,
        ),
        alt=charts.described(bars, title=title, words=words),
        figures=[lane.figure for lane in comparison.lanes],
        columns=[
            Column(say.measure(comparison.lanes[0].figure.key)),
            Column(words("codes.measure.plan")),
            Column(words("app.period")),
            Column(words("app.source")),
        ],
        rows=[_row(reader, lane) for lane in comparison.lanes],
        marks=_marks(reader, comparison),
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
                        cells.figure_cell(reader, figure),
                        Cell(words.period(figure.key.period)),
                        Cell(say.indicator(figure.key.indicator)),
                        Cell(say.citations((figure,))),
                    ),
                )
                for figure in comparison.elsewhere
            ],
            dense=True,
        )


def _bar(reader: Reader, lane: Lane) -> charts.Bar:
    say = reader.say
    return charts.Bar(
        label=say.area(lane.ref_area),
        colour=reader.colour(lane.ref_area),
        figure=lane.figure,
        text=_text(reader, lane.figure),
        hover=_hover(reader, lane.figure),
        note=cells.lane_note(reader, lane),
        plan=lane.plan,
        plan_text=_hover(reader, lane.plan) if lane.plan else "",
    )


def _text(reader: Reader, figure: Figure) -> str:
    rank = reader.codelists.indicator_by_code[figure.key.indicator].kind is Kind.RANK
    return (
        reader.say.figure(figure)
        if not rank
        else reader.words("compare.rank", rank=reader.say.number(figure))
    )


def _hover(reader: Reader, figure: Figure) -> str:
    words, say = reader.words, reader.say
    lines = [
        f"{say.area(figure.key.ref_area)} · {say.measure(figure.key)}",
        f"{say.figure(figure)} · {words.period(figure.key.period)}",
        *cells.flags(reader, figure),
        say.citations((figure,)),
    ]
    return "<br>".join(escape(line) for line in lines)


def _row(reader: Reader, lane: Lane) -> Row:
    return Row(
        reader.say.area(lane.ref_area),
        (
            cells.figure_cell(reader, lane.figure),
            cells.figure_cell(reader, lane.plan),
            Cell(reader.words.period(lane.figure.key.period)),
            Cell(reader.say.citations((lane.figure,))),
        ),
        note=cells.lane_note(reader, lane),
    )


def _marks(reader: Reader, comparison: Comparison) -> list[str]:
    """What is drawn unlike on this chart, in words."""
    figures = [lane.figure for lane in comparison.lanes]
    drawn = {
        "mark_bound": any(f.bound not in (Bound.EQUAL, Bound.ABOUT) for f in figures),
        "mark_unlike": any(lane.differs for lane in comparison.lanes),
        "mark_early": any(
            f.obs_status in (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL) for f in figures
        ),
        "mark_implied": any(lane.plan and lane.plan.is_computed for lane in comparison.lanes),
    }
    return [reader.words(f"charts.{mark}") for mark, is_so in drawn.items() if is_so]
