"""What a leader should look at: behind plan, contradictions, gaps, and how new the figures are."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics import progress
from analytics.comparison import ScoreRow
from analytics.progress import Status
from analytics.views import cells
from pages.ui import figure_table, finding_list, reads
from pages.ui.reader import Reader


def show(reader: Reader, areas: Sequence[str]) -> None:
    """Standings that are behind or to be watched, then what the figures say against each other."""
    words = reader.words
    standings = progress.latest(
        progress.standings(reads.figures(reader.vintage, areas=tuple(areas)), reader.codelists)
    )
    late = [
        standing
        for wanted in (Status.BEHIND, Status.WATCH)
        for standing in standings.values()
        if standing.assessment.status is wanted and standing.assessment.basis is not None
    ]
    found = [f for f in reads.all_findings(reader.vintage) if f.figures[0].key.ref_area in areas]
    with st.container(border=True, key="card-attention"):
        st.markdown(f"#### {words('overview.attention')}")
        if not late:
            st.caption(words("overview.none_behind"))
        else:
            figure_table.show(
                reader,
                key="late",
                caption=words("overview.behind"),
                corner=words("app.indicator"),
                columns=[
                    figure_table.Column(words("app.area")),
                    figure_table.Column(words("app.status")),
                ],
                rows=[
                    figure_table.Row(
                        reader.say.indicator(standing.indicator),
                        (
                            figure_table.Cell(reader.say.area(standing.ref_area)),
                            figure_table.Cell(
                                reader.say.figure(basis),
                                (words.period(standing.period), reader.say.measure(basis.key)),
                                cells.flags(reader.say, basis),
                                cells.status_mark(reader.say, standing.assessment),
                                basis.key,
                            ),
                        ),
                    )
                    for standing in late
                    if (basis := standing.assessment.basis)
                ],
                dense=True,
            )
        finding_list.show(reader, found, key="overview-findings")


def show_freshness(reader: Reader, areas: Sequence[str], board: Sequence[ScoreRow]) -> None:
    """How many figures each district has, how new they are, and which headlines it lacks."""
    words, say = reader.words, reader.say
    fresh = {f.ref_area: f for f in reads.freshness(reader.vintage)}
    rows = []
    for place, area in enumerate(areas):
        lacking = [say.headline(row.indicators) for row in board if row.scores[place] is None]
        gaps = figure_table.Cell(
            words("overview.gaps_count", count=len(lacking), all=len(board)),
            ("; ".join(lacking),),
        )
        known = fresh.get(area)
        rows.append(
            figure_table.Row(
                reader.say.area(area),
                (
                    figure_table.Cell(
                        words.date(known.newest_figure),
                        (words("overview.figures_count", count=known.figures),),
                    )
                    if known and known.newest_figure
                    else None,
                    figure_table.Cell(words.date(known.newest_published))
                    if known and known.newest_published
                    else None,
                    gaps,
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
                figure_table.Column(words("overview.newest_figure")),
                figure_table.Column(words("overview.newest_source")),
                figure_table.Column(words("overview.gaps")),
            ],
            rows=rows,
            dense=True,
        )
