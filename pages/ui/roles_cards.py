"""The card that says who may do what, and where a role is given or taken away."""

from __future__ import annotations

import streamlit as st

from analytics.access import GIVEN, Grant, Role
from pages.ui import figure_table, outcome, reads, visitor
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_SUBJECT, _ROLE = "role-subject", "role-role"


def show(reader: Reader) -> None:
    """The rules that stand, every rule that was made, and the form for one more."""
    words, store = reader.words, reads.store()
    with st.container(border=True, key="card-roles"):
        st.markdown(f"#### {words('access.roles_title')}")
        st.caption(words("access.roles_says"))
        if not visitor.must_sign_in():
            st.info(words("access.roles_local"), icon=":material/lock_open:")
        standing, history = store.grants(), store.grant_history()
        if standing:
            _table(reader, standing, key="roles-standing", caption=words("access.standing"))
        else:
            st.text(words("access.no_grants"))
        _form(reader)
        if history:
            with st.expander(words("access.history", count=len(history))):
                _table(reader, history, key="roles-history", caption=words("access.roles_title"))


def _form(reader: Reader) -> None:
    words = reader.words
    with st.form("role-form", border=False, clear_on_submit=True):
        with st.grid(3, min_column_width=200, gap="small"):
            st.text_input(words("access.subject"), key=_SUBJECT, max_chars=200)
            st.selectbox(
                words("access.role"),
                [*GIVEN, Role.NONE],
                format_func=lambda role: words(f"access.roles.{role}"),
                key=_ROLE,
            )
        st.form_submit_button(
            words("access.give"),
            icon=":material/key:",
            on_click=outcome.saying_why(lambda: _give(reader)),
        )


def _give(reader: Reader) -> None:
    subject, role = str(st.session_state[_SUBJECT]).strip(), Role(st.session_state[_ROLE])
    is_new = reads.store().grant(subject, role, by=visitor.actor(reader.words))
    outcome.notice(
        "access.granted" if is_new else "access.granted_before",
        subject=subject,
        role=reader.words(f"access.roles.{role}"),
    )


def _table(reader: Reader, grants: tuple[Grant, ...], *, key: str, caption: str) -> None:
    words = reader.words
    figure_table.show(
        reader,
        key=key,
        caption=caption,
        corner=words("access.subject"),
        columns=[
            Column(words("access.role")),
            Column(words("access.given_by")),
            Column(words("access.given_at")),
        ],
        rows=[
            Row(
                grant.subject,
                (
                    Cell(words(f"access.roles.{grant.role}")),
                    Cell(grant.granted_by),
                    Cell(words.time(grant.granted_at)),
                ),
            )
            for grant in grants
        ],
        dense=True,
    )
