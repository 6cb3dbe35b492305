"""Whether the store is as it was left: found out once at the start, said on every page."""

from __future__ import annotations

import logging

import streamlit as st

from analytics.complaints import said
from analytics.text import Words
from analytics.verification import Complaint, verify
from pages.ui import reads

log = logging.getLogger("district")
_IMPERSONAL = frozenset({"at", "submission", "line", "number"})


@st.cache_resource(show_spinner=False)
def state() -> tuple[Complaint, ...]:
    """What is wrong with the store since it was opened; each complaint is in the log, nameless."""
    found = verify(reads.store(), thorough=False)
    for complaint in found:
        told = [f"{name} {value}" for name, value in complaint.details if name in _IMPERSONAL]
        log.error("store: %s, %s", complaint.code, ", ".join(told))
    return found


def notice(words: Words) -> None:
    """A warning above every page while something is wrong; nothing otherwise."""
    found = state()
    if found:
        st.error(words("keeping.warning", count=len(found)), icon=":material/report:")
        with st.expander(words("keeping.detail")):
            for complaint in found:
                st.text(said(complaint, words))
            st.caption(words("keeping.how_to_mend"))
