"""One district by domain: progress against plan, targets met and not, every figure."""

from __future__ import annotations

import streamlit as st

from analytics import progress, targets
from analytics.measures import EVERYTHING, NEWEST, Reach
from pages.ui import district_cards, frame, reads
from pages.ui.filters import choose_area, choose_span
from pages.ui.reader import current

reader = current()

frame.title(reader, "district")
left, right = st.columns([4, 1], gap="medium")
with left:
    area = choose_area(reader)
known = reads.extent(reader.vintage, areas=(area,))
with right:
    span = choose_span(reader, known.years)
is_much = reads.since(reader.vintage, areas=(area,)) is not None
reach = Reach(ending=span) if span else NEWEST if is_much else EVERYTHING
figures = reads.figures(reader.vintage, areas=(area,), reach=reach)
standings = reads.standings(reader.vintage, areas=(area,), reach=reach)

if not figures:
    st.info(reader.words("district.nothing", area=reader.say.area(area)))
else:
    if is_much and span is None:
        st.caption(reader.words("district.newest_only"))
    shown = progress.within(standings, span)
    district_cards.summary(reader, area, shown, figures)
    district_cards.attainments(reader, area, shown, span)
    sets = targets.target_sets(shown, figures, reader.codelists)
    district_cards.target_sets(reader, area, sets, span)
    district_cards.every_figure(reader, shown)
