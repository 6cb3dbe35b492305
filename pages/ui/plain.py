"""Text from files and people, shown as text where Streamlit would read Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
"""ASCII punctuation: Markdown takes a backslash before any of it to mean the sign itself."""


def plain(text: str) -> str:
    """A line of Markdown that reads as ``text``: no link, picture, heading, colour or formula."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
