"""Views of several areas side by side: one indicator compared, and the scoreboard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from analytics.charts import Bar, Reference, described
from analytics.comparison import Comparison, Lane, ScoreRow
from analytics.model import Bound, Figure, Kind, Measure, ObsStatus, Period
from analytics.progress import Standing
from analytics.sentences import board_sentences, comparison_sentences
from analytics.views import cells
from analytics.views.request import Card, Request, period_code
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import MOST_SOURCES, BarChart, View, distinct, source_line
from analytics.wording import Wording

HUNDRED = Decimal(100)


def comparison_view(comparison: Comparison, standings: Iterable[Standing], say: Wording) -> View:
    """What may stand on one axis. ``comparison`` has at least one lane."""
    words = say.words
    first = comparison.lanes[0].figure
    bars = tuple(_bar(say, lane) for lane in comparison.lanes)
    title = words(
        "compare.chart_title",
        indicator=say.indicator(comparison.indicator),
        measure=say.measure(first.key).lower(),
    )
    is_attainment = comparison.measure is Measure.ATTAINMENT
    figures = distinct([f for lane in comparison.lanes for f in (lane.figure, lane.plan)])
    asked = {
        *(lane.ref_area for lane in comparison.lanes),
        *(figure.key.ref_area for figure in comparison.elsewhere),
        *comparison.missing,
    }
    return View(
        request=Request.of(
            Card.COMPARISON,
            indicator=comparison.indicator,
            measure=comparison.measure.value,
            period=period_code(comparison.period),
            areas=",".join(sorted(asked)),
        ),
        title=title,
        heading=title,
        subtitle=words(
            "compare.subtitle",
            period=words.period(comparison.period),
            areas=", ".join(say.area(lane.ref_area) for lane in comparison.lanes),
        ),
        chart=BarChart(
            bars,
            unit=say.unit(first.unit),
            reference=Reference(HUNDRED, words("charts.plan_line")) if is_attainment else None,
        ),
        alt=described(bars, title=title, words=words),
        figures=figures,
        table=Table(
            corner=words("app.area"),
            columns=(
                Column(say.measure(first.key)),
                Column(words("codes.measure.plan")),
                Column(words("app.period")),
                Column(words("app.source")),
            ),
            rows=tuple(_row(say, lane) for lane in comparison.lanes),
        ),
        marks=_marks(say, comparison),
        sentences=comparison_sentences(comparison, standings, say),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )


def _bar(say: Wording, lane: Lane) -> Bar:
    area = say.area_of(lane.ref_area)
    return Bar(
        label=say.area(lane.ref_area),
        colour=area.colour,
        dark_colour=area.dark_colour,
        figure=lane.figure,
        text=_text(say, lane.figure),
        hover=hover(say, lane.figure),
        note=cells.lane_note(say, lane),
        plan=lane.plan,
        plan_text=hover(say, lane.plan) if lane.plan else "",
    )


def _text(say: Wording, figure: Figure) -> str:
    rank = say.codelists.indicator_by_code[figure.key.indicator].kind is Kind.RANK
    return say.figure(figure) if not rank else say.words("compare.rank", rank=say.number(figure))


def hover(say: Wording, figure: Figure) -> str:
    lines = [
        f"{say.area(figure.key.ref_area)} · {say.measure(figure.key)}",
        f"{say.figure(figure)} · {say.words.period(figure.key.period)}",
        *cells.flags(say, figure),
        say.citations((figure,)),
    ]
    return "<br>".join(escape(line) for line in lines)


def _row(say: Wording, lane: Lane) -> Row:
    return Row(
        say.area(lane.ref_area),
        (
            cells.figure_cell(say, lane.figure),
            cells.figure_cell(say, lane.plan),
            Cell(say.words.period(lane.figure.key.period)),
            Cell(say.citations((lane.figure,))),
        ),
        note=cells.lane_note(say, lane),
    )


def _marks(say: Wording, comparison: Comparison) -> tuple[str, ...]:
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
    return tuple(say.words(f"charts.{mark}") for mark, is_so in drawn.items() if is_so)


def scoreboard_view(
    board: Sequence[ScoreRow], areas: Sequence[str], say: Wording, period: Period | None = None
) -> View:
    """Headlines × areas, of all time or of what lies within ``period``."""
    words = say.words
    scores = [score for row in board for score in row.scores if score is not None]
    figures = distinct([score.lead for score in scores])
    return View(
        request=Request.of(Card.SCOREBOARD, areas=",".join(areas)).within(period),
        title=words("overview.scoreboard"),
        heading=words("overview.scoreboard"),
        subtitle=words("export.scoreboard_says"),
        table=Table(
            corner=words("app.indicator"),
            columns=tuple(
                Column(area.short_name, colour=area.colour, dark_colour=area.dark_colour)
                for area in map(say.area_of, areas)
            ),
            rows=tuple(
                Row(
                    say.headline(row.indicators),
                    tuple(cells.score_cell(say, score) for score in row.scores),
                )
                for row in board
            ),
            even=True,
        ),
        figures=figures,
        marks=(words("overview.legend"),),
        sentences=board_sentences([score.standing for score in scores], say),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )
