"""What a choice on a page redraws: the page's own part, and not the frame around it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.access import Role
from pages.ui import counters, figure_detail, visitor
from pages.ui.reader import Reader, current

_WHOLE = "redrawn-with-the-frame"


def begin() -> None:
    """Say that all is drawn this time, the frame too, which opens the figure that is asked for."""
    st.session_state[_WHOLE] = True


def alone(draw: Callable[[Reader], None]) -> None:
    """Draw a part of a page, and that part alone after each choice in it."""

    @st.fragment
    def part() -> None:
        if st.session_state.pop(_WHOLE, False):
            draw(current())
            return
        if not visitor.may(Role.VIEWER):
            st.rerun()
        counters.add(counters.Count.RUNS)
        draw(current())
        figure_detail.show_if_asked(current())

    part()
