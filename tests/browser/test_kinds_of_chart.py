"""Plotly as it is served: it draws every kind of chart that the app has, and each chart once."""

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
_COUNTED = """
let plotly;
window.workedOut = 0;
Object.defineProperty(window, "Plotly", {
    get: () => plotly,
    set(given) {
        plotly = given;
        const react = given.react;
        given.react = async function (place, ...figure) {
            const before = place.calcdata;
            await react.call(this, place, ...figure);
            if (place.calcdata !== before) window.workedOut += 1;
        };
    },
});
"""


def test_every_kind_of_chart_is_drawn(visitor: Visitor) -> None:
    page = visitor().open("/dien-bien")
    asked = [*DRAWN, "box"]
    assert page.evaluate(_DRAWN, asked) == {**dict.fromkeys(DRAWN, True), "box": False}


@pytest.mark.parametrize("address", ["/dien-bien", "/so-sanh"])
def test_a_chart_is_worked_out_once(visitor: Visitor, address: str) -> None:
    visit = visitor()
    visit.page.add_init_script(_COUNTED)
    page = visit.open(address)
    charts = page.get_by_test_id("stPlotlyChart").count()
    assert charts > 0
    assert page.evaluate("window.workedOut") == charts
