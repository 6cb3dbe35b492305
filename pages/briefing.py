"""Views collected, ordered and remarked on; each slide as it will be; files, and the stage."""

from __future__ import annotations

import itertools

from analytics import briefing
from analytics.access import Role
from pages.ui import (
    briefing_cards,
    briefing_files,
    briefing_items,
    briefing_source,
    frame,
    visitor,
)
from pages.ui.reader import current

reader = current()

if not briefing_cards.is_presenting():
    frame.title(reader, "briefing")
chosen = briefing_cards.choose(reader)
known = briefing_source.of(chosen.vintage)
imprint = briefing_source.imprint(reader, chosen.vintage)
by_item = [briefing.shown_of(item, chosen, known, reader.say) for item in chosen.items]
shown = tuple(itertools.chain.from_iterable(by_item))

if briefing_cards.is_presenting():
    briefing_cards.present(reader, chosen, shown, imprint)
else:
    if visitor.may(Role.ANALYST):
        briefing_cards.choose_for_all(reader, chosen)
    briefing_cards.standing(reader, chosen, shown)
    briefing_files.show(reader, chosen, shown, imprint)
    briefing_items.show(reader, chosen, by_item, imprint)
