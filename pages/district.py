"""One district by domain: progress against plan, targets met and not, every figure."""

from __future__ import annotations

import streamlit as st

from analytics import progress, targets
from pages.ui import district_cards, frame, reads
from pages.ui.filters import choose_area, choose_span
from pages.ui.reader import current

reader = current()

frame.title(reader, "district")
left, right = st.columns([4, 1], gap="medium")
with left:
    area = choose_area(reader)
figures = reads.figures(reader.vintage, areas=(area,))
standings = reads.standings(reader.vintage, areas=(area,))
with right:
    span = choose_span(reader, standings)

if not figures:
    st.info(reader.words("district.nothing", area=reader.say.area(area)))
else:
    shown = progress.within(standings, span)
    district_cards.summary(reader, shown, figures)
    district_cards.attainments(reader, area, shown, span)
    sets = targets.target_sets(shown, figures, reader.codelists)
    district_cards.target_sets(reader, area, sets, span)
    district_cards.every_figure(reader, shown)
