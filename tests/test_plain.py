"""Given text in Markdown: every sign of it means itself."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pages.ui.plain import plain


@given(st.text(st.sampled_from(string.punctuation + "ab 1\n\t\\")))
def test_text_reads_as_it_is_in_markdown(text: str) -> None:
    told = " ".join(text.split())
    (block,) = MarkdownIt().parse(f"x{plain(text)}x")[1:2]
    assert block.content is not None
    pieces = block.children or []
    assert {piece.type for piece in pieces} <= {"text", "text_special"}
    assert "".join(piece.content for piece in pieces) == f"x{told}x"
