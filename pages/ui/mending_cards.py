"""Mending a file on the screen: cells written anew and rows left out, both kept on record."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ingest import Checked
from analytics.ingest.mending import Edit
from analytics.model import Problem
from pages.ui import reading_choices
from pages.ui.reader import Reader

_EDITS = "edits"
_SKIPPED = "skipped"
_SHOWN = 200


def edits() -> tuple[Edit, ...]:
    return tuple(st.session_state.get(reading_choices.key(_EDITS), ()))


def skipped() -> tuple[int, ...]:
    return tuple(st.session_state.get(reading_choices.key(_SKIPPED), ()))


def show(reader: Reader, checked: Checked) -> None:
    """The cells that have a problem, to be written anew, and their rows, to be left out."""
    words = reader.words
    cells = _cells(checked)
    if not cells and not edits() and not skipped():
        return
    with st.expander(words("mending.title"), icon=":material/edit:"):
        st.caption(words("mending.says"))
        if edits() or skipped():
            st.caption(words("mending.so_far", edits=len(edits()), skipped=len(skipped())))
        with st.form(reading_choices.key("mending"), border=False):
            config = st.column_config
            told = st.data_editor(
                pd.DataFrame(
                    {
                        "row": problem.row,
                        "column": f"{problem.column_letter} · {problem.column}",
                        "found": problem.value,
                        "text": problem.value,
                        "skip": False,
                    }
                    for problem in cells
                ),
                key=reading_choices.key("mending-cells"),
                hide_index=True,
                num_rows="fixed",
                column_config={
                    "row": config.NumberColumn(words("mending.row"), disabled=True, format="%d"),
                    "column": config.TextColumn(words("mapping.column"), disabled=True),
                    "found": config.TextColumn(words("upload.found"), disabled=True),
                    "text": config.TextColumn(words("mending.text")),
                    "skip": config.CheckboxColumn(words("mending.skip")),
                },
            )
            applied = st.form_submit_button(words("mending.apply"), icon=":material/check:")
        st.button(words("mending.undo"), on_click=_undo, disabled=not edits() and not skipped())
        if applied:
            _keep(told, cells)
            st.rerun()


def _cells(checked: Checked) -> list[Problem]:
    """Problems of one cell, a cell once; the rows of the file that are shown are bounded."""
    found = {
        (problem.row, problem.column_letter): problem
        for problem in checked.problems
        if problem.row is not None and problem.column_letter
    }
    return list(found.values())[:_SHOWN]


def _keep(told: pd.DataFrame, cells: list[Problem]) -> None:
    kept = {(edit.row, edit.column): edit for edit in edits()}
    left_out = set(skipped())
    for line, problem in zip(told.to_dict("records"), cells, strict=True):
        if problem.row is None:
            continue
        if line["skip"]:
            left_out.add(problem.row)
        elif (text := line["text"] if isinstance(line["text"], str) else "") != problem.value:
            column = _place(problem.column_letter)
            kept[problem.row, column] = Edit(row=problem.row, column=column, text=text)
    st.session_state[reading_choices.key(_EDITS)] = tuple(kept.values())
    st.session_state[reading_choices.key(_SKIPPED)] = tuple(sorted(left_out))


def _undo() -> None:
    st.session_state.pop(reading_choices.key(_EDITS), None)
    st.session_state.pop(reading_choices.key(_SKIPPED), None)


def _place(column_letter: str) -> int:
    """A column by its letters, from 0: A is 0, AA is 26."""
    place = 0
    for sign in column_letter:
        place = place * 26 + ord(sign) - ord("A") + 1
    return place - 1
