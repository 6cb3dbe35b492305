"""Slides: python-pptx reads back what the screen shows, to the last digit."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from analytics.charts import LIGHT, target_parts
from analytics.export import fonts
from analytics.export.deck import Deck, Shown, deck
from analytics.export.imprint import Imprint
from analytics.export.lines import plot_of
from analytics.export.powerpoint import TemplateError, powerpoint
from analytics.export.powerpoint_dress import number_format
from analytics.text import NO_FIGURE
from analytics.views.asking import Known, view_of
from analytics.views.request import Card, Request
from analytics.views.trends import CourseChart, YearsChart
from analytics.views.view import BarChart, TargetChart, View
from analytics.wording import Wording
from tests.export.asked import REQUESTS, TWELVE
from tests.export.crowded import crowded


def asked(name: str, known: Known, say: Wording) -> View:
    view = view_of(REQUESTS[name], known, say)
    assert view is not None
    return view


def decked(view: View, imprint: Imprint, say: Wording) -> Deck:
    return deck("Thử", "Bốn quận", [Shown(view, remark="Nhận xét: cần theo dõi.")], imprint, say)


def opened(view: View, imprint: Imprint, say: Wording) -> Any:
    return Presentation(io.BytesIO(powerpoint(decked(view, imprint, say), say)))


def of_charts(prs: Any) -> list[Any]:
    return [s.chart for slide in prs.slides for s in slide.shapes if s.has_chart]


def numbers(chart: Any) -> list[Decimal | None]:
    """What python-pptx finds, exactly as written in the file."""
    return [
        None if value is None else Decimal(str(value))
        for plot in chart.plots
        for series in plot.series
        for value in series.values
    ]


def on_screen(view: View, say: Wording) -> list[Decimal]:
    """The numbers that the view's own chart draws."""
    match view.chart:
        case BarChart(bars):
            return [bar.figure.value for bar in bars] + [b.plan.value for b in bars if b.plan]
        case TargetChart(sets):
            return [Decimal(n) for part in target_parts(sets, LIGHT) for n in part.counts]
        case CourseChart() | YearsChart():
            plot = plot_of(view.chart, say.words)
            return [vertex.y for series in plot.series for vertex in series.vertices]
    raise AssertionError(view.chart)


FOOTERS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE)
CHARTS = [name for name in REQUESTS if not name.startswith("scoreboard")]


