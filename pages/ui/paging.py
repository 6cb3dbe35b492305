"""Pages that a reader turns, of what the server has much of."""

from __future__ import annotations

import streamlit as st


def first_shown(in_all: int, size: int, *, key: str) -> int:
    """The first row, from 0, of the page that the reader has turned to; one page needs no turning.

    Another number of pages begins on its first.
    """
    pages = -(-in_all // size)
    if pages <= 1:
        return 0
    return (int(st.pagination(pages, key=f"{key}-{pages}")) - 1) * size
