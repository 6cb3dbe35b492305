"""Pages run by Streamlit's own test: without a server, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.languages import LANGUAGES
from analytics.settings import ROOT
from analytics.text import words


@contextmanager
def pages_over(**environment: str) -> Iterator[None]:
    """The pages of this process open the store that ``environment`` names."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        st.cache_resource.clear()
        yield
        st.cache_resource.clear()


def visit(page: str, **parameters: str) -> AppTest:
    """The page as it is after its first run, with the address's parameters."""
    test = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=120)
    test.run()  # registers the pages, without which none can be switched to
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.switch_page(f"{page}.py").run()


def is_whole(test: AppTest) -> bool:
    """Whether no part of the page failed: what fails is caught and said in a box of its own."""
    failed = [words(language)("app.failed", reference="") for language in LANGUAGES]
    said = [error.value for error in test.error]
    return not test.exception and not any(
        text.startswith(sentence.partition(".")[0]) for text in said for sentence in failed
    )


def charts(test: AppTest) -> list[dict[str, Any]]:
    """What Plotly is handed for each chart of the page."""
    cards = [json.loads(card.proto.json) for card in test.get("bidi_component")]
    return [json.loads(card["figure"]) for card in cards if card.get("figure")]
