"""Views over time: how a year adds up, and year on year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle

import plotly.graph_objects as go

from analytics import charts
from analytics.charts import DARK, DASHES, LIGHT, Line, Palette
from analytics.model import Bound, Figure, Measure, ObsStatus, Period
from analytics.progress import Standing
from analytics.sentences import standing_sentences, trend_sentences
from analytics.text import Words
from analytics.trends import Course, Run
from analytics.views import cells
from analytics.views.comparisons import hover
from analytics.views.request import Card, Request
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import MOST_SOURCES, View, distinct, source_line
from analytics.wording import Wording


@dataclass(frozen=True, slots=True)
class CourseChart:
    """One area's year, adding up."""

    course: Course
    line: Line
    dark_line: Line
    unit: str
    say: Wording

    def draw(self, words: Words, palette: Palette) -> go.Figure:
        return charts.course(
            self.course,
            self.dark_line if palette.is_dark else self.line,
            unit=self.unit,
            words=words,
            palette=palette,
            hover=lambda figure: hover(self.say, figure),
        )


@dataclass(frozen=True, slots=True)
class YearsChart:
    """Whole years of several areas."""

    runs: tuple[Run, ...]
    lines: tuple[Line, ...]
    dark_lines: tuple[Line, ...]
    unit: str
    say: Wording

    def draw(self, words: Words, palette: Palette) -> go.Figure:
        return charts.years(
            self.runs,
            self.dark_lines if palette.is_dark else self.lines,
            unit=self.unit,
            words=words,
            palette=palette,
            hover=lambda figure: hover(self.say, figure),
        )


def course_view(course: Course, say: Wording) -> View:
    """How one area's year adds up. ``course`` has at least one point."""
    words, first = say.words, course.points[0]
    figures = distinct([*course.points, course.plan])
    line, dark_line = _lines(course.ref_area, say, _GREYS[0])
    title = words(
        "trends.course_title",
        indicator=say.indicator(course.indicator),
        area=say.area(course.ref_area),
        year=str(course.year),
    )
    request = Request.of(
        Card.COURSE,
        areas=course.ref_area,
        indicator=course.indicator,
        measure=first.key.measure.value,
        year=str(course.year),
    )
    return View(
        request=request,
        title=title,
        heading=title,
        subtitle=_pace_words(course, say),
        chart=CourseChart(course, line, dark_line, say.unit(first.unit), say),
        alt=_described(title, course.points, say),
        figures=figures,
        table=_table((*course.points, *([course.plan] if course.plan else [])), say),
        marks=_marks(figures, say, projected=course.projection is not None),
        sentences=standing_sentences(course.newest, say) if course.newest else (),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )


def years_view(runs: Sequence[Run], standings: Sequence[Standing], say: Wording) -> View:
    """Year on year, an area a line. ``runs`` is not empty."""
    words, first = say.words, runs[0].points[0]
    indicator = runs[0].indicator
    figures = distinct([f for run in runs for f in (*run.points, *run.plans)])
    lines = _told_apart([run.ref_area for run in runs], say)
    title = words(
        "trends.years_title",
        indicator=say.indicator(indicator),
        measure=words(f"codes.measure.{first.key.measure}").lower(),
    )
    request = Request.of(
        Card.YEARS,
        areas=",".join(run.ref_area for run in runs),
        indicator=indicator,
        measure=first.key.measure.value,
    )
    sentences = [
        sentence
        for run in runs
        for sentence in trend_sentences(
            [
                s
                for s in standings
                if s.ref_area == run.ref_area
                and s.indicator == indicator
                and s.period == Period.year(s.period.end.year)
            ],
            say,
        )[:1]
    ]
    return View(
        request=request,
        title=title,
        heading=title,
        subtitle=words("trends.years_says", areas=", ".join(say.area(r.ref_area) for r in runs)),
        chart=YearsChart(
            tuple(runs),
            tuple(line for line, _ in lines),
            tuple(dark for _, dark in lines),
            say.unit(first.unit),
            say,
        ),
        alt=_described(title, [point for run in runs for point in run.points], say),
        figures=figures,
        table=_table([f for run in runs for f in (*run.points, *run.plans)], say),
        marks=_marks(figures, say, projected=False),
        sentences=tuple(sentences[:3]),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )


def _pace_words(course: Course, say: Wording) -> str:
    """What the pace is held against; without a pace, that none is."""
    if course.pace is None:
        return say.words("trends.no_pace")
    way = "earlier_years" if course.pace.expectation.shares else "share_of_time"
    return say.words(f"trends.pace_{way}", count=len(course.pace.expectation.shares))


def _told_apart(areas: Sequence[str], say: Wording) -> list[tuple[Line, Line]]:
    """A line for each; those without a colour of their own take the greys and dashes in turn."""
    grey = [area for area in areas if not say.area_of(area).colour]
    looks = dict(zip(grey, cycle(_GREYS), strict=False))
    return [_lines(area, say, looks.get(area, _GREYS[0])) for area in areas]


def _lines(ref_area: str, say: Wording, grey: tuple[Line, Line]) -> tuple[Line, Line]:
    """The area's line in the light and the dark theme."""
    area = say.area_of(ref_area)
    if area.colour and area.dark_colour:
        return Line(area.short_name, area.colour), Line(area.short_name, area.dark_colour)
    light, dark = grey
    return replace(light, name=area.short_name), replace(dark, name=area.short_name)


_GREYS = tuple(
    (Line("", light, dash), Line("", dark, dash))
    for light, dark in ((LIGHT.other, DARK.other), (LIGHT.ink, DARK.ink))
    for dash in DASHES
)


def _described(title: str, points: Sequence[Figure], say: Wording) -> str:
    told = "; ".join(
        f"{say.area(p.key.ref_area)} {say.words.period(p.key.period)}: {say.figure(p)}"
        for p in points
    )
    return say.words("charts.described", title=title, values=told)


def _table(figures: Sequence[Figure], say: Wording) -> Table:
    words = say.words
    return Table(
        corner=words("app.area"),
        columns=(
            Column(words("app.period")),
            Column(words("app.value")),
            Column(words("app.measure")),
            Column(words("app.source")),
        ),
        rows=tuple(
            Row(
                say.area(figure.key.ref_area),
                (
                    Cell(words.period(figure.key.period)),
                    cells.figure_cell(say, figure),
                    Cell(say.measure(figure.key)),
                    Cell(say.citations((figure,))),
                ),
            )
            for figure in figures
        ),
    )


def _marks(figures: Sequence[Figure], say: Wording, *, projected: bool) -> tuple[str, ...]:
    """What is drawn unlike, in words."""
    early = (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)
    drawn = {
        "mark_early_point": any(f.obs_status in early for f in figures),
        "mark_bound_point": any(f.bound not in (Bound.EQUAL, Bound.ABOUT) for f in figures),
        "mark_projection": projected,
        "mark_implied": any(f.is_computed and f.key.measure is Measure.PLAN for f in figures),
    }
    return tuple(say.words(f"charts.{mark}") for mark, is_so in drawn.items() if is_so)
