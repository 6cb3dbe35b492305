"""Plotly as it is served: it draws every kind of chart that we have, and does not draw again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from analytics.text import words
from server.trimmed import DRAWN
from tests.browser.conftest import Visitor

VI = words("vi")

_DRAWN = """async kinds => {
    const found = {};
    for (const kind of kinds) {
        const place = document.body.appendChild(document.createElement("div"));
        await Plotly.newPlot(place, [{ type: kind, x: [1, 2, 2], y: [1, 2, 3] }]);
        const marks = place.querySelectorAll(".main-svg .trace path");
        found[kind] = place._fullData[0].type === kind && marks.length > 0;
        place.remove();
    }
    return found;
}"""

# Counts how often Plotly is asked to draw, by whatever way.
_COUNT = """() => {
    window.asked = 0;
    for (const way of ["newPlot", "react", "redraw", "relayout", "restyle", "update"]) {
        const does = Plotly[way];
        Plotly[way] = (...figure) => { window.asked += 1; return does(...figure); };
    }
}"""


_FITS = """() => [...document.querySelectorAll(".js-plotly-plot")]
    .every(chart => chart.parentElement.clientWidth === chart.layout.width)"""

# The left margin that Plotly ended with, and the one that it was given.
_ROOM = """() => [...document.querySelectorAll(".js-plotly-plot")]
    .map(chart => [chart._fullLayout._size.l, chart.layout.margin.l])"""


def test_every_kind_of_chart_is_drawn(visitor: Visitor) -> None:
    page = visitor().open("/dien-bien")
    asked = [*DRAWN, "box"]
    assert page.evaluate(_DRAWN, asked) == {**dict.fromkeys(DRAWN, True), "box": False}


@pytest.mark.parametrize("address", ["/dien-bien", "/so-sanh"])
def test_a_chart_is_drawn_once_for_each_change(visitor: Visitor, address: str) -> None:
    visit = visitor()
    page = visit.open(address)
    page.evaluate(_COUNT)
    visit.click(page.get_by_text("English", exact=True))
    charts = page.locator(".js-plotly-plot").count()
    assert charts > 0
    assert page.evaluate("window.asked") == charts


def test_a_chart_keeps_to_its_card(visitor: Visitor) -> None:
    """It is as wide as its card whatever the window, and is drawn though its table was shown."""
    visit = visitor()
    page = visit.open("/so-sanh")
    visit.click(page.get_by_role("tab", name=VI("charts.as_table")))
    expect(page.locator(".js-plotly-plot")).to_be_hidden()
    page.set_viewport_size({"width": 800, "height": 700})
    visit.click(page.get_by_role("tab", name=VI("charts.as_chart")))
    for width in (800, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_function(_FITS)


def test_the_last_of_two_quick_choices_stands(visitor: Visitor) -> None:
    """The second is made before the server has answered the first."""
    visit = visitor()
    page = visit.open("/so-sanh")
    page.evaluate(
        """() => {
            for (const tab of [".as-table", ".as-chart"]) document.querySelector(tab).click();
        }"""
    )
    visit.settle()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.get_by_role("tab", name=VI("charts.as_chart"))).to_have_attribute(
        "aria-selected", "true"
    )


def test_a_chart_that_cannot_be_drawn_says_so(visitor: Visitor) -> None:
    """Plotly does not come; the table needs none."""
    visit = visitor()
    page = visit.page
    page.route("**/PlotlyChart*.js", lambda route: route.abort())
    page.goto(f"{visit.base_url}/so-sanh")
    told = page.get_by_text(VI("charts.not_drawn"))
    expect(told).to_be_visible()
    page.get_by_role("tab", name=VI("charts.as_table")).click()
    expect(page.get_by_role("tabpanel").get_by_role("table")).to_be_visible()
    expect(told).to_be_hidden()
    assert any("PlotlyChart" in trouble for trouble in visit.troubles)
    visit.troubles.clear()


@pytest.mark.parametrize("indicator", ["budget_revenue_area", "budget_expenditure"])
def test_an_axis_has_its_room_from_the_start(visitor: Visitor, indicator: str) -> None:
    """Where it has not, Plotly draws the whole chart again with a wider margin."""
    page = visitor().open(f"/dien-bien?indicator={indicator}")
    rooms = page.evaluate(_ROOM)
    assert rooms
    assert all(taken == given for taken, given in rooms)
