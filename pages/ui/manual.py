"""The entries of the analyst's manual, to which each problem opens."""

from __future__ import annotations

import re
from functools import cache

import streamlit as st

from analytics.settings import ROOT
from pages.ui.figure_table import ENTRY, OPENED
from pages.ui.reader import Reader

_MANUAL = ROOT / "docs" / "nhap-so-lieu.md"
_ENTRY = re.compile(r'<a id="(\w+)"></a>\s*(.*?)(?=<a id=|^#|\Z)', re.DOTALL | re.MULTILINE)


@cache
def entries() -> dict[str, str]:
    """What the manual says of each problem, by its code."""
    return {code: text.strip() for code, text in _ENTRY.findall(_MANUAL.read_text("utf-8"))}


def show_if_asked(reader: Reader) -> None:
    """Open the entry that the address names, if it names one; the manual is in Vietnamese.

    One thing is open at a time: where the address names a figure too, that is.
    """
    code = st.query_params.get(ENTRY)
    if code is None or OPENED in st.query_params:
        return

    @st.dialog(reader.words("upload.manual"), on_dismiss=_forget)
    def entry() -> None:
        if code in entries():
            st.markdown(entries()[code])
        else:
            st.warning(reader.words("upload.no_such_entry"))

    entry()


def _forget() -> None:
    st.query_params.pop(ENTRY, None)
