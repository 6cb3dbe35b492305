"""The choices that several pages share."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.model import Indicator, Measure, Period
from analytics.text import folded
from analytics.views.request import period_code, period_of
from pages.ui import choices, reads
from pages.ui.reader import DEFAULT_AREAS, Reader

_NEWEST = "newest"
_TIERS = (2, 3, 1)
_MANY = 40
"""Areas; a list of more is searched."""
_OFFERED = 60


def bar() -> DeltaGenerator:
    """Where the choices of a page stand beside each other; ``theme.css`` says how wide each is.

    One part of the page: of columns, each would be drawn anew with every choice.
    """
    return st.container(border=True, horizontal=True, gap="medium", key="card-filters")


def tier(reader: Reader) -> int:
    """The level of the areas that the reader looks at; asked where several have figures."""
    reported = reads.reported_areas()
    levels = {a.level.tier for a in reader.codelists.areas if a.ref_area in reported}
    offered = [str(level) for level in _TIERS if level in levels] or [str(_TIERS[0])]
    if len(offered) == 1:
        return int(offered[0])
    return int(
        choices.one(
            st.segmented_control,
            reader.words("filters.tier"),
            offered,
            name="tier",
            words=lambda level: reader.words(f"filters.tiers.{level}"),
            required=True,
        )
    )


def areas_of(reader: Reader, level: int) -> tuple[str, ...]:
    """Codes of a level's areas; of many, only those with figures."""
    codes = [a.ref_area for a in reader.codelists.areas if a.level.tier == level]
    if len(codes) > _MANY:
        codes = [code for code in codes if code in reads.reported_areas()] or codes
    return tuple(dict.fromkeys(codes))


def choose_areas(reader: Reader) -> tuple[str, ...]:
    """Areas to compare, in the order of the codelist; of many, found by what is typed."""
    codes = areas_of(reader, tier(reader))
    return _choose_areas(reader, codes, usual=codes[: len(DEFAULT_AREAS)])


def choose_few(reader: Reader, codes: Collection[str], most: int) -> tuple[str, ...]:
    """A few of these areas, of whatever level; the first where none is chosen."""
    ordered = [a.ref_area for a in reader.codelists.areas if a.ref_area in codes]
    ordered = list(dict.fromkeys(ordered))
    return _choose_areas(reader, ordered, usual=ordered[:1], most=most)


def _choose_areas(
    reader: Reader, codes: Sequence[str], usual: Sequence[str], most: int | None = None
) -> tuple[str, ...]:
    """Some of ``codes``; first the districts that the office looks at, else ``usual``."""
    asked = st.query_params.get("areas", "").split(",")
    usual = [code for code in DEFAULT_AREAS if code in codes] or usual
    return choices.many(
        reader.words("app.areas"),
        _found(reader, codes, [*usual, *asked]),
        name="areas",
        words=reader.say.area,
        default=usual,
        most=most,
        placeholder=reader.words("filters.areas"),
    )


def choose_area(reader: Reader) -> str:
    codes = areas_of(reader, tier(reader))
    usual = next((code for code in DEFAULT_AREAS if code in codes), codes[0])
    return choices.one(
        st.selectbox,
        reader.words("app.area"),
        _found(reader, codes, [usual, st.query_params.get("area", "")]),
        name="area",
        words=reader.say.area,
        default=usual,
    )


def _found(reader: Reader, codes: Sequence[str], always: Sequence[str]) -> Sequence[str]:
    """Few areas as they are; of many, those whose name or parent has what is typed, and ``always``.

    Streamlit's own search wants the diacritics, and sends every name each time.
    """
    if len(codes) <= _MANY:
        return codes
    typed = choices.search(
        reader.words("filters.find_area", count=len(codes)),
        name="find",
        placeholder=reader.words("filters.find_example"),
        icon=":material/search:",
    )
    sought = folded(typed).split()

    def fits(code: str) -> bool:
        area = reader.say.area_of(code)
        names = [area.name_vi, area.name_en, code]
        if area.parent:
            names.append(reader.say.area_of(area.parent).name_vi)
        told = f" {folded(' '.join(names))}"
        return all(f" {word}" in told for word in sought)

    matching = [code for code in codes if fits(code)]
    if len(matching) > _OFFERED:
        st.caption(reader.words("filters.more_areas", shown=_OFFERED, count=len(matching)))
    offered = {*matching[:_OFFERED], *always}
    return [code for code in codes if code in offered]


def choose_scope(reader: Reader, areas: Sequence[str]) -> bool:
    """Whether all of ``areas`` are compared, or the chosen ones; asked where there are many."""
    if len(areas) <= _MANY:
        return False
    chosen = choices.one(
        st.segmented_control,
        reader.words("filters.scope"),
        ("chosen", "all"),
        name="scope",
        words=lambda scope: reader.words(f"filters.scopes.{scope}", count=len(areas)),
        required=True,
    )
    return chosen == "all"


def choose_indicator(reader: Reader, indicators: Sequence[Indicator], default: str) -> Indicator:
    """One of ``indicators``, under its domain's name."""
    words = reader.words

    def name(code: str) -> str:
        indicator = reader.codelists.indicator_by_code[code]
        return f"{words.name(indicator)} · {words(f'codes.domain.{indicator.domain}')}"

    codes = [indicator.indicator for indicator in indicators]
    code = choices.one(
        st.selectbox,
        words("app.indicator"),
        codes,
        name="indicator",
        words=name,
        default=default if default in codes else None,
    )
    return reader.codelists.indicator_by_code[code]


def choose_indicator_and_areas(reader: Reader) -> tuple[Indicator, tuple[str, ...]]:
    """What to look at, among the reported indicators, and where."""
    indicator = choose_indicator(reader, reads.reported_indicators(), default="budget_revenue_area")
    return indicator, choose_areas(reader)


def choose_measure(reader: Reader, measures: Sequence[Measure]) -> Measure:
    code = choices.one(
        st.segmented_control,
        reader.words("app.measure"),
        [str(measure) for measure in measures],
        name="measure",
        words=lambda code: reader.words(f"codes.measure.{code}"),
        required=True,
    )
    return Measure(code)


def choose_period(reader: Reader, periods: Sequence[Period]) -> Period:
    """One of ``periods``; the first is usual."""
    by_code = {period_code(period): period for period in periods}
    code = choices.one(
        st.selectbox,
        reader.words("app.period"),
        list(by_code),
        name="period",
        words=lambda code: reader.words.period(by_code[code]),
    )
    return by_code[code]


def choose_span(reader: Reader, years: Sequence[int]) -> Period | None:
    """All of time, the newest figure of each thing first, or one year; None is all of it."""
    by_code = {period_code(Period.year(year)): year for year in years}

    def name(code: str) -> str:
        return str(by_code[code]) if code in by_code else reader.words("filters.newest")

    chosen = choices.one(
        st.selectbox, reader.words("app.year"), [_NEWEST, *by_code], name="period", words=name
    )
    return None if chosen == _NEWEST else period_of(chosen)


def choose_way(reader: Reader) -> str:
    """Within a year, or year on year."""
    return choices.one(
        st.segmented_control,
        reader.words("trends.way"),
        ("course", "years"),
        name="way",
        words=lambda way: reader.words(f"trends.way_{way}"),
        required=True,
    )


def choose_year(reader: Reader, years: Sequence[int]) -> int:
    """One of ``years``; the first is usual."""
    chosen = choices.one(
        st.selectbox,
        reader.words("app.year"),
        [str(year) for year in years],
        name="year",
        words=str,
    )
    return int(chosen)
