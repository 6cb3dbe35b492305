"""How the analyst says a file is to be read, where the file itself leaves it open."""

from __future__ import annotations

import streamlit as st

from analytics.ingest import Checked, Marks
from analytics.ingest.encodings import ENCODINGS
from analytics.ingest.places import column_of
from analytics.model import Problem
from analytics.problems import described
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
_SHOWN = ("shown_otherwise", "number_not_shown")
"""Problems that a choice for their column answers."""
_HELD, _SEEN = "held", "shown"
_ROUND = "upload-round"
_FILE = "upload-file-at-hand"


def file_key() -> str:
    """The uploader's key; after a commit it begins empty."""
    return f"upload-file-{st.session_state.get(_ROUND, 0)}"


def key(name: str) -> str:
    """A key for what is said of the file at hand; of another file nothing has been said yet."""
    told = st.session_state
    return f"upload-{name}-{told.get(_ROUND, 0)}-{told.get(_FILE, '')}"


def take_up(file_id: str) -> None:
    """Begin with a file: what was said of another one, mended cells too, is not of it."""
    st.session_state[_FILE] = file_id


def begin_anew() -> None:
    """Forget the file and everything said about it."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_FILE, None)


def columns_as_held() -> tuple[int, ...]:
    """The columns whose numbers are to be read as the file holds them."""
    return _columns_told(_HELD)


def columns_as_shown() -> tuple[int, ...]:
    """The columns whose numbers are to be read as the sheet shows them."""
    return _columns_told(_SEEN)


def _columns_told(way: str) -> tuple[int, ...]:
    asked: dict[str, str] = st.session_state.get(key("shown-columns"), {})
    told = st.session_state
    return tuple(column_of(c) for c in asked if told.get(key(f"column-{c}")) == way)


def show(reader: Reader, checked: Checked) -> None:
    """The choices, open where a problem asks for one of them."""
    words = reader.words
    asked = {_ASKING[p.code] for p in checked.problems if p.code in _ASKING}
    asked |= {p.code for p in checked.problems if p.code in _SHOWN}
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
        _columns(reader, checked.problems)


def _columns(reader: Reader, problems: tuple[Problem, ...]) -> None:
    """A choice for each column whose sheet shows other numbers than it holds."""
    words = reader.words
    asked: dict[str, str] = st.session_state.setdefault(key("shown-columns"), {})
    for problem in problems:
        if problem.code in _SHOWN and problem.column_letter not in asked:
            asked[problem.column_letter] = described(problem, words).message
    for letters, example in asked.items():
        st.segmented_control(
            words("reading.column", letter=letters, example=example),
            (_HELD, _SEEN),
            key=key(f"column-{letters}"),
            format_func=lambda way: words(f"reading.column_{way}"),
        )


def _sheets(problems: tuple[Problem, ...]) -> list[str]:
    """The workbook's sheets, from the problem that asked for one; kept once it is answered."""
    for problem in problems:
        if _ASKING.get(problem.code) == "sheet":
            st.session_state[key("sheets")] = dict(problem.details)["sheets"].split(", ")
    found: list[str] = st.session_state.get(key("sheets"), [])
    return found
