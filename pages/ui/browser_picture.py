"""A slide as a picture that the reader's own browser paints, where the server has no Chromium."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.export import fonts
from analytics.export.scene import Scene
from pages.ui import briefing_source

_WIDTH, _HEIGHT = 1920, 1080


def offer(scene: Scene, *, label: str, name: str, key: str) -> None:
    """A button that downloads the slide as ``name``, 1920 × 1080."""
    root = briefing_source.address()
    faces = (
        (fonts.FAMILY, 400, fonts.REGULAR),
        (fonts.FAMILY, 600, fonts.BOLD),
        (fonts.SHAPES_FAMILY, 400, fonts.SHAPES),
    )
    _component()(
        key=key,
        data={
            "label": label,
            "name": name,
            "svg": scene.svg(carries_fonts=False),
            "width": _WIDTH,
            "height": _HEIGHT,
            "fonts": [
                {
                    "family": family,
                    "weight": weight,
                    "address": f"{root}/app/static/fonts/{path.name}",
                }
                for family, weight, path in faces
            ],
        },
    )


@cache
def _component() -> Any:
    folder = Path(__file__).parent
    return st.components.v2.component(
        "browser_picture",
        html='<button type="button"></button>',
        css=(folder / "browser_picture.css").read_text(encoding="utf-8"),
        js=(folder / "browser_picture.js").read_text(encoding="utf-8"),
    )
