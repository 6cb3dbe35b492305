"""One district by domain: progress against plan, targets met and not, every figure."""

from __future__ import annotations

import streamlit as st

from analytics import progress, targets
from pages.ui import district_cards, frame, reads
from pages.ui.filters import choose_area
from pages.ui.reader import current

reader = current()

frame.title(reader, "district")
area = choose_area(reader)
figures = reads.figures(reader.vintage, areas=(area,))
standings = progress.standings(figures, reader.codelists)

if not figures:
    st.info(reader.words("district.nothing", area=reader.say.area(area)))
else:
    district_cards.summary(reader, area, standings, figures)
    district_cards.attainments(reader, area, standings)
    sets = targets.target_sets(standings, figures, reader.codelists)
    district_cards.target_sets(reader, area, sets)
    district_cards.every_figure(reader, standings)
