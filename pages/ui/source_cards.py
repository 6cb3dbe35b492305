"""Sources with their figures as printed, found by source and by what the reader types."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.model import Observation, Source
from analytics.text import folded
from pages.ui import choices, figure_table, reads
from pages.ui.figure_table import Cell, Column, Row
from pages.ui.plain import plain
from pages.ui.reader import Reader

_ALL = "all"
_PAGE_SIZE = 60
_EARLY = date(1, 1, 1)


def choose(reader: Reader) -> str:
    """One source, or all of them."""
    counts = reads.figures_by_source()
    sources = sorted(
        (s for s in reader.codelists.sources if counts.get(s.source)),
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


def found(reader: Reader, *, source: str, sought: str) -> None:
    """The figures that match, under their sources; every one opens."""
    words = reader.words
    asked = folded(sought).split()
    observations = [
        observation
        for observation in reads.known(reader.vintage)
        if source in (_ALL, observation.source) and _matches(reader, observation, asked)
    ]
    st.caption(words("sources.count", count=len(observations)))
    if not observations:
        st.info(words("sources.nothing", sought=plain(sought)))
        return
    shown = _page_of(observations)
    by_source: dict[str, list[Observation]] = {}
    for observation in shown:
        by_source.setdefault(observation.source, []).append(observation)
    for code, rows in by_source.items():
        _card(reader, reader.codelists.source_by_code[code], rows)


def _page_of(observations: list[Observation]) -> list[Observation]:
    """All of them where they are few; of many, the page that the reader turns to."""
    if len(observations) <= _PAGE_SIZE * 2:
        return observations
    pages = -(-len(observations) // _PAGE_SIZE)
    chosen = int(st.pagination(pages, key=f"sources-pages-{pages}"))
    return observations[(chosen - 1) * _PAGE_SIZE : chosen * _PAGE_SIZE]


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


def _matches(reader: Reader, observation: Observation, asked: list[str]) -> bool:
    """Whether every word typed is one in the figure's names, whatever the diacritics.

    The last word may be half typed. A number is looked for in the printed text too, where ordinary
    words would find too much: ``dong`` is in every sum of money.
    """
    if not asked:
        return True
    area = reader.say.area_of(observation.ref_area, observation.period)
    indicator = reader.codelists.indicator_by_code[observation.indicator]
    source = reader.codelists.source_by_code[observation.source]
    text = folded(
        " ".join(
            (
                area.name_vi,
                area.name_en,
                *area.aliases,
                indicator.name_vi,
                indicator.name_en,
                *indicator.aliases,
                reader.words.period(observation.period),
                reader.words(f"codes.measure.{observation.measure}"),
                source.title,
                source.title_en,
                source.publisher,
            )
        )
    )
    names = set(text.split())
    half_typed = any(name.startswith(asked[-1]) for name in names)
    printed = folded(observation.printed)
    return all(
        word in names
        or (word is asked[-1] and half_typed)
        or (_has_digit(word) and word in printed)
        for word in asked
    )


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)
