"""For whoever keeps the store: is it whole, has it room, is it backed up, who did what."""

from __future__ import annotations

from pages.ui import audit_cards, frame, keeping_cards, outcome, roles_cards
from pages.ui.reader import current

reader = current()

frame.title(reader, "keeping")
outcome.say(reader)
keeping_cards.state(reader)
keeping_cards.disk(reader)
keeping_cards.backups(reader)
roles_cards.show(reader)
audit_cards.show(reader)
