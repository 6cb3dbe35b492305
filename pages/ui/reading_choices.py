"""How the analyst says a file is to be read, where the file itself leaves it open."""

from __future__ import annotations

import streamlit as st

from analytics.ingest import Checked, Marks
from analytics.ingest.encodings import ENCODINGS
from analytics.model import Problem
from pages.ui.reader import Reader

_ASKING = {
    "ambiguous_number": "numbers",
    "mixed_marks": "numbers",
    "encoding_to_confirm": "encoding",
    "legacy_letters": "encoding",
    "unknown_encoding": "encoding",
    "wrong_encoding": "encoding",
    "mojibake": "encoding",
    "choose_sheet": "sheet",
    "no_such_sheet": "sheet",
}
"""Which choice answers a problem."""
_ROUND = "upload-round"
_SHEETS = "upload-sheets"


def key(name: str) -> str:
    """A widget's key for the file at hand; the next file begins with widgets of its own."""
    return f"upload-{name}-{st.session_state.get(_ROUND, 0)}"


def begin_anew() -> None:
    """Forget the file and everything said about it."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_SHEETS, None)


def show(reader: Reader, checked: Checked) -> None:
    """The choices, open where a problem asks for one of them."""
    words = reader.words
    asked = {_ASKING[p.code] for p in checked.problems if p.code in _ASKING}
    with st.expander(
        words("reading.title"), expanded=bool(asked), icon=":material/tune:", key="reading"
    ):
        st.caption(words("reading.says"))
        left, middle, right = st.columns(3, gap="medium")
        with left:
            st.selectbox(
                words("reading.numbers"),
                [mark.value for mark in Marks],
                index=None,
                key=key("numbers"),
                format_func=lambda mark: words(f"reading.numbers_{mark}"),
                placeholder=words("reading.by_itself"),
            )
        with middle:
            st.selectbox(
                words("reading.encoding"),
                ENCODINGS,
                index=None,
                key=key("encoding"),
                placeholder=words("reading.by_itself"),
            )
        sheets = _sheets(checked.problems)
        if sheets:
            with right:
                st.selectbox(
                    words("reading.sheet"),
                    sheets,
                    index=None,
                    key=key("sheet"),
                    placeholder=words("reading.by_itself"),
                )


def _sheets(problems: tuple[Problem, ...]) -> list[str]:
    """The workbook's sheets, from the problem that asked for one; kept once it is answered."""
    for problem in problems:
        if _ASKING.get(problem.code) == "sheet":
            st.session_state[_SHEETS] = dict(problem.details)["sheets"].split(", ")
    found: list[str] = st.session_state.get(_SHEETS, [])
    return found
