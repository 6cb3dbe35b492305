"""Where the districts stand: the scoreboard, what needs attention, how fresh the figures are."""

from __future__ import annotations

import streamlit as st

from analytics import comparison, progress
from analytics.measures import NEWEST, Reach
from analytics.views.comparisons import scoreboard_view
from pages.ui import attention, chart_card, frame, reads
from pages.ui.filters import choose_areas, choose_span
from pages.ui.reader import current

reader = current()

frame.title(reader, "overview")
left, right = st.columns([4, 1], gap="medium")
with left:
    areas = choose_areas(reader)

headlines = comparison.headlines(reader.codelists)
codes = tuple(indicator.indicator for row in headlines for indicator in row)
known = reads.extent(reader.vintage, areas=areas, indicators=codes)
with right:
    span = choose_span(reader, known.years)
reach = Reach(ending=span) if span else NEWEST
standings = reads.standings(reader.vintage, areas=areas, indicators=codes, reach=reach)
board = comparison.scoreboard(
    progress.within(standings, span), areas=areas, codelists=reader.codelists
)

chart_card.show_board(reader, scoreboard_view(board, areas, reader.say, span))
is_much = reads.since(reader.vintage, areas=areas) is not None
looked_through = codes if is_much else None
attention.show_first(reader, attention.concerns(reader, areas, looked_through))
attention.show_limits(reader, areas, looked_through)
attention.show_freshness(reader, areas, board)
