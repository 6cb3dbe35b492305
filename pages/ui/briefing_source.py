"""What briefings and downloads are made from: figures at a moment, the imprint, the address."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from analytics import briefing as briefing_of
from analytics.briefing import Briefing
from analytics.export.imprint import Imprint
from analytics.model import Figure, Vintage
from analytics.settings import Settings
from analytics.views.asking import Known
from pages.ui import reads, visitor
from pages.ui.reader import Reader


def of(vintage: Vintage) -> Known:
    """The cached figures as known at a moment."""

    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        return reads.figures(vintage, areas=areas, indicators=indicators)

    return known


def imprint(reader: Reader, vintage: Vintage | None = None) -> Imprint:
    return Imprint(
        words=reader.words,
        made_at=briefing_of.now(),
        revision=reads.store().revision(),
        address=_address(),
        vintage=vintage or reader.vintage,
    )


def briefings() -> dict[str, Briefing]:
    return briefing_of.briefings(reads.store(), Settings.read().briefings)


def save(reader: Reader, briefing: Briefing) -> None:
    briefing_of.save(reads.store(), briefing, by=visitor.actor(reader.words))


def remove(reader: Reader, briefing: Briefing) -> None:
    briefing_of.remove(reads.store(), briefing, by=visitor.actor(reader.words))


def _address() -> str:
    """Where this reader has the app: the page's address without the page."""
    parts = urlsplit(st.context.url or "")
    if not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}"
