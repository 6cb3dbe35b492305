"""Views: one content for the screen and for files, and back from its own address."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from analytics.charts import DARK, LIGHT, Palette
from analytics.languages import LANGUAGES
from analytics.model import Period
from analytics.store import Store
from analytics.text import words
from analytics.views.asking import Known, view_of
from analytics.views.request import PAGE_OF, Card, Request, period_code, period_of
from analytics.views.view import BarChart
from analytics.wording import Wording
from tests.builders import plotly_takes
from tests.export.asked import REQUESTS


@pytest.fixture(scope="module", params=LANGUAGES)
def say(request: Any, bundled_store: Store) -> Wording:
    return Wording(words(request.param), bundled_store.codelists())


@pytest.mark.parametrize("name", REQUESTS)
def test_a_views_own_request_asks_for_the_same_view(name: str, known: Known, say: Wording) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    again = view_of(view.request, known, say)
    assert again is not None
    assert (again.title, again.table, again.figures) == (view.title, view.table, view.figures)


@pytest.mark.parametrize("name", REQUESTS)
def test_every_cell_names_a_figure_of_the_view(name: str, known: Known, say: Wording) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    keys = view.figure_by_key
    cells = [cell for row in view.table.rows for cell in row.cells if cell and cell.figure]
    assert cells
    assert [cell.figure for cell in cells if cell.figure not in keys] == []


@pytest.mark.parametrize("name", REQUESTS)
def test_bars_and_table_show_the_same_words(name: str, known: Known, say: Wording) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    if isinstance(view.chart, BarChart):
        shown = [cell.value for row in view.table.rows if (cell := row.cells[0])]
        assert [bar.text for bar in view.chart.bars] == shown


@pytest.mark.parametrize("name", REQUESTS)
def test_every_source_is_cited(name: str, known: Known, say: Wording) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    for figure in view.figures:
        for observation in figure.reported:
            assert say.citation(observation.source) in view.source_line


@pytest.mark.parametrize("name", [n for n in REQUESTS if not n.startswith("scoreboard")])
def test_both_themes_draw_the_same_numbers(name: str, known: Known, say: Wording) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    assert view.chart is not None
    light, dark = (view.chart.draw(say.words, palette) for palette in (LIGHT, DARK))
    assert [trace.x for trace in light.data] == [trace.x for trace in dark.data]
    assert light.layout.paper_bgcolor == dark.layout.paper_bgcolor


@pytest.mark.parametrize("name", [n for n in REQUESTS if not n.startswith("scoreboard")])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_plotly_takes_every_chart_as_it_is(
    name: str, palette: Palette, known: Known, say: Wording
) -> None:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    assert view.chart is not None
    plotly_takes(view.chart.draw(say.words, palette))


@pytest.mark.parametrize("card", Card)
def test_nothing_known_is_no_view(card: Card, known: Known, say: Wording) -> None:
    request = Request.of(card, area="282", areas="282", indicator="budget_revenue_area")
    assert view_of(request, lambda **_: (), say) is None


def test_the_link_leads_back() -> None:
    request = REQUESTS["four districts"]
    parts = urlsplit(request.link("https://a.vn/app/", "en"))
    assert parts.path == f"/app/{PAGE_OF[request.card]}"
    assert dict(parse_qsl(parts.query)) == {**dict(request.parameters), "lang": "en"}


def test_periods_read_back() -> None:
    half = Period(start=date(2023, 1, 1), end=date(2023, 6, 30))
    assert period_of(period_code(half)) == half
    with pytest.raises(ValueError, match="isoformat"):
        period_of("2023")
