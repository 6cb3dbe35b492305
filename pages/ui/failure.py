"""A page that fails says so in plain words, with a reference that is in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from analytics import languages, text
from analytics.store import RefusedError, StoreError
from pages.ui import counters

log = logging.getLogger("district")


_PASSING = frozenset({"store_unreachable", "store_busy"})
"""Refusals of a shared store that go by."""


def say(error: Exception) -> bool:
    """Log the error under a new reference and show that, instead of Streamlit's own words.

    That the shared store does not answer is said as it is, with a way to try again; so is what the
    store refused, which is the reader's matter and not the program's.
    """
    words = text.words(languages.known(st.query_params.get("lang", "")))
    if isinstance(error, StoreError) and error.code in _PASSING:
        log.error("page not shown: %s, %s", error.code, error.details)
        st.warning(words("app.store_away"), icon=":material/cloud_off:")
        st.button(words("app.try_again"), icon=":material/refresh:")
        return True
    if isinstance(error, RefusedError):
        st.error(words(f"commands.errors.{error.code}", **error.details), icon=":material/lock:")
        return True
    counters.add(counters.Count.FAILURES)
    reference = secrets.token_hex(4)
    log.error("page failed, reference %s", reference, exc_info=error)
    st.error(words("app.failed", reference=reference), icon=":material/error:")
    return True
