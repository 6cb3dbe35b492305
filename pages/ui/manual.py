"""The entries of the analyst's manual, shown where a problem stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import streamlit as st

from analytics.settings import ROOT
from pages.ui.reader import Reader

_MANUAL = ROOT / "docs" / "nhap-so-lieu.md"
_ENTRY = re.compile(r'<a id="(\w+)"></a>\s*(.*?)(?=<a id=|^#|\Z)', re.DOTALL | re.MULTILINE)


@cache
def entries() -> dict[str, str]:
    """What the manual says of each problem, by its code."""
    return {code: text.strip() for code, text in _ENTRY.findall(_MANUAL.read_text("utf-8"))}


def show(reader: Reader, codes: Sequence[str]) -> None:
    """The entries for these problems, each once; the manual is in Vietnamese."""
    found = [entries()[code] for code in dict.fromkeys(codes) if code in entries()]
    if not found:
        return
    with st.expander(reader.words("upload.manual"), icon=":material/menu_book:"):
        for entry in found:
            st.markdown(entry)
