"""Slides on the screen: a still, one view alone without navigation, or a stage turned by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from analytics.export import slides
from analytics.export.deck import Shown, slides_of
from analytics.export.scene import Scene
from analytics.views.asking import view_of
from analytics.views.request import Card, Request
from pages.ui import briefing_source
from pages.ui.reader import DEFAULT_AREAS, Reader

VIEW = "view"
"""The address's name for the one view that is shown alone."""
_NOT_CHOICES = frozenset({VIEW, "lang", "embed", "embed_options", "known", "known_by", "figure"})
_DEFAULT_INDICATOR = "budget_revenue_area"
_ALONE = """<style>
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"],
[data-testid="stSidebarCollapsedControl"] { display: none; }
</style>"""


def show(
    reader: Reader,
    scenes: Sequence[Scene],
    *,
    key: str,
    mode: Literal["still", "plain", "stage"],
    leave: Callable[[], None] | None = None,
) -> None:
    """Draw slides; ``leave`` is what Escape does on a stage."""
    if mode != "still":
        st.html(_ALONE)
    _component()(
        key=key,
        data={
            "mode": mode,
            "slides": [scene.svg(carries_fonts=False) for scene in scenes],
            "label": reader.words("briefing.slide_of", number="{number}", count=len(scenes)),
        },
        on_left_change=leave or (lambda: None),
    )


def is_asked() -> bool:
    """Whether the address asks for one view alone."""
    return st.query_params.get(VIEW) in set(Card)


def show_alone(reader: Reader) -> None:
    """The view that the address names, with the page's choices, filling the window."""
    request = _asked(Card(st.query_params[VIEW]))
    view = view_of(request, briefing_source.of(reader.vintage), reader.say)
    title = reader.words(f"briefing.card.{request.card}")
    imprint = briefing_source.imprint(reader)
    shown = slides_of(Shown(view, "" if view else title), imprint)
    show(reader, [slides.scene(shown[0], imprint)], key="alone", mode="plain")


def _asked(card: Card) -> Request:
    chosen = {n: v for n, v in st.query_params.items() if n not in _NOT_CHOICES}
    chosen.setdefault("areas", ",".join(DEFAULT_AREAS))
    chosen.setdefault("area", DEFAULT_AREAS[0])
    chosen.setdefault("indicator", _DEFAULT_INDICATOR)
    return Request.of(card, **chosen)


@cache
def _component() -> Any:
    folder = Path(__file__).parent
    return st.components.v2.component(
        "briefing_stage",
        html='<div class="root" role="group"></div>',
        css=(folder / "briefing_stage.css").read_text(encoding="utf-8"),
        js=(folder / "briefing_stage.js").read_text(encoding="utf-8"),
    )
