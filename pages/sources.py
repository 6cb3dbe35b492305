"""The reports, each figure with its printed text and place, the findings, and a search."""

from __future__ import annotations

import streamlit as st

from pages.ui import choices, finding_list, frame, source_cards
from pages.ui.reader import current

reader = current()
words = reader.words

frame.title(reader, "sources")
left, right = st.columns([3, 4], gap="medium")
with left:
    sought = choices.search(
        words("sources.search"),
        name="q",
        placeholder=words("sources.search_example"),
        icon=":material/search:",
        help=words("sources.search_help"),
    )
with right:
    source = source_cards.choose(reader)

shown = source_cards.found(reader, source=source, sought=sought)
with st.container(border=True, key="card-findings"):
    finding_list.show(reader, source_cards.findings(reader, shown), key="all-findings")
