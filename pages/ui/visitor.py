"""Who is here, and as what: the one whom the store asks about before it takes a change."""

from __future__ import annotations

import time

import streamlit as st

from analytics.access import Actor, Role
from analytics.text import Words
from pages.ui import auth, reads, sign_in
from pages.ui.answered_once import answered_once

WHO = "upload-by"
"""The widget in which somebody who need not sign in gives a name."""
_HERE = "127.0.0.1"
_LOOK_EVERY = 20  # seconds


def must_sign_in() -> bool:
    return auth.set_up() is not None


def actor(words: Words) -> Actor:
    """Who does what is done now.

    Without sign-in the app is for one machine, and who is at it may do everything. Raises
    ``PermissionError`` where nobody is signed in: no page gets as far.
    """
    if must_sign_in():
        found = _signed_in()
        if found is None:
            raise PermissionError("nobody is signed in")
        return found
    named = str(st.session_state.get(WHO, "")).strip() or words("upload.unnamed")
    return Actor.at_the_machine(named, origin())


def role() -> Role:
    """What the visitor is, by the rules in the store of this very second.

    A page asks a dozen times for each of its runs. What writes asks the store itself.
    """
    if not must_sign_in():
        return Role.OPERATOR
    found = _signed_in()
    return _role(found, int(time.monotonic())) if found else Role.NONE


@answered_once(256)
def _role(of: Actor, second: int) -> Role:
    return reads.store().role(of)


def may(least: Role) -> bool:
    """Whether to show what needs a role; the store asks again when it is used."""
    return role().reaches(least)


def origin() -> str:
    """The client's address; Streamlit has none for this machine's own."""
    return st.context.ip_address or _HERE


def is_let_in(words: Words) -> bool:
    """Whether the page may be shown; says why where not. It is asked again while it is open.

    The server lets nobody in without a sign-in and a role, so this speaks to those who had both
    and lost one.
    """
    if not must_sign_in():
        return True
    if may(Role.VIEWER):
        _watch(role())
        return True
    key = "no_role" if _signed_in() else "not_signed_in"
    st.title(words("access.sign_in"), anchor=False)
    st.info(words(f"access.{key}"), icon=":material/lock:")
    st.link_button(words("access.sign_in"), "/", type="primary")
    return False


def sign_out(words: Words) -> None:
    """Who is here, and the way out."""
    if must_sign_in():
        who = actor(words).name
        st.text(words("access.here", who=who, role=words(f"access.roles.{role()}")))
        st.button(words("access.sign_out"), icon=":material/logout:", on_click=st.logout)


@st.fragment(run_every=_LOOK_EVERY)
def _watch(shown_to: Role) -> None:
    """Draw the page anew once the visitor is no longer what it was drawn for."""
    if role() is not shown_to:
        st.rerun()


def _signed_in() -> Actor | None:
    """By the session's cookie, which Streamlit has tied to this very browser (``st.user``)."""
    if not st.user.get("is_logged_in", False):
        return None
    found = sign_in.found(st.context.cookies)
    return Actor.signed_in(found.identity, origin()) if found else None
