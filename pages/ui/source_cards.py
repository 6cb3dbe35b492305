"""Sources with their figures as printed, found by source and by what the reader types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics import search
from analytics.model import Finding, Observation, Source
from analytics.queries import Page
from analytics.text import folded
from pages.ui import choices, figure_table, paging, reads
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.plain import plain
from pages.ui.reader import Reader

_ALL = "all"
_PAGE_SIZE = 60
_FEW = 6000
_EARLY = date(1, 1, 1)


def choose(reader: Reader) -> str:
    """One source, or all of them."""
    counts = reads.figures_by_source()
    described = reader.codelists.source_by_code
    sources = sorted(
        (described[code] for code, count in counts.items() if count),
        key=lambda s: (s.published is None, -(s.published or _EARLY).toordinal()),
    )
    by_code = {source.source: source for source in sources}

    def name(code: str) -> str:
        if code == _ALL:
            return reader.words("sources.all", count=len(sources))
        source = by_code[code]
        dated = f" ({reader.words.date(source.published)})" if source.published else ""
        return f"{reader.say.source_title(source)}{dated} · {counts[code]}"

    return choices.one(
        st.selectbox,
        reader.words("app.source"),
        [_ALL, *by_code],
        name="source",
        words=name,
    )


def found(reader: Reader, *, source: str, sought: str) -> tuple[Observation, ...]:
    """The figures that match, a page of them, under their sources; every one opens."""
    words = reader.words
    asked = folded(sought).split()
    stands_for = tuple(
        search.stands_for(reader.say, word, reads.periods(), is_last=word is asked[-1])
        for word in asked
    )
    one = None if source == _ALL else source

    def page(first: int) -> Page:
        return reads.search(stands_for, reader.vintage, source=one, first=first, most=_PAGE_SIZE)

    result = page(0)
    found, reports = result.found, result.reports
    st.caption(words("sources.count", count=found))
    if not found:
        st.info(words("sources.nothing", sought=sought))
        return ()
    if found > _PAGE_SIZE * 2:
        reports = page(paging.first_shown(found, _PAGE_SIZE, key="sources-pages")).reports
    elif found > _PAGE_SIZE:
        reports += page(_PAGE_SIZE).reports
    by_source: dict[str, list[Observation]] = {}
    for observation in reports:
        by_source.setdefault(observation.source, []).append(observation)
    for code, rows in by_source.items():
        _card(reader, reader.codelists.source_by_code[code], rows)
    return reports


def findings(reader: Reader, shown: Sequence[Observation]) -> tuple[Finding, ...]:
    """All there are; in a store with very many figures, those about what is shown."""
    if sum(reads.figures_by_source().values()) <= _FEW:
        return reads.findings_of(reader.vintage)
    keys = {observation.key for observation in shown}
    areas = tuple(sorted({key.ref_area for key in keys}))
    indicators = tuple(sorted({key.indicator for key in keys}))
    if not keys:
        return ()
    all_of_them = reads.findings_of(
        reader.vintage,
        areas=areas,
        indicators=indicators,
        since=min(key.period.end.year for key in keys),
    )
    return tuple(f for f in all_of_them if f.figures[0].key in keys)


def _card(reader: Reader, source: Source, observations: list[Observation]) -> None:
    words, say = reader.words, reader.say
    with st.container(border=True, key=f"card-source-{source.source}"):
        st.markdown(f"#### {plain(say.source_title(source))}")
        published = (
            words.date(source.published) if source.published else words("detail.date_unknown")
        )
        publisher = source.publisher or words("detail.publisher_not_printed")
        st.caption(words("sources.published", publisher=plain(publisher), date=published))
        if source.note:
            st.caption(plain(source.note))
        if source.link:
            st.link_button(words("detail.open_link"), source.link, icon=":material/open_in_new:")
        figure_table.show(
            reader,
            key=f"figures-{source.source}",
            caption=say.source_title(source),
            corner=words("app.indicator"),
            columns=[
                Column(words("app.value")),
                Column(words("detail.printed")),
                Column(words("detail.locator")),
                Column(words("app.note")),
            ],
            rows=[_row(reader, observation) for observation in observations],
            dense=True,
            quiet_gaps=True,
        )


def _row(reader: Reader, observation: Observation) -> Row:
    words, say, key = reader.words, reader.say, observation.key
    unit = reader.codelists.unit_by_code[observation.unit]
    amount = words.amount(observation.obs_value, observation.decimals, unit)
    return Row(
        say.indicator(observation.indicator),
        (
            Cell(
                f"{words.bound(observation.bound)}{amount}",
                (say.measure(key),),
                figure=key,
            ),
            Cell(observation.printed),
            Cell(observation.locator) if observation.locator else None,
            Cell(observation.note) if observation.note else None,
        ),
        note=f"{say.area(observation.ref_area, key.period)} · {words.period(key.period)}",
    )
