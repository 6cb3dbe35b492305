"""What a button did, said once after it; who did it; and a refusal said instead of raised."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.store import StoreError
from pages.ui.plain import plain
from pages.ui.reader import Reader

_NOTICE = "upload-notice"


def notice(key: str, *, went_well: bool = True, **values: object) -> None:
    """Say this at the top of the next run."""
    st.session_state[_NOTICE] = (key, values, went_well)


def say(reader: Reader) -> None:
    """The outcome of the last button, once."""
    told = st.session_state.pop(_NOTICE, None)
    if told is None:
        return
    key, values, went_well = told
    message = reader.words(key, **{n: plain(str(value)) for n, value in values.items()})
    if went_well:
        st.success(message, icon=":material/check_circle:")
    else:
        st.error(message, icon=":material/error:")


def saying_why(act: Callable[[], None]) -> Callable[[], None]:
    """The act, with a refusal of the store said to the analyst."""

    def acting() -> None:
        try:
            act()
        except StoreError as refusal:
            notice(f"commands.errors.{refusal.code}", went_well=False, **refusal.details)

    return acting
