"""What a leader should look at, and how new the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from analytics import attention
from analytics.attention import Concern, ConcernCode
from analytics.comparison import ScoreRow
from analytics.measures import NEWEST, THRESHOLDS
from analytics.model import FigureKey, Vintage
from analytics.sentences import concern_sentences, concern_title, threshold_sentences
from analytics.text import HANOI
from analytics.views import cells
from analytics.views.table import Tone
from pages.ui import figure_table, reads
from pages.ui.answered_once import answered_once
from pages.ui.figure_table import Cell, Column, Mark, Row
from pages.ui.reader import Reader

_FIRST = 6
_MARKS: dict[ConcernCode, tuple[str, Tone]] = {
    ConcernCode.BEHIND: ("▼", "bad"),
    ConcernCode.WATCH: ("◆", "warn"),
    ConcernCode.TARGETS_NOT_MET: ("◆", "warn"),
    ConcernCode.CONTRADICTION: ("◆", "warn"),
    ConcernCode.NO_FIGURE: ("○", "quiet"),
    ConcernCode.STALE: ("○", "quiet"),
}


def concerns(
    reader: Reader, areas: Sequence[str], indicators: Sequence[str] | None = None
) -> tuple[Concern, ...]:
    """What needs attention in these districts, as known at the reader's moment.

    Of these indicators; None is all. Contradictions are those of the newest year where there is
    more than can be looked through.
    """
    moment = reader.vintage
    known = moment.published_by or (moment.submitted_by and moment.submitted_by.date())
    return _concerns(
        reads.known_now(),
        moment,
        tuple(areas),
        None if indicators is None else tuple(indicators),
        known or datetime.now(HANOI).date(),
    )


@answered_once(16, per_revision=True)
def _concerns(
    revision: str,
    vintage: Vintage,
    areas: tuple[str, ...],
    indicators: tuple[str, ...] | None,
    today: date,
) -> tuple[Concern, ...]:
    return attention.concerns(
        reads.standings(vintage, areas=areas, indicators=indicators, reach=NEWEST),
        reads.findings_of(
            vintage,
            areas=areas,
            indicators=indicators,
            since=reads.since(vintage, areas=areas, indicators=indicators),
        ),
        reads.codelists(),
        areas=areas,
        today=today,
    )


def show_limits(
    reader: Reader, areas: Sequence[str], indicators: Sequence[str] | None = None
) -> None:
    """What was not looked through, where there is more than can be while a reader waits."""
    words = reader.words
    codes = None if indicators is None else tuple(indicators)
    year = reads.since(reader.vintage, areas=tuple(areas), indicators=codes)
    if indicators is not None:
        st.caption(words("concerns.headlines_only"))
    if year is not None:
        st.caption(words("concerns.contradictions_since", year=str(year)))


def show_first(reader: Reader, found: Sequence[Concern]) -> None:
    """The most pressing of them, with the way to all."""
    words = reader.words
    with st.container(border=True, key="card-attention"):
        st.markdown(f"#### {words('overview.attention')}")
        _table(reader, found[:_FIRST], key="attention-first")
        if len(found) > _FIRST:
            st.page_link(
                "concerns.py",
                label=words("overview.all_concerns", count=len(found)),
                icon=":material/arrow_forward:",
                query_params=dict(st.query_params),
            )


def show_all(reader: Reader, found: Sequence[Concern]) -> None:
    with st.container(border=True, key="card-concerns"):
        st.markdown(f"#### {reader.words('concerns.count', count=len(found))}")
        _table(reader, found, key="concerns-table")


def show_thresholds(reader: Reader) -> None:
    """By what a status is given; the same numbers as in the calculation."""
    with st.container(border=True, key="card-thresholds"):
        st.markdown(f"#### {reader.words('concerns.thresholds')}")
        for sentence in threshold_sentences(THRESHOLDS, reader.say):
            st.text(sentence)


def _table(reader: Reader, found: Sequence[Concern], *, key: str) -> None:
    words = reader.words
    if not found:
        st.caption(words("concerns.none"))
        return
    figure_table.show(
        reader,
        key=key,
        caption=words("overview.attention"),
        corner=words("concerns.concern"),
        columns=[
            Column(words("app.area")),
            Column(words("concerns.says")),
            Column(words("concerns.figure")),
        ],
        rows=[_row(reader, concern) for concern in found],
        dense=True,
        quiet_gaps=True,
    )


def _row(reader: Reader, concern: Concern) -> Row:
    say = reader.say
    shape, tone = _MARKS[concern.code]
    first, *rest = concern_sentences(concern, say) or ("",)
    key = concern.key
    return Row(
        say.indicator(key.indicator) if key else concern_title(concern, say),
        (
            Cell(say.area(concern.ref_area)),
            Cell(first, tuple(rest), status=Mark(shape, concern_title(concern, say), tone)),
            _figure(reader, concern, key) if key else None,
        ),
        note=reader.words.period(key.period) if key else "",
    )


def _figure(reader: Reader, concern: Concern, key: FigureKey) -> Cell:
    """The figure that shows the concern; it opens, and that is its link."""
    basis = concern.standing.assessment.basis if concern.standing else None
    figure = basis or (concern.finding.figures[0] if concern.finding else None)
    if figure is None:
        return Cell(reader.words("concerns.open"), figure=key)
    return Cell(reader.say.figure(figure), flags=cells.flags(reader.say, figure), figure=figure.key)


def show_freshness(reader: Reader, areas: Sequence[str], board: Sequence[ScoreRow]) -> None:
    """How many figures each district has, how new they are, and which headlines it lacks."""
    words, say = reader.words, reader.say
    fresh = {f.ref_area: f for f in reads.freshness(reader.vintage, tuple(areas))}
    rows = []
    for place, area in enumerate(areas):
        lacking = [say.headline(row.indicators) for row in board if row.scores[place] is None]
        counted = words("overview.gaps_count", count=len(lacking), all=len(board))
        known = fresh.get(area)
        newest = known.newest_figure if known else None
        published = known.newest_published if known else None
        figures = words("overview.figures_count", count=known.figures if known else 0)
        rows.append(
            Row(
                say.area(area),
                (
                    Cell(words.date(newest), (figures,)) if newest else None,
                    Cell(words.date(published)) if published else None,
                    Cell(counted, ("; ".join(lacking),) if lacking else ()),
                ),
            )
        )
    with st.container(border=True, key="card-freshness"):
        st.markdown(f"#### {words('overview.freshness')}")
        figure_table.show(
            reader,
            key="freshness-table",
            caption=words("overview.freshness"),
            corner=words("app.area"),
            columns=[
                Column(words("overview.newest_figure")),
                Column(words("overview.newest_source")),
                Column(words("overview.gaps")),
            ],
            rows=rows,
            dense=True,
        )
