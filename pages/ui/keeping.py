"""Whether the store is as it was left: found out at the start and on demand, said on every page."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from analytics.complaints import said
from analytics.text import Words
from analytics.verification import Complaint, verify
from pages.ui import reads

log = logging.getLogger("district")
_IMPERSONAL = frozenset({"at", "submission", "line", "number"})


@dataclass(frozen=True, slots=True)
class Look:
    """What was found wrong with the store, when (UTC), and whether every figure was read."""

    complaints: tuple[Complaint, ...]
    at: datetime
    thorough: bool


def state() -> tuple[Complaint, ...]:
    """What was wrong with the store when it was last looked at."""
    return last_look().complaints


def last_look() -> Look:
    return _looks()[-1]


def look_again() -> None:
    """Read every figure and raw file; what is found is said on every page from now on."""
    _looks()[:] = [_look(thorough=True)]


@st.cache_resource(show_spinner=False)
def _looks() -> list[Look]:
    """The process's last look; the first is taken when the store is opened."""
    return [_look(thorough=False)]


def _look(*, thorough: bool) -> Look:
    """Look at the store; each complaint is in the log, nameless."""
    store = reads.store()
    found = verify(store, thorough=thorough)
    if found:  # perhaps only of what came in meanwhile: once more, while nobody writes
        with store.at_rest():
            found = verify(store, thorough=thorough)
    for complaint in found:
        told = [f"{name} {value}" for name, value in complaint.details if name in _IMPERSONAL]
        log.error("store: %s, %s", complaint.code, ", ".join(told))
    return Look(found, datetime.now(UTC), thorough)


def notice(words: Words) -> None:
    """A warning above every page while something is wrong; nothing otherwise."""
    found = state()
    if found:
        st.error(words("keeping.warning", count=len(found)), icon=":material/report:")
        with st.expander(words("keeping.detail")):
            for complaint in found:
                st.text(said(complaint, words))
            st.caption(words("keeping.how_to_mend"))
