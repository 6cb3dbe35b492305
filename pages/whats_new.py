"""What changed between two moments: new, revised and withdrawn figures, statuses that changed."""

from __future__ import annotations

from pages.ui import change_cards, frame
from pages.ui.filters import choose_areas
from pages.ui.reader import current

reader = current()

frame.title(reader, "whats_new")
moments = change_cards.choose_moments(reader)
areas = None if moments.everywhere else choose_areas(reader)
change_cards.show(reader, moments, areas)
