"""The store, opened once, and reads cached by its revision: nothing is ever invalidated."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from analytics import bundled, findings, measures, progress, queries
from analytics.codelists import Codelists
from analytics.measures import Computed, Undefined
from analytics.model import Figure, FigureKey, Finding, Indicator, Observation, Vintage
from analytics.progress import Standing
from analytics.settings import Settings
from analytics.store import Store


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The process's one store, with the bundled reports in it.

    One that lacks what was acknowledged takes no writes; it is shown as it is, with a warning.
    """
    settings = Settings.read()
    opened = Store.open(settings.store)
    if not opened.missing:
        bundled.load(opened, settings)
    return opened


def codelists() -> Codelists:
    return _codelists(store().revision())


def figures(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
) -> tuple[Figure, ...]:
    """The standing figures of these areas and indicators, and all that follows from them."""
    return _computed(store().revision(), areas, indicators, vintage).figures


def undefined(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
) -> tuple[Undefined, ...]:
    """What their operands do not give, and why."""
    return _computed(store().revision(), areas, indicators, vintage).undefined


def standings(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
) -> tuple[Standing, ...]:
    """Where the areas stand on the indicators, in every period, newest first."""
    return _standings(store().revision(), areas, indicators, vintage)


def reported_indicators() -> tuple[Indicator, ...]:
    """Indicators with at least one figure that stands, in the codelist's order."""
    return _reported_indicators(store().revision())


def known(vintage: Vintage) -> tuple[Observation, ...]:
    """Every report that is known, in the order of sources and their files."""
    return _known(store().revision(), vintage)


def figures_by_source() -> dict[str, int]:
    return _figures_by_source(store().revision())


def all_findings(vintage: Vintage) -> tuple[Finding, ...]:
    return _findings(store().revision(), vintage)


def freshness(vintage: Vintage) -> tuple[queries.Freshness, ...]:
    return _freshness(store().revision(), vintage)


def reports(key: FigureKey, vintage: Vintage) -> tuple[queries.Report, ...]:
    return _reports(store().revision(), key, vintage)


@lru_cache(maxsize=4)
def _codelists(revision: str) -> Codelists:
    return store().codelists()


@lru_cache(maxsize=256)
def _computed(
    revision: str,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
) -> Computed:
    observations = queries.standing(store(), areas=areas, indicators=indicators, vintage=vintage)
    return measures.computed(observations, _codelists(revision))


@lru_cache(maxsize=256)
def _standings(
    revision: str,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
) -> tuple[Standing, ...]:
    computed = _computed(revision, areas, indicators, vintage)
    return progress.standings(computed.figures, _codelists(revision))


@lru_cache(maxsize=4)
def _reported_indicators(revision: str) -> tuple[Indicator, ...]:
    reported = queries.reported_indicators(store())
    return tuple(i for i in _codelists(revision).indicators if i.indicator in reported)


@lru_cache(maxsize=4)
def _known(revision: str, vintage: Vintage) -> tuple[Observation, ...]:
    return queries.in_file_order(store(), vintage)


@lru_cache(maxsize=4)
def _figures_by_source(revision: str) -> dict[str, int]:
    return queries.figures_by_source(store())


@lru_cache(maxsize=16)
def _findings(revision: str, vintage: Vintage) -> tuple[Finding, ...]:
    return findings.findings(queries.known(store(), vintage=vintage), _codelists(revision))


@lru_cache(maxsize=16)
def _freshness(revision: str, vintage: Vintage) -> tuple[queries.Freshness, ...]:
    return queries.freshness(store(), vintage)


@lru_cache(maxsize=256)
def _reports(revision: str, key: FigureKey, vintage: Vintage) -> tuple[queries.Report, ...]:
    return queries.reports(store(), key, vintage)
