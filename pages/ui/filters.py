"""The choices that several pages share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.model import Indicator, Measure, Period
from analytics.views.request import period_code, period_of
from pages.ui import choices, reads
from pages.ui.reader import DEFAULT_AREAS, Reader

_NEWEST = "newest"


def choose_areas(reader: Reader) -> tuple[str, ...]:
    """Districts to compare, in the order of the codelist."""
    districts = [a.ref_area for a in reader.codelists.areas if a.level.tier == 2]
    return choices.many(
        reader.words("app.areas"),
        districts,
        name="areas",
        words=reader.say.area,
        default=DEFAULT_AREAS,
        placeholder=reader.words("filters.areas"),
    )


def choose_area(reader: Reader) -> str:
    districts = [a.ref_area for a in reader.codelists.areas if a.level.tier == 2]
    return choices.one(
        st.selectbox,
        reader.words("app.area"),
        districts,
        name="area",
        words=reader.say.area,
        default=DEFAULT_AREAS[0],
    )


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
    """Side by side: what to look at, among the reported indicators, and where."""
    left, right = st.columns([3, 4], gap="medium")
    with left:
        indicator = choose_indicator(
            reader, reads.reported_indicators(), default="budget_revenue_area"
        )
    with right:
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
