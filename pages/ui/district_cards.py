"""The cards of a district's page."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from analytics import charts, progress
from analytics.model import Figure, Measure
from analytics.progress import Standing, Status
from analytics.targets import TargetSet
from pages.ui import cells, chart_card, figure_table
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.reader import Reader

_HUNDRED = Decimal(100)


def summary(
    reader: Reader, area: str, standings: Sequence[Standing], figures: Sequence[Figure]
) -> None:
    """How many figures there are, to when, and how many plans stand how."""
    words = reader.words
    latest = progress.latest(standings).values()
    reported = [figure for figure in figures if not figure.is_computed]
    newest = chart_card.newest_date(reader, reported)
    statuses = [standing.assessment.status for standing in latest]
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric(words("district.figures"), words.number(Decimal(len(reported))), border=True)
        st.metric(words("district.newest"), words.date(newest), border=True)
        st.metric(
            words("codes.status.achieved"),
            words.number(Decimal(statuses.count(Status.ACHIEVED))),
            border=True,
            help=words("district.counted"),
        )
        late = statuses.count(Status.BEHIND) + statuses.count(Status.WATCH)
        st.metric(
            words("district.late"),
            words.number(Decimal(late)),
            border=True,
            help=words("district.counted"),
        )


def attainments(reader: Reader, area: str, standings: Sequence[Standing]) -> None:
    """Progress bars: the newest attainment of each indicator, against 100 % of its plan."""
    words, say = reader.words, reader.say
    shown = [
        standing
        for standing in progress.latest(standings).values()
        if standing.attainment is not None
    ]
    if not shown:
        with st.container(border=True, key="card-no-attainments"):
            st.markdown(f"#### {words('district.attainments')}")
            st.caption(words("district.no_attainments"))
        return
    bars = [
        charts.Bar(
            label=_wrapped(say.indicator(standing.indicator)),
            colour=reader.colour(area),
            figure=figure,
            text=say.figure(figure),
            hover="<br>".join(
                escape(line)
                for line in (
                    say.indicator(standing.indicator),
                    f"{say.figure(figure)} · {say.measure(figure.key)}",
                    words.period(figure.key.period),
                    *cells.flags(reader, figure),
                )
            ),
            detail=f"{words.period(figure.key.period)} · {say.plan_basis(figure.key)}",
        )
        for standing in shown
        if (figure := standing.attainment)
    ]
    figures = [standing.attainment for standing in shown if standing.attainment]
    title = words("district.attainments")
    chart_card.show(
        reader,
        key="attainments",
        title=title,
        subtitle=words("district.attainments_says", area=say.area(area)),
        chart=charts.bars(
            bars,
            unit=words("charts.percent_of_plan"),
            words=words,
            palette=reader.palette,
            reference=charts.Reference(_HUNDRED, words("charts.plan_line")),
        ),
        alt=charts.described(bars, title=f"{title}, {say.area(area)}", words=words),
        figures=figures,
        corner=words("app.indicator"),
        columns=[
            Column(words("codes.measure.attainment")),
            Column(words("app.status")),
            Column(words("app.period")),
        ],
        rows=[
            Row(
                say.indicator(standing.indicator),
                (
                    cells.figure_cell(reader, standing.attainment),
                    _status(reader, standing),
                    Cell(words.period(standing.period)),
                ),
                note=say.plan_basis(standing.attainment.key) if standing.attainment else "",
            )
            for standing in shown
        ],
    )


def target_sets(reader: Reader, area: str, sets: Sequence[TargetSet]) -> None:
    """Targets met, in progress, not met, and not told, a bar for each set."""
    words, say = reader.words, reader.say
    title = words("district.targets")
    if not sets:
        with st.container(border=True, key="card-no-targets"):
            st.markdown(f"#### {title}")
            st.caption(words("district.no_targets"))
        return
    rows = [
        charts.Targets(
            label=_wrapped(
                f"{say.indicator(s.standing.indicator)} ({words.period(s.standing.period)})"
            ),
            met=s.met,
            in_progress=int(s.in_progress.value) if s.in_progress else 0,
            rest=s.rest,
            rest_known=s.rest_known,
        )
        for s in sets
    ]
    chart_card.show(
        reader,
        key="targets",
        title=title,
        subtitle=words("district.targets_says", area=say.area(area)),
        chart=charts.targets(rows, words=words, palette=reader.palette),
        alt=charts.described_targets(rows, title=f"{title}, {say.area(area)}", words=words),
        figures=[s.standing.actual or s.planned for s in sets],
        corner=words("app.indicator"),
        columns=[
            Column(words("charts.targets.met")),
            Column(words("charts.targets.in_progress")),
            Column(words("charts.targets.rest")),
            Column(words("charts.targets.set")),
        ],
        rows=[
            Row(
                say.indicator(s.standing.indicator),
                (
                    cells.figure_cell(reader, s.standing.actual),
                    cells.figure_cell(reader, s.in_progress),
                    Cell(
                        words.number(Decimal(s.rest)),
                        ()
                        if s.rest_known or not s.rest
                        else (words("charts.targets.not_told").lower(),),
                    ),
                    cells.figure_cell(reader, s.planned),
                ),
                note=words.period(s.standing.period),
            )
            for s in sets
        ],
    )


def every_figure(reader: Reader, area: str, standings: Sequence[Standing]) -> None:
    """All figures of the district, a row for each indicator and period, by domain."""
    words, say = reader.words, reader.say
    domains = list(dict.fromkeys(i.domain for i in reader.codelists.indicators))
    order = {i.indicator: place for place, i in enumerate(reader.codelists.indicators)}
    rows: list[Row] = []
    for domain in domains:
        of_domain = sorted(
            (
                standing
                for standing in standings
                if reader.codelists.indicator_by_code[standing.indicator].domain == domain
            ),
            key=lambda s: (order[s.indicator], -s.period.end.toordinal()),
        )
        for place, standing in enumerate(of_domain):
            rows.append(
                Row(
                    say.indicator(standing.indicator),
                    (
                        cells.figure_cell(reader, standing.actual),
                        cells.figure_cell(reader, standing.plan),
                        cells.figure_cell(reader, standing.attainment),
                        cells.figure_cell(reader, standing.growth),
                        _parts(reader, standing),
                        _status(reader, standing),
                    ),
                    note=words.period(standing.period)
                    + (
                        f" · {words(f'codes.plan_basis.{standing.plan_basis}').lower()}"
                        if standing.plan_basis
                        else ""
                    ),
                    group=words(f"codes.domain.{domain}") if place == 0 else "",
                )
            )
    with st.container(border=True, key="card-every-figure"):
        st.markdown(f"#### {words('district.every_figure')}")
        st.caption(words("district.every_figure_says"))
        figure_table.show(
            reader,
            key="every-figure-table",
            caption=words("district.every_figure"),
            corner=words("app.indicator"),
            columns=[
                Column(words(f"codes.measure.{measure}"))
                for measure in (
                    Measure.ACTUAL,
                    Measure.PLAN,
                    Measure.ATTAINMENT,
                    Measure.GROWTH,
                )
            ]
            + [Column(words("district.parts")), Column(words("app.status"))],
            rows=rows,
            dense=True,
            quiet_gaps=True,
        )


def _parts(reader: Reader, standing: Standing) -> Cell | None:
    """The parts of a ratio, or how many were ranked; the whole opens."""
    part, whole = standing.numerator, standing.denominator
    if whole is None:
        return None
    text = reader.say.figure(whole)
    if part is not None:
        text = reader.words("cells.of_whole", part=reader.say.number(part), whole=text)
    return Cell(text, figure=(part or whole).key)


def _status(reader: Reader, standing: Standing) -> Cell:
    mark = cells.status_mark(reader, standing.assessment)
    basis = standing.assessment.basis
    return Cell("", status=mark, figure=basis.key if mark and basis else None)


def _wrapped(label: str, width: int = 40) -> str:
    """A long name on several lines, so that the bars keep their room."""
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)
