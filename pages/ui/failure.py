"""A page that fails says so in plain words, with a reference that is in the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from analytics import text
from pages.ui import counters

log = logging.getLogger("district")


def say(error: Exception) -> bool:
    """Log the error under a new reference and show that, instead of Streamlit's own words."""
    counters.add(counters.Count.FAILURES)
    reference = secrets.token_hex(4)
    log.error("page failed, reference %s", reference, exc_info=error)
    code = st.query_params.get("lang", "vi")
    language = next((known for known in text.LANGUAGES if known == code), "vi")
    st.error(text.words(language)("app.failed", reference=reference), icon=":material/error:")
    return True
