"""What changed between two moments: new, revised and withdrawn figures, statuses that changed."""

from __future__ import annotations

from pages.ui import change_cards, change_moments, frame
from pages.ui.reader import current

reader = current()

frame.title(reader, "whats_new")
moments = change_moments.choose(reader)
where = change_cards.choose_where(reader, moments)
if where.is_part:
    change_cards.show_counts(reader, moments)
change_cards.show(reader, moments, where)
