"""The detail that any figure opens to: what was printed, where it stands, how it was computed."""

from __future__ import annotations

import streamlit as st

from analytics import measures
from analytics.model import Bound, Figure, FigureKey, Source
from analytics.queries import Report
from analytics.sentences import assessment_sentences, undefined_sentence
from analytics.views import cells
from pages.ui import figure_table, reads
from pages.ui.plain import plain
from pages.ui.reader import Reader


def show_if_asked(reader: Reader) -> None:
    """Open the figure that the address names, if it names one."""
    if figure_table.OPENED in st.query_params:
        _dialog(reader)


def _dialog(reader: Reader) -> None:
    @st.dialog(reader.words("detail.title"), width="medium", on_dismiss=_forget)
    def detail() -> None:
        try:
            key = FigureKey.parse(st.query_params[figure_table.OPENED])
        except ValueError:
            st.warning(reader.words("detail.no_such_figure"))
            return
        _show(reader, key)

    detail()


def _forget() -> None:
    st.query_params.pop(figure_table.OPENED, None)


def _show(reader: Reader, key: FigureKey) -> None:
    found = measures.by_key(
        reads.figures(reader.vintage, areas=(key.ref_area,), indicators=(key.indicator,))
    ).get(key)
    reports = reads.reports(key, reader.vintage)
    if found is None and not reports:
        _why_none(reader, key)
        return
    _headline(reader, key, found)
    if found is not None and found.observation is not None:
        _as_printed(reader, found, reports[0])
    if found is not None and found.calculation is not None:
        _calculation(reader, found)
    if found is not None:
        _status(reader, found)
    if reports:
        _source(reader, reports[0])
        _other_reports(reader, reports)


def _why_none(reader: Reader, key: FigureKey) -> None:
    """That there is no figure, and, where its operands do not give it, why."""
    undefined = reads.undefined(reader.vintage, areas=(key.ref_area,), indicators=(key.indicator,))
    reasons = [u for u in undefined if u.key == key]
    if reasons:
        st.warning(undefined_sentence(reasons[0], reader.say))
    else:
        st.warning(reader.words("detail.no_such_figure"))


def _headline(reader: Reader, key: FigureKey, figure: Figure | None) -> None:
    words = reader.words
    area = reader.say.area_of(key.ref_area, key.period)
    st.caption(f"{words.name(area)} · {words.period(key.period)}")
    with st.container(gap="xxsmall"):
        st.markdown(f"**{reader.say.indicator(key.indicator)}** · {reader.say.measure(key)}")
        if figure is None:
            st.info(words("detail.withdrawn"))
        else:
            st.title(reader.say.figure(figure), anchor=False)
            with st.container(horizontal=True, gap="xsmall"):
                for flag in cells.flags(reader.say, figure):
                    st.badge(flag, color="yellow")
    st.caption(words.definition(reader.codelists.indicator_by_code[key.indicator]))


def _as_printed(reader: Reader, figure: Figure, report: Report) -> None:
    words, observation = reader.words, report.observation
    facts = {"printed": f"“{observation.printed}”", "interval": reader.say.interval(figure)}
    if figure.bound is not Bound.EQUAL:
        facts["bound"] = words(f"detail.bounds.{figure.bound.name.lower()}")
    facts["status"] = words(f"codes.obs_status.{observation.obs_status}")
    if observation.plan_basis:
        facts["plan_basis"] = words(f"codes.plan_basis.{observation.plan_basis}")
    if observation.as_of:
        facts["as_of"] = words.date(observation.as_of)
    if observation.note:
        facts["note"] = observation.note
    figure_table.facts(
        reader,
        key="detail-printed",
        caption=words("detail.as_printed"),
        facts={words(f"detail.{name}"): fact for name, fact in facts.items()},
    )


