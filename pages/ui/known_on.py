"""The switch to the figures as known on a date, and the notice that it is on."""

from __future__ import annotations

from datetime import UTC, datetime, time

import streamlit as st

from analytics.model import NOW, Vintage
from analytics.text import HANOI, Words
from pages.ui import choices

_DAY = "known"
_WAY = "known_by"
_WAYS = ("published", "submitted")


def vintage() -> Vintage:
    """The moment that the address names: by the sources' dates, or by when the office had them."""
    day = choices.read_day(_DAY)
    if day is None:
        return NOW
    if st.query_params.get(_WAY) != "submitted":
        return Vintage(published_by=day)
    last_moment = datetime.combine(day, time.max, tzinfo=HANOI)
    return Vintage(submitted_by=last_moment.astimezone(UTC).replace(tzinfo=None))


def choose(words: Words) -> None:
    """The switch, in the sidebar; it is drawn when it is opened."""
    today = datetime.now(HANOI).date()
    switch = st.expander(
        words("known_on.title"), icon=":material/history:", key="known-on", on_change="rerun"
    )
    if not switch.open:
        return
    with switch:
        day = choices.day(
            words("known_on.day"),
            name=_DAY,
            latest=today,
            help=words("known_on.help"),
        )
        if day is not None:
            choices.one(
                st.radio,
                words("known_on.by"),
                _WAYS,
                name=_WAY,
                words=lambda way: words(f"known_on.{way}"),
            )


def notice(words: Words) -> None:
    """Says above every page that it is not today's, and leads back."""
    day = choices.read_day(_DAY)
    if day is None:
        return
    way = "submitted" if st.query_params.get(_WAY) == "submitted" else "published"
    with st.container(
        border=True, key="card-known-on", horizontal=True, vertical_alignment="center"
    ):
        st.markdown(words(f"known_on.notice_{way}", day=words.date(day)))
        st.button(words("known_on.back"), on_click=choices.forget, args=(_DAY, _WAY))
