"""What a leader should look at first, in order, each with its link."""

from __future__ import annotations

from pages.ui import attention, frame
from pages.ui.filters import choose_areas
from pages.ui.reader import current

reader = current()

frame.title(reader, "concerns")
areas = choose_areas(reader)
concerns = attention.concerns(reader, areas)
attention.show_all(reader, concerns)
attention.show_limits(reader, areas)
attention.show_thresholds(reader)