@pytest.mark.parametrize("name", CHARTS)
def test_native_charts_hold_the_numbers_of_the_screen(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    found = [n for chart in of_charts(opened(view, imprint, say)) for n in numbers(chart) if n]
    assert sorted(found) == sorted(n for n in on_screen(view, say) if n)


def labels(series: Any) -> dict[int, str]:
    """The number format of each labelled point; a label that is text of its own is none."""
    found = {}
    for label in series._element.findall(f".//{qn('c:dLbl')}"):
        assert label.find(qn("c:tx")) is None
        assert label.find(qn("c:showVal")).get("val") == "1"
        form = label.find(qn("c:numFmt"))
        assert form.get("sourceLinked") == "0"
        found[int(label.find(qn("c:idx")).get("val"))] = form.get("formatCode")
    return found


def in_format(value: Decimal, form: str, say: Wording) -> str:
    """A number as an office shows it in a format, with Vietnamese marks."""
    positive, negative = form.removeprefix("[$-42A]").split(";[$-42A]")
    digits = re.search(r"#,##0(?:\.(0+))?", positive)
    assert digits is not None
    decimals = len(digits[1] or "")
    chosen = negative if value < 0 else positive
    before, after = chosen.split(digits[0])
    return f"{before}{say.words.number(abs(value), decimals)}{after}".replace('"', "")


@pytest.mark.parametrize("name", [n for n in CHARTS if n not in ("targets", "years", "course")])
def test_labels_are_the_words_of_the_screen_and_follow_the_number(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    assert isinstance(view.chart, BarChart)
    shown = [
        in_format(Decimal(str(series.values[place])), form, say)
        for chart in of_charts(opened(view, imprint, say))
        for series in list(chart.plots[0].series)[:1]
        for place, form in sorted(labels(series).items())
    ]
    unit = f" {view.chart.unit}"
    said = [bar.text.removesuffix(unit) for bar in view.chart.bars]
    assert [label.rstrip(" ◀▶▲▼") for label in shown] == said


@pytest.mark.parametrize("name", ["years", "course"])
def test_labels_of_lines_are_those_of_the_slide(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    assert isinstance(view.chart, YearsChart | CourseChart)
    lines = [s for s in plot_of(view.chart, say.words).series if s.style == "line"]
    told = [[v.text for v in series.vertices if v.text] for series in lines]
    wanted = told[0] if len(told) == 1 else [texts[-1] for texts in told]
    (chart,) = of_charts(opened(view, imprint, say))
    shown = [
        in_format(Decimal(str(list(series.values)[place])), form, say)
        for series in chart.plots[0].series
        for place, form in sorted(labels(series).items())
    ]
    assert sorted(shown) == sorted(wanted)


def test_the_plans_of_many_lines_are_named_once(say: Wording, imprint: Imprint) -> None:
    (view,) = [view for view in crowded(12, say) if isinstance(view.chart, YearsChart)]
    assert isinstance(view.chart, YearsChart)
    (chart,) = of_charts(opened(view, imprint, say))
    series = [one.name for one in chart.plots[0].series]
    left_out = {
        int(entry.find(qn("c:idx")).get("val"))
        for entry in chart.legend._element.findall(qn("c:legendEntry"))
    }
    plan = say.words("charts.plan")
    named = [name for place, name in enumerate(series) if place not in left_out]
    assert named == [*(line.name for line in view.chart.lines), plan]
    assert {series[place] for place in left_out} == {f"{plan}: {name}" for name in named[:-1]}


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("12.065,06", "12065.06", 2),
        ("≥ 14.000 ▶", "14000", -3),
        ("−25,5%", "-25.5", 1),
        ("hạng 7/30", "7", 0),
        ("≈ 0", "0", 0),
    ],
)
def test_a_format_says_what_stands_around_a_number(
    text: str, value: str, decimals: int, say: Wording
) -> None:
    form = number_format(text, Decimal(value), decimals, say.words)
    assert in_format(Decimal(value), form, say) == text


@pytest.mark.parametrize("name", ["long names", "many rows", "attainment of twelve"])
def test_the_plans_line_stands_at_100_percent_of_the_fixed_scale(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    assert isinstance(view.chart, BarChart)
    assert view.chart.reference is not None
    charts = of_charts(opened(view, imprint, say))
    assert charts
    for chart in charts:
        space = chart._chartSpace
        number = space.find(qn("c:userShapes")).get(qn("r:id"))
        drawing = etree.fromstring(chart.part.related_part(number).blob)
        line, name_of_it = drawing.findall("{*}relSizeAnchor")
        layout = space.find(f".//{qn('c:plotArea')}/{qn('c:layout')}/{qn('c:manualLayout')}")
        x, y, w, h = (float(layout.find(qn(f"c:{part}")).get("val")) for part in "xywh")
        share = 100 / chart.value_axis.maximum_scale
        is_lying = name != "attainment of twelve"
        along, begin, room = ("x", x, w) if is_lying else ("y", y + h, -h)
        for end in ("from", "to"):
            at = float(line.find(f"{{*}}{end}/{{*}}{along}").text)
            assert at == pytest.approx(begin + share * room, abs=1e-4)
        assert view.chart.reference.label in "".join(name_of_it.itertext())
        assert chart.value_axis.minimum_scale == 0
        assert max(series for series in chart.plots[0].series[0].values) <= (
            chart.value_axis.maximum_scale
        )


@pytest.mark.parametrize("name", ["scoreboard", "scoreboard of twelve"])
def test_native_tables_hold_every_cell(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    tables = [
        shape.table
        for slide in opened(view, imprint, say).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    text = [
        cell.text_frame.paragraphs[0].text
        for table in tables
        for row in table.rows
        for cell in row.cells
    ]
    for row in view.table.rows:
        for cell in row.cells:
            assert (cell.value if cell else NO_FIGURE) in text


@pytest.mark.parametrize("name", REQUESTS)
def test_every_slide_has_title_footer_number_link_and_notes(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    slides = list(opened(view, imprint, say).slides)[1:]
    shown = [slide for slide in slides if slide.has_notes_slide]
    assert shown
    for slide in shown:
        kinds = {s.placeholder_format.type for s in slide.placeholders}
        assert {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER} <= kinds
        assert slide.shapes.title.text_frame.text.startswith(view.heading)
        footer = next(
            s for s in slide.placeholders if s.placeholder_format.type is PP_PLACEHOLDER.FOOTER
        )
        assert view.footer in footer.text_frame.text
        assert imprint.data_line in footer.text_frame.text
        links = [s.click_action.hyperlink.address for s in slide.shapes if s.shape_type == 13]
        assert links == [imprint.link(view.request)]
        notes = slide.notes_slide.notes_text_frame.text
        for figure in view.figures:
            assert say.figure(figure) in notes
            if figure.calculation:
                assert say.calculation(figure) in notes


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_says_what_it_shows(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    view = asked(name, known, say)
    frames = [
        shape
        for slide in opened(view, imprint, say).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    for frame in frames:
        assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == view.alt


def stand_apart(prs: Any) -> None:
    """No shape of a slide reaches over its edge or into another."""
    for slide in list(prs.slides)[1:]:
        boxes = [
            (s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes if s.height
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= prs.slide_width
            assert bottom <= prs.slide_height
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                tall = min(one[3], other[3]) - max(one[1], other[1])
                assert wide <= Pt(2) or tall <= Pt(2), (slide.shapes.title.text, one, other)


@pytest.mark.parametrize("name", REQUESTS)
def test_nothing_reaches_over_the_edge_or_into_another(
    name: str, known: Known, say: Wording, imprint: Imprint
) -> None:
    stand_apart(opened(asked(name, known, say), imprint, say))


@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_slides_of_one_to_twelve_districts_hold_their_places(
    count: int, known: Known, say: Wording, imprint: Imprint
) -> None:
    board = Request.of(Card.SCOREBOARD, areas=",".join(TWELVE.split(",")[:count]))
    shown = [Shown(view) for view in (view_of(board, known, say), *crowded(count, say))]
    content = powerpoint(deck("Thử", "", shown, imprint, say), say)
    prs = Presentation(io.BytesIO(content))
    stand_apart(prs)
    for slide in list(prs.slides)[1:]:
        title = slide.shapes.title
        sizes = {run.font.size for run in title.text_frame.paragraphs[0].runs} - {None}
        size = min(sizes, default=Pt(24)).pt
        broken = fonts.lines(title.text_frame.text, size, title.width.pt - 14, bold=True)
        assert len(broken) * size * 1.2 <= title.height.pt


def office_template(width: int, height: int, *, has_footer: bool) -> bytes:
    """A template as an office makes it: its own size, layouts, letters, a slide left in it."""
    office = Presentation()
    across, down = width / office.slide_width, height / office.slide_height
    office.slide_width, office.slide_height = width, height
    for part in (office.slide_master, *office.slide_layouts):
        for shape in list(part.placeholders):
            box = shape.left, shape.top, shape.width, shape.height
            if shape._element.spPr.find(qn("a:xfrm")) is not None:  # else as the master has it
                shape.left, shape.width = int(box[0] * across), int(box[2] * across)
                shape.top, shape.height = int(box[1] * down), int(box[3] * down)
            if not has_footer and shape.placeholder_format.type in FOOTERS:
                shape._element.getparent().remove(shape._element)
    office.slide_layouts[5].name = "Mẫu cơ quan"
    for face in office.slide_master._element.iter(qn("a:latin")):
        face.set("typeface", "Times New Roman")
    office.slides.add_slide(office.slide_layouts[0])
    written = io.BytesIO()
    office.save(written)
    return written.getvalue()


@pytest.mark.parametrize("has_footer", [True, False])
@pytest.mark.parametrize("size", [(Inches(10), Inches(7.5)), (Inches(13.333), Inches(7.5))])
def test_the_offices_template_is_used(
    size: tuple[int, int], has_footer: bool, known: Known, say: Wording, imprint: Imprint
) -> None:
    template = office_template(*size, has_footer=has_footer)
    names = ("four districts", "scoreboard", "long names", "targets", "years")
    views = [asked(name, known, say) for name in names]
    made = deck("Thử", "Bốn quận", [Shown(view) for view in views], imprint, say)
    prs = Presentation(io.BytesIO(powerpoint(made, say, template=template)))
    assert (prs.slide_width, prs.slide_height) == size
    assert len(prs.slides) == 1 + len(made.slides)
    stand_apart(prs)
    for slide, shown in zip(list(prs.slides)[1:], made.slides, strict=True):
        assert slide.slide_layout.name == "Mẫu cơ quan"
        text = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert imprint.data_line in text
        assert shown.heading in text
        if shown.view:
            assert shown.view.footer in text


def test_a_template_without_a_title_is_refused(
    known: Known, say: Wording, imprint: Imprint
) -> None:
    office = Presentation()
    for layout in office.slide_layouts:
        for shape in list(layout.placeholders):
            shape._element.getparent().remove(shape._element)
    written = io.BytesIO()
    office.save(written)
    view = asked("four districts", known, say)
    with pytest.raises(TemplateError, match="template_without_title"):
        powerpoint(decked(view, imprint, say), say, template=written.getvalue())


def test_a_template_that_is_none_is_refused(
    tmp_path: Path, known: Known, say: Wording, imprint: Imprint
) -> None:
    path = tmp_path / "mau.pptx"
    path.write_bytes(b"not a presentation")
    view = asked("four districts", known, say)
    with pytest.raises(TemplateError, match="template_unreadable"):
        powerpoint(decked(view, imprint, say), say, template=path.read_bytes())
