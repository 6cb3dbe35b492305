"""Where the districts stand: the scoreboard, what needs attention, how fresh the figures are."""

from __future__ import annotations

import streamlit as st

from analytics import comparison, progress
from pages.ui import attention, cells, figure_table, frame, reads
from pages.ui.filters import choose_areas
from pages.ui.reader import current

reader = current()
words = reader.words

frame.title(reader, "overview")
areas = choose_areas(reader)

headlines = comparison.headlines(reader.codelists)
codes = tuple(indicator.indicator for row in headlines for indicator in row)
figures = reads.figures(reader.vintage, areas=areas, indicators=codes)
standings = progress.standings(figures, reader.codelists)
board = comparison.scoreboard(standings, areas=areas, codelists=reader.codelists)

with st.container(border=True, key="card-scoreboard"):
    st.markdown(f"#### {words('overview.scoreboard')}")
    st.caption(words("overview.scoreboard_says"))
    figure_table.show(
        reader,
        key="scoreboard-table",
        caption=words("overview.scoreboard"),
        corner=words("app.indicator"),
        columns=[
            figure_table.Column(reader.say.area(area), colour=reader.colour(area)) for area in areas
        ],
        rows=[
            figure_table.Row(
                reader.say.headline(row.indicators),
                tuple(cells.score_cell(reader.say, score) for score in row.scores),
            )
            for row in board
        ],
        even=True,
    )
    st.caption(words("overview.legend"))

attention.show(reader, areas)
attention.show_freshness(reader, areas, board)
