"""Views of one area: its progress against plan, its targets, every figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from analytics.charts import Bar, Reference, Targets, described, described_targets
from analytics.model import Measure, Period
from analytics.progress import Standing
from analytics.targets import TargetSet
from analytics.views import cells
from analytics.views.comparisons import HUNDRED
from analytics.views.request import Card, Request
from analytics.views.table import Cell, Column, Row, Table
from analytics.views.view import (
    MOST_SOURCES,
    BarChart,
    TargetChart,
    View,
    distinct,
    source_line,
    wrapped,
)
from analytics.wording import Wording


def attainments_view(
    area: str, standings: Sequence[Standing], say: Wording, period: Period | None = None
) -> View:
    """Progress bars against 100 % of plan. Each of ``standings`` has an attainment."""
    words = say.words
    bars = tuple(_bar(area, standing, say) for standing in standings)
    figures = distinct(
        [f for s in standings for f in (s.attainment, s.assessment.basis)],
    )
    title = words("district.attainments")
    return View(
        request=Request.of(Card.ATTAINMENTS, area=area).within(period),
        title=title,
        heading=words("export.of_area", area=say.area(area), title=title),
        subtitle=words("district.attainments_says", area=say.area(area)),
        chart=BarChart(
            bars,
            unit=words("charts.percent_of_plan"),
            reference=Reference(HUNDRED, words("charts.plan_line")),
        ),
        alt=described(bars, title=f"{title}, {say.area(area)}", words=words),
        figures=figures,
        table=Table(
            corner=words("app.indicator"),
            columns=(
                Column(words("codes.measure.attainment")),
                Column(words("app.status")),
                Column(words("app.period")),
            ),
            rows=tuple(
                Row(
                    say.indicator(standing.indicator),
                    (
                        cells.figure_cell(say, standing.attainment),
                        _status(standing, say),
                        Cell(words.period(standing.period)),
                    ),
                    note=say.plan_basis(standing.attainment.key) if standing.attainment else "",
                )
                for standing in standings
            ),
        ),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )


def _bar(area: str, standing: Standing, say: Wording) -> Bar:
    figure = standing.attainment
    assert figure is not None
    words, place = say.words, say.area_of(area)
    hover = (
        say.indicator(standing.indicator),
        f"{say.figure(figure)} · {say.measure(figure.key)}",
        words.period(figure.key.period),
        *cells.flags(say, figure),
    )
    return Bar(
        label=wrapped(say.indicator(standing.indicator)),
        colour=place.colour,
        dark_colour=place.dark_colour,
        figure=figure,
        text=say.figure(figure),
        hover="<br>".join(escape(line) for line in hover),
        detail=f"{words.period(figure.key.period)} · {say.plan_basis(figure.key)}",
    )


def targets_view(
    area: str, sets: Sequence[TargetSet], say: Wording, period: Period | None = None
) -> View:
    """Targets met, in progress, not met, and not told, a bar for each of ``sets``."""
    words = say.words
    title = words("district.targets")
    rows = tuple(
        Targets(
            label=wrapped(
                f"{say.indicator(s.standing.indicator)} ({words.period(s.standing.period)})"
            ),
            met=s.met,
            in_progress=int(s.in_progress.value) if s.in_progress else 0,
            rest=s.rest,
            rest_known=s.rest_known,
        )
        for s in sets
    )
    figures = distinct([f for s in sets for f in (s.standing.actual, s.in_progress, s.planned)])
    return View(
        request=Request.of(Card.TARGETS, area=area).within(period),
        title=title,
        heading=words("export.of_area", area=say.area(area), title=title),
        subtitle=words("district.targets_says", area=say.area(area)),
        chart=TargetChart(rows),
        alt=described_targets(rows, title=f"{title}, {say.area(area)}", words=words),
        figures=figures,
        table=Table(
            corner=words("app.indicator"),
            columns=(
                Column(words("charts.targets.met")),
                Column(words("charts.targets.in_progress")),
                Column(words("charts.targets.rest")),
                Column(words("charts.targets.set")),
            ),
            rows=tuple(_set_row(s, say) for s in sets),
        ),
        source_line=source_line(say, figures),
        footer=source_line(say, figures, most=MOST_SOURCES),
    )


def _set_row(targets: TargetSet, say: Wording) -> Row:
    words = say.words
    told = targets.rest_known or not targets.rest
    rest = Decimal(targets.rest)
    return Row(
        say.indicator(targets.standing.indicator),
        (
            cells.figure_cell(say, targets.standing.actual),
            cells.figure_cell(say, targets.in_progress),
            Cell(
                words.number(rest),
                () if told else (words("charts.targets.not_told").lower(),),
                number=rest,
            ),
            cells.figure_cell(say, targets.planned),
        ),
        note=words.period(targets.standing.period),
    )


def every_figure(standings: Sequence[Standing], say: Wording) -> Table:
    """A row for each indicator and period, by domain."""
    words, codelists = say.words, say.codelists
    domains = list(dict.fromkeys(i.domain for i in codelists.indicators))
    order = {i.indicator: place for place, i in enumerate(codelists.indicators)}
    rows: list[Row] = []
    for domain in domains:
        of_domain = sorted(
            (s for s in standings if codelists.indicator_by_code[s.indicator].domain == domain),
            key=lambda s: (order[s.indicator], -s.period.end.toordinal()),
        )
        for place, standing in enumerate(of_domain):
            group = words(f"codes.domain.{domain}") if place == 0 else ""
            rows.append(_figures_row(standing, say, group))
    shown = (Measure.ACTUAL, Measure.PLAN, Measure.ATTAINMENT, Measure.GROWTH)
    return Table(
        corner=words("app.indicator"),
        columns=(
            *(Column(words(f"codes.measure.{measure}")) for measure in shown),
            Column(words("district.parts")),
            Column(words("app.status")),
        ),
        rows=tuple(rows),
        quiet_gaps=True,
    )


def _figures_row(standing: Standing, say: Wording, group: str) -> Row:
    basis = f"codes.plan_basis.{standing.plan_basis}"
    return Row(
        say.indicator(standing.indicator),
        (
            cells.figure_cell(say, standing.actual),
            cells.figure_cell(say, standing.plan),
            cells.figure_cell(say, standing.attainment),
            cells.figure_cell(say, standing.growth),
            _parts(standing, say),
            _status(standing, say),
        ),
        note=say.words.period(standing.period)
        + (f" · {say.words(basis).lower()}" if standing.plan_basis else ""),
        group=group,
    )


def _parts(standing: Standing, say: Wording) -> Cell | None:
    """The parts of a ratio, or how many were ranked; the whole opens."""
    part, whole = standing.numerator, standing.denominator
    if whole is None:
        return None
    text = say.figure(whole)
    if part is not None:
        text = say.words("cells.of_whole", part=say.number(part), whole=text)
    return Cell(text, figure=(part or whole).key)


def _status(standing: Standing, say: Wording) -> Cell:
    mark = cells.status_mark(say, standing.assessment)
    basis = standing.assessment.basis
    return Cell("", status=mark, figure=basis.key if mark and basis else None)
