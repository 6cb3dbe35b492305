"""What briefings and downloads are made from: figures at a moment, the imprint, the address."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st

from analytics import briefing as briefing_of
from analytics.briefing import Briefing
from analytics.export.imprint import Imprint
from analytics.model import Figure, Finding, Vintage
from analytics.settings import Settings
from analytics.views.asking import Known
from analytics.views.view import View
from pages.ui import reads, visitor
from pages.ui.reader import Reader


def of(vintage: Vintage) -> Known:
    """The cached figures as known at a moment."""

    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        return reads.figures(vintage, areas=areas, indicators=indicators)

    return known


def findings(vintage: Vintage, views: Iterable[View | None]) -> tuple[Finding, ...]:
    """What the views' figures say against others, of their own indicators and those of sums.

    Where there is much of them, what the newest years say.
    """
    keys = [key for view in views if view is not None for key in view.figure_by_key]
    areas = tuple(sorted({key.ref_area for key in keys}))
    shown = {key.indicator for key in keys}
    sums = [{part.whole, part.part} for part in reads.codelists().parts]
    indicators = tuple(sorted(shown.union(*(sum_ for sum_ in sums if sum_ & shown))))
    return reads.findings_of(
        vintage,
        areas=areas,
        indicators=indicators,
        since=reads.since(vintage, areas=areas, indicators=indicators),
    )


def imprint(reader: Reader, vintage: Vintage | None = None) -> Imprint:
    return Imprint(
        words=reader.words,
        made_at=briefing_of.now(),
        revision=reads.store().revision(),
        address=address(),
        vintage=vintage or reader.vintage,
    )


def briefings() -> dict[str, Briefing]:
    return briefing_of.briefings(reads.store(), Settings.read().briefings)


def save(reader: Reader, briefing: Briefing) -> None:
    briefing_of.save(reads.store(), briefing, by=visitor.actor(reader.words))


def remove(reader: Reader, briefing: Briefing) -> None:
    briefing_of.remove(reads.store(), briefing, by=visitor.actor(reader.words))


def address() -> str:
    """Where this reader has the app: the page's address without the page."""
    parts = urlsplit(st.context.url or "")
    if not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}"
