"""Plotly as it is served draws every kind of chart that the app has, and is the smaller one."""

from __future__ import annotations

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


def test_every_kind_of_chart_is_drawn(visitor: Visitor) -> None:
    page = visitor().open("/dien-bien")
    asked = [*DRAWN, "box"]
    assert page.evaluate(_DRAWN, asked) == {**dict.fromkeys(DRAWN, True), "box": False}