def _calculation(reader: Reader, figure: Figure) -> None:
    words = reader.words
    assert figure.calculation is not None
    formula = figure.calculation.formula
    st.markdown(f"**{words('detail.calculation')}**")
    st.text(reader.say.calculation(figure))
    st.caption(words("detail.interval_says", interval=reader.say.interval(figure)))
    figure_table.show(
        reader,
        key="detail-operands",
        caption=words("detail.operands"),
        corner=words("detail.operand"),
        columns=[figure_table.Column(words("app.value")), figure_table.Column(words("app.source"))],
        rows=[
            figure_table.Row(
                words(f"detail.operand_names.{formula}.{place}"),
                (
                    figure_table.Cell(
                        reader.say.figure(operand),
                        (words.period(operand.key.period),),
                        figure=operand.key,
                    ),
                    figure_table.Cell(
                        "; ".join(
                            dict.fromkeys(reader.say.citation(o.source) for o in operand.reported)
                        )
                    ),
                ),
            )
            for place, operand in enumerate(figure.calculation.operands, start=1)
        ],
        dense=True,
    )


def _status(reader: Reader, figure: Figure) -> None:
    """The status that rests on the figure, and how it came about."""
    key = figure.key
    standings = reads.standings(reader.vintage, areas=(key.ref_area,), indicators=(key.indicator,))
    judged = [
        standing.assessment
        for standing in standings
        if standing.assessment.basis is not None and standing.assessment.basis.key == key
    ]
    if not judged:
        return
    mark = cells.status_mark(reader.say, judged[0])
    st.markdown(f"**{reader.words('app.status')}**")
    with st.container(gap="xsmall"):
        if mark is not None:
            st.text(f"{mark.shape} {mark.word}")
        for sentence in assessment_sentences(judged[0], reader.say):
            st.text(sentence)


def _source(reader: Reader, report: Report) -> None:
    words, source = reader.words, report.source
    facts = {
        words("detail.source_title"): reader.say.source_title(source),
        words("detail.publisher"): source.publisher or words("detail.publisher_not_printed"),
        words("detail.published"): _published(reader, source),
        words("detail.locator"): report.observation.locator,
        words("detail.file"): source.file,
        words("detail.submission"): words(
            "detail.submission_says",
            number=str(report.submission.submission_id),
            file=report.submission.file_name,
            time=words.time(report.submission.submitted_at),
            by=reader.submitter(report.submission),
        ),
    }
    st.markdown(f"**{words('app.source')}**")
    figure_table.facts(
        reader,
        key="detail-source",
        caption=words("app.source"),
        facts={name: fact for name, fact in facts.items() if fact},
    )
    with st.container(horizontal=True):
        if source.link:
            st.link_button(words("detail.open_link"), source.link, icon=":material/open_in_new:")
        _link_to(reader, source, words("detail.open_source"))


def _published(reader: Reader, source: Source) -> str:
    day = source.published
    return reader.words.date(day) if day else reader.words("detail.date_unknown")


def _link_to(reader: Reader, source: Source, label: str) -> None:
    """To the source's own figures, on the page of sources."""
    st.page_link(
        "sources.py",
        label=label,
        icon=":material/description:",
        query_params={"lang": reader.words.language, "source": source.source},
    )


def _why_bound(reader: Reader, report: Report) -> tuple[str, ...]:
    bound = report.observation.bound
    if bound is Bound.EQUAL:
        return ()
    return (reader.words(f"detail.bounds.{bound.name.lower()}"),)


def _other_reports(reader: Reader, reports: tuple[Report, ...]) -> None:
    words = reader.words
    if len(reports) == 1:
        st.caption(words("detail.only_report"))
        return
    st.markdown(f"**{words('detail.all_reports', count=len(reports))}**")
    st.caption(words("detail.standing_rule"))
    figure_table.show(
        reader,
        key="detail-reports",
        caption=words("detail.all_reports", count=len(reports)),
        corner=words("app.source"),
        columns=[
            figure_table.Column(words("detail.printed")),
            figure_table.Column(words("detail.published")),
            figure_table.Column(words("detail.place_among")),
        ],
        rows=[
            figure_table.Row(
                reader.say.source_title(report.source),
                (
                    figure_table.Cell(report.observation.printed, _why_bound(reader, report)),
                    figure_table.Cell(_published(reader, report.source)),
                    figure_table.Cell(
                        words("detail.left_out")
                        if report.rank is None
                        else words("detail.stands" if report.rank == 1 else "detail.replaced")
                    ),
                ),
            )
            for report in reports
        ],
        dense=True,
    )
    for report in reports[1:]:
        _link_to(
            reader,
            report.source,
            words("detail.open_other", source=plain(reader.say.source_title(report.source))),
        )
