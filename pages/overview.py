"""Where the districts stand: the scoreboard, what needs attention, how fresh the figures are."""

from __future__ import annotations

from analytics import comparison, progress
from analytics.views.comparisons import scoreboard_view
from pages.ui import attention, chart_card, frame, reads
from pages.ui.filters import choose_areas
from pages.ui.reader import current

reader = current()

frame.title(reader, "overview")
areas = choose_areas(reader)

headlines = comparison.headlines(reader.codelists)
codes = tuple(indicator.indicator for row in headlines for indicator in row)
figures = reads.figures(reader.vintage, areas=areas, indicators=codes)
standings = progress.standings(figures, reader.codelists)
board = comparison.scoreboard(standings, areas=areas, codelists=reader.codelists)

chart_card.show_board(reader, scoreboard_view(board, areas, reader.say))
attention.show_first(reader, attention.concerns(reader, areas))
attention.show_freshness(reader, areas, board)
