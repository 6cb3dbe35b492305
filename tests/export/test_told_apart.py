"""Areas without a colour of their own: each line is another one, on the screen and in the files."""

from __future__ import annotations

import io
import re
import zipfile

from pptx import Presentation

from analytics.charts import DARK, LIGHT
from analytics.export import slides
from analytics.export.deck import Shown, deck
from analytics.export.excel import workbook
from analytics.export.imprint import Imprint
from analytics.export.lines import plot_of
from analytics.export.powerpoint import powerpoint
from analytics.export.scene import Line
from analytics.views.trends import YearsChart
from analytics.wording import Wording
from tests.export.crowded import crowded


def test_no_two_of_twelve_lines_look_alike_anywhere(say: Wording, imprint: Imprint) -> None:
    view = crowded(12, say)[3]
    chart = view.chart
    assert isinstance(chart, YearsChart)
    names = [line.name for line in chart.lines]
    for palette in (LIGHT, DARK):
        drawn = chart.draw(imprint.words, palette)
        looks = {
            (t.line.color, t.line.dash or "solid") for t in drawn.data if t.mode == "lines+markers"
        }
        assert len(looks) == len(names)
    on_screen = [
        (t.name, t.line.color, t.line.dash)
        for t in chart.draw(imprint.words, LIGHT).data
        if t.mode == "lines+markers"
    ]
    plotted = [s for s in plot_of(chart, imprint.words).series if s.style == "line"]
    assert [(s.name, s.colour, s.dash) for s in plotted] == on_screen

    made = deck("Thử nghiệm", "", [Shown(view)], imprint, say)
    (scene,) = [
        s for s in slides.scenes(made) if any(isinstance(x, Line) and x.dashes for x in s.shapes)
    ]
    colours = {series.colour for series in plotted}
    drawn_looks = {
        (x.colour, x.dashes) for x in scene.shapes if isinstance(x, Line) and x.colour in colours
    }
    assert len(drawn_looks) >= len(names)

    native = next(
        shape.chart
        for slide in Presentation(io.BytesIO(powerpoint(made, say))).slides
        for shape in slide.shapes
        if shape.has_chart
    )
    lines = [series.format.line for series in native.plots[0].series if series.name in names]
    looks = {(str(line.color.rgb), line.dash_style) for line in lines}
    assert len(looks) == len(names)

    content = workbook("Thử nghiệm", [view], [], imprint, say)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        charts = [n for n in book.namelist() if n.startswith("xl/charts/chart")]
        (xml,) = [book.read(name).decode() for name in charts]
    series = re.findall(r"<c:ser>.*?</c:ser>", xml, re.DOTALL)
    written = {
        (m[1], d[1] if (d := re.search(r'prstDash val="(\w+)"', one)) else "solid")
        for one in series
        if (m := re.search(r'<a:ln[^>]*>.*?srgbClr val="(\w+)"', one, re.DOTALL))
    }
    assert len(written) >= len(names)
