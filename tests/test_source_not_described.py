"""Figures whose source has left the codelists: shown everywhere, and said to be of no known one."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from analytics import bundled, measures, queries
from analytics.address import Address
from analytics.export.csv_table import csv_table
from analytics.export.imprint import Imprint
from analytics.export.provenance import notes_text
from analytics.languages import LANGUAGES, Language
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import words
from analytics.views.asking import view_of
from analytics.views.request import Card, Request
from analytics.wording import Wording
from pages.ui import page_list, reads
from tests.conftest import SHIPPED
from tests.page_runs import is_whole, pages_over, visit
from tests.places import environment

GONE = "hoan-kiem-2022-05"
INDICATOR = "party_organisations_good"


@pytest.fixture(scope="module")
def settings(
    new_place: Callable[[], Address], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The shipped reports brought in, then a ``sources.csv`` without the source of one of them."""
    folder = tmp_path_factory.mktemp("gone")
    data = folder / "data"
    shutil.copytree(SHIPPED.data / "codelists", data / "codelists")
    shutil.copytree(SHIPPED.data / "reports", data / "reports")
    settings = Settings(store=new_place(), data=data)
    with closing(Store.open(settings.store)) as store:
        bundled.load(store, settings)
        sources = data / "codelists" / "sources.csv"
        lines = sources.read_text(encoding="utf-8").splitlines(keepends=True)
        sources.write_text(
            "".join(line for line in lines if not line.startswith(GONE)), encoding="utf-8"
        )
        store.adopt_codelists(settings.codelists)
    with pages_over(**environment(settings.store), DISTRICT_DATA=str(data)):
        yield settings


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [name for name, _, _ in page_list.PAGES])
def test_every_page_is_whole(settings: Settings, page: str, language: Language) -> None:
    assert is_whole(visit(page, lang=language, areas="002,003"))


def said(test: AppTest) -> str:
    """All words of a page, those of its HTML and of its components among them."""
    kinds = ("html", "markdown", "caption", "text", "selectbox", "bidi_component", "table")
    protos = [element.proto for kind in kinds for element in test.get(kind)]
    told = "".join(proto.SerializeToString().decode("utf-8", "replace") for proto in protos)
    return re.sub(r"\\+u([0-9a-f]{4})", lambda letter: chr(int(letter[1], 16)), told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["overview", "compare", "district"])
def test_the_source_is_said_to_be_unknown(
    settings: Settings, page: str, language: Language
) -> None:
    chosen = {"areas": "002", "area": "002", "indicator": INDICATOR}
    told = said(visit(page, lang=language, **chosen))
    assert words(language)("codes.source_not_described", source=GONE) in told


def test_a_figure_and_its_source_are_opened(settings: Settings) -> None:
    test = visit("compare", figure=f"002~{INDICATOR}~actual~2021-01-01~2021-12-31~")
    assert is_whole(test)
    told = said(test)
    assert words("vi")("cells.source_not_described") in told
    assert words("vi")("codes.source_not_described", source=GONE) in told


def test_its_figures_are_found_among_the_sources(settings: Settings) -> None:
    test = visit("sources", source=GONE)
    assert is_whole(test)
    told = said(test)
    assert words("vi")("codes.source_not_described", source=GONE) in told
    assert "98,65%" in told


def test_files_say_so_too(settings: Settings) -> None:
    store = reads.store()
    say = Wording(words("vi"), store.codelists())
    period = "2021-01-01~2021-12-31"
    request = Request.of(
        Card.COMPARISON, areas="002", indicator=INDICATOR, measure="actual", period=period
    )
    standing = queries.standing(store, areas=["002"])
    view = view_of(request, lambda **_: measures.figures(standing, say.codelists), say)
    assert view is not None
    imprint = Imprint(say.words, datetime(2026, 11, 22), store.revision(), "")  # noqa: DTZ001
    told = words("vi")("codes.source_not_described", source=GONE)
    assert told in view.source_line
    (row,) = csv.DictReader(io.StringIO(csv_table(view, imprint, say).decode("utf-8-sig")))
    assert told == row[words("vi")("app.source")]
    assert words("vi")("cells.source_not_described") in row[words("vi")("app.status")]
    assert told in notes_text(view, "", "", say)
