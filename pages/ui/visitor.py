"""Who is here: the one whom the store asks about before it takes a change."""

from __future__ import annotations

import streamlit as st

from analytics.access import Actor
from analytics.text import Words

WHO = "upload-by"
"""The widget in which somebody who need not sign in gives a name."""
_HERE = "127.0.0.1"


def actor(words: Words) -> Actor:
    """Without sign-in the app is for one machine, and who is at it may do everything."""
    named = str(st.session_state.get(WHO, "")).strip() or words("upload.unnamed")
    return Actor.at_the_machine(named, _origin())


def _origin() -> str:
    """The client's address; Streamlit has none for this machine's own."""
    return st.context.ip_address or _HERE
