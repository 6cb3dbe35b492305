"""The frame around every page: the language, the pages there are, the figure that is open."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    briefing_stage,
    choices,
    counters,
    figure_detail,
    frame,
    reader,
    redrawn,
    visitor,
)

st.set_page_config(page_title="Số liệu quận Hà Nội", page_icon="📊", layout="wide")

counters.add(counters.Count.RUNS)
current = reader.current()
if not visitor.is_let_in(current.words):
    st.stop()
page = frame.navigation(current.words)
choices.enter(page.url_path)
if briefing_stage.is_asked():
    briefing_stage.show_alone(current)
else:
    frame.head(current)
    redrawn.begin()
    page.run()
    figure_detail.show_if_asked(current)
