"""Plotly as it is served: it draws every kind of chart that we have, and does not draw again."""

from __future__ import annotations

import pytest

from server.trimmed import DRAWN
from tests.browser.conftest import Visitor

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

# Each time that Plotly works out what to draw, it makes new calcdata.
_COUNT = """() => {
    const react = Plotly.react;
    window.again = 0;
    Plotly.react = async (place, ...figure) => {
        const before = place.calcdata;
        await react(place, ...figure);
        if (before !== undefined && place.calcdata !== before) window.again += 1;
    };
}"""

# How often Plotly is asked to draw, in a second in which nothing happens.
_IDLE = """async () => {
    const react = Plotly.react;
    let asked = 0;
    Plotly.react = (...figure) => { asked += 1; return react(...figure); };
    await new Promise(resolve => setTimeout(resolve, 1000));
    return asked;
}"""


# The left margin that Plotly ended with, and the one that it was given.
_ROOM = """() => [...document.querySelectorAll(".js-plotly-plot")]
    .map(chart => [chart._fullLayout._size.l, chart.layout.margin.l])"""


def test_every_kind_of_chart_is_drawn(visitor: Visitor) -> None:
    page = visitor().open("/dien-bien")
    asked = [*DRAWN, "box"]
    assert page.evaluate(_DRAWN, asked) == {**dict.fromkeys(DRAWN, True), "box": False}


@pytest.mark.parametrize("address", ["/dien-bien", "/so-sanh"])
def test_charts_are_not_worked_out_twice(visitor: Visitor, address: str) -> None:
    """One may be, when its place changes its width meanwhile; Streamlit alone does so with all."""
    visit = visitor()
    page = visit.open(address)
    page.evaluate(_COUNT)
    visit.click(page.get_by_text("English", exact=True))
    charts = page.get_by_test_id("stPlotlyChart").count()
    assert charts > 0
    assert page.evaluate("window.again") < charts


def test_a_chart_that_is_there_is_left_alone(visitor: Visitor) -> None:
    """Its component hears of each drawing and may ask for the next: a circle, if two cross."""
    page = visitor().open("/dien-bien")
    assert page.evaluate(_IDLE) == 0


@pytest.mark.parametrize("indicator", ["budget_revenue_area", "budget_expenditure"])
def test_an_axis_has_its_room_from_the_start(visitor: Visitor, indicator: str) -> None:
    """Where it has not, Plotly draws the whole chart again with a wider margin."""
    page = visitor().open(f"/dien-bien?indicator={indicator}")
    rooms = page.evaluate(_ROOM)
    assert rooms
    assert all(taken == given for taken, given in rooms)
