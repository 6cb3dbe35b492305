"""What stands around a page: the navigation, the name of the app, the language switch."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from analytics.access import Role
from analytics.text import Words
from pages.ui import keeping, known_on, visitor
from pages.ui.page_list import PAGES
from pages.ui.reader import Reader, choose_language

_LEAST = {"upload": Role.ANALYST, "keeping": Role.ADMIN}
"""The role that a page is shown to; the others are everybody's who may see."""
_STYLE = Path(__file__).with_name("theme.css")


def navigation(words: Words) -> st.Page:
    """The pages in the reader's language; their addresses are the same in both."""
    return st.navigation(
        [
            st.Page(
                f"{name}.py",
                title=words(f"{name}.title"),
                icon=icon,
                url_path=path,
                default=name == "overview",
            )
            for name, path, icon in PAGES
            if visitor.may(_LEAST.get(name, Role.VIEWER))
        ]
    )


def head(reader: Reader) -> None:
    """The style sheet, and what the sidebar says beside the pages."""
    st.html(_STYLE)
    st.html(_spoken(reader.words))
    with st.sidebar:
        name, about = escape(reader.words("app.name")), escape(reader.words("app.about"))
        st.html(f'<p><strong>{name}</strong></p><p class="small">{about}</p>')
        choose_language(reader.words)
        known_on.choose(reader.words)
        visitor.sign_out(reader.words)
    keeping.notice(reader.words)
    known_on.notice(reader.words)


def title(reader: Reader, page: str) -> None:
    """A page's name and, in one sentence, what it answers."""
    st.title(reader.words(f"{page}.title"), anchor=False)
    st.caption(reader.words(f"{page}.answers"))


def _spoken(words: Words) -> str:
    """Our own words for what Streamlit says in English or not at all, for the style sheet."""
    spoken = {
        "choose-file": words("app.choose_file"),
        "file-limit": words("app.file_limit", megabytes=st.get_option("server.maxUploadSize")),
        "working": words("app.working"),
    }
    told = "; ".join(f"--{name}: '{said}'" for name, said in spoken.items())
    return f"<style>:root {{ {told}; }}</style>"
