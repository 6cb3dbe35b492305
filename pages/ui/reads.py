"""The store, opened once, and reads cached by its revision: nothing is ever invalidated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analytics import bundled, measures, progress, queries, series
from analytics.codelists import Codelists
from analytics.measures import EVERYTHING, NEWEST, Computed, Reach, Undefined
from analytics.model import (
    NOW,
    Figure,
    FigureKey,
    Finding,
    Indicator,
    Measure,
    Observation,
    Period,
    Vintage,
)
from analytics.progress import Standing
from analytics.queries import FEW
from analytics.series import Series
from analytics.settings import Settings
from analytics.store import Store, codelists_edition
from pages.ui import kept
from pages.ui.answered_once import answered_once

_MANY = 6000
"""Reports; about as many as Python works through in the time of an interaction."""
_SMALL = _MANY // 4
"""Reports of an area of which all is worked out at once, whatever of it is asked for first."""


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


def known_now() -> str:
    """What answers are kept by: the store's revision, told apart from one that it gave way to.

    After a ``restore`` of a shared store the same number may be another submission's.
    """
    register = store().register()
    return f"{register.replaced}.{register.revision}"


def codelists() -> Codelists:
    return _codelists(known_now())


def figures(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
    reach: Reach = EVERYTHING,
) -> tuple[Figure, ...]:
    """The standing figures of these areas and indicators, and all that follows within reach.

    What is out of reach may be among them, of areas with little. Of very many, those that the
    newest year, or the years asked for, do not rest on are left out.
    """
    return _computed(known_now(), areas, indicators, vintage, reach).figures


def undefined(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
) -> tuple[Undefined, ...]:
    """What their operands do not give, and why."""
    return _computed(known_now(), areas, indicators, vintage, EVERYTHING).undefined


def standings(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
    reach: Reach = EVERYTHING,
) -> tuple[Standing, ...]:
    """Where the areas stand on the indicators, in every period within reach, newest first."""
    return _standings(known_now(), areas, indicators, vintage, reach)


def extent(
    vintage: Vintage, *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
) -> queries.Extent:
    """How much is known of these areas, and of which years."""
    revision = known_now()
    if len(areas) > FEW:
        return _extent(revision, areas, indicators, vintage)
    each = (_extent(revision, (area,), indicators, vintage) for area in areas)
    return queries.Extent.together(each)


def since(
    vintage: Vintage, *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
) -> int | None:
    """The newest year, where there is more than a page can look through while its reader waits.

    None where all of it can be looked through.
    """
    found = extent(vintage, areas=areas, indicators=indicators)
    return max(found.years, default=None) if found.reports > _MANY else None


def all_areas(
    vintage: Vintage,
    *,
    areas: tuple[str, ...],
    indicators: tuple[str, ...],
    measure: Measure,
    period: Period,
) -> tuple[Figure, ...]:
    """What is reported of many areas for one period, and what follows of one measure in it."""
    return _all_areas(known_now(), areas, indicators, measure, period, vintage)


def reported_areas() -> frozenset[str]:
    """Codes of the areas that anything is reported on."""
    return _reported_areas(known_now())


def reported_indicators() -> tuple[Indicator, ...]:
    """Indicators with at least one figure that stands, in the codelist's order."""
    return _reported_indicators(known_now())


def search(
    words: tuple[queries.Sought, ...],
    vintage: Vintage,
    *,
    source: str | None,
    first: int,
    most: int,
) -> queries.Page:
    """Reports that every word fits, a page of them, in the order of sources and their files."""
    return _search(known_now(), words, vintage, source, first, most)


def periods() -> tuple[Period, ...]:
    """Every period that there is a report for."""
    return _periods(known_now())


def moved(before: Vintage, after: Vintage) -> queries.Moved:
    """The reports that are known at one of the moments and not at the other, counted."""
    return _moved(known_now(), before, after)


def changed(
    before: Vintage, after: Vintage, *, areas: tuple[str, ...] | None, most: int
) -> queries.Changes:
    """Figures that stand otherwise at the second moment, so many of each sort in each area."""
    revision = known_now()
    if areas is None or len(areas) > FEW:
        return _changed(revision, before, after, areas, most)
    each = [_changed(revision, before, after, (area,), most) for area in sorted(set(areas))]
    return queries.Changes.together(each, most * len(each))


def counted_changes(before: Vintage, after: Vintage) -> tuple[queries.AreaChanges, ...]:
    """How much changed in each area; of very many reports, where none is kept, it takes a while."""
    return _counted_changes(known_now(), before, after)


def kept_changes(before: Vintage, after: Vintage) -> tuple[queries.AreaChanges, ...] | None:
    """The same where it was counted when a submission came in; None where it was not."""
    return _kept_changes(known_now(), before, after)


def figures_by_source() -> dict[str, int]:
    return _figures_by_source(known_now())


def findings_of(
    vintage: Vintage,
    *,
    areas: tuple[str, ...] | None = None,
    indicators: tuple[str, ...] | None = None,
    since: int | None = None,
) -> tuple[Finding, ...]:
    """What the figures of these areas and indicators say against each other.

    With ``since``, about figures of that year and later, held against those from the year before.
    """
    return _findings(known_now(), vintage, areas, indicators, since)


def freshness(vintage: Vintage, areas: tuple[str, ...]) -> tuple[queries.Freshness, ...]:
    revision = known_now()
    return tuple(known for area in areas for known in _freshness(revision, vintage, area))


def reports(key: FigureKey, vintage: Vintage) -> tuple[queries.Report, ...]:
    return _reports(known_now(), key, vintage)


@answered_once(4, per_revision=True)
def _codelists(revision: str) -> Codelists:
    return _first_of_equals(store().codelists())


@answered_once(2)
def _first_of_equals(codelists: Codelists) -> Codelists:
    """Most commits leave the codes as they were; what is kept beyond them keeps these in memory."""
    return codelists


@answered_once(64, per_revision=True)
def _computed(
    revision: str,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
    reach: Reach,
) -> Computed:
    return series.computed(_series(revision, areas, indicators, vintage, reach))


@answered_once(64, per_revision=True)
def _standings(
    revision: str,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
    reach: Reach,
) -> tuple[Standing, ...]:
    return series.standings(_series(revision, areas, indicators, vintage, reach), reach)


def _series(
    revision: str,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
    reach: Reach,
) -> tuple[Series, ...]:
    """Of a few areas one by one: DuckDB finds one sooner than a list of them."""
    newest = (
        reach.newest
        and areas is not None
        and since(vintage, areas=areas, indicators=indicators) is not None
    )
    if areas and (newest or len(areas) <= FEW):
        each = [
            _of_area(revision, area, indicators, vintage, reach, newest=newest)
            for area in sorted(set(areas))
        ]
        return tuple(one for of_area in each for one in of_area)
    observations = queries.standing(store(), areas=areas, indicators=indicators, vintage=vintage)
    return _worked_out(revision, observations, reach)


def _of_area(
    revision: str,
    area: str,
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
    reach: Reach,
    *,
    newest: bool,
) -> tuple[Series, ...]:
    if _extent(revision, (area,), None, NOW).reports <= _SMALL:
        # All at once, for whatever is chosen of it next.
        all_of_it = _all_of_area(revision, area, vintage)
        return tuple(s for s in all_of_it if indicators is None or s.indicator in indicators)
    if newest:
        return _lately(revision, area, indicators, vintage)
    if reach.ending is not None:
        return _of_years(revision, area, reach, indicators, vintage)
    observations = queries.standing(store(), areas=[area], indicators=indicators, vintage=vintage)
    return _worked_out(revision, observations, reach)


@answered_once(64, per_revision=True)
def _all_of_area(revision: str, area: str, vintage: Vintage) -> tuple[Series, ...]:
    observations = queries.standing(store(), areas=[area], vintage=vintage)
    return _worked_out(revision, observations, EVERYTHING)


@answered_once(32, per_revision=True)
def _lately(
    revision: str, area: str, indicators: tuple[str, ...] | None, vintage: Vintage
) -> tuple[Series, ...]:
    observations = queries.lately(
        store(),
        area,
        _extent(revision, (area,), None, vintage),
        paced=progress.paced(_codelists(revision).indicators),
        indicators=indicators,
        vintage=vintage,
    )
    return _worked_out(revision, observations, NEWEST)


@answered_once(32, per_revision=True)
def _of_years(
    revision: str, area: str, reach: Reach, indicators: tuple[str, ...] | None, vintage: Vintage
) -> tuple[Series, ...]:
    assert reach.ending is not None
    observations = queries.of_years(
        store(),
        area,
        _extent(revision, (area,), None, vintage),
        reach.ending,
        paced=progress.paced(_codelists(revision).indicators),
        indicators=indicators,
        vintage=vintage,
    )
    return _worked_out(revision, observations, reach)


def _edition(revision: str) -> str:
    """Of the codelists, and of a record in which places in it stay what they are."""
    return f"{revision.partition('.')[0]}.{codelists_edition(revision)}"


def _worked_out(
    revision: str, observations: Sequence[Observation], reach: Reach
) -> tuple[Series, ...]:
    return kept.series_of(observations, _codelists(revision), _edition(revision), reach)


@answered_once(8, per_revision=True)
def _all_areas(
    revision: str,
    areas: tuple[str, ...],
    indicators: tuple[str, ...],
    measure: Measure,
    period: Period,
    vintage: Vintage,
) -> tuple[Figure, ...]:
    observations = queries.standing(
        store(), areas=areas, indicators=indicators, around=period, vintage=vintage
    )
    just = Reach(ending=Period(start=period.end, end=period.end), measures=frozenset((measure,)))
    return measures.computed(observations, _codelists(revision), just).figures


@answered_once(4, per_revision=True)
def _reported_areas(revision: str) -> frozenset[str]:
    return queries.reported_areas(store())


@answered_once(256, per_revision=True)
def _extent(
    revision: str,
    areas: tuple[str, ...],
    indicators: tuple[str, ...] | None,
    vintage: Vintage,
) -> queries.Extent:
    return queries.extent(store(), areas=areas, indicators=indicators, vintage=vintage)


@answered_once(4, per_revision=True)
def _reported_indicators(revision: str) -> tuple[Indicator, ...]:
    reported = queries.reported_indicators(store())
    return tuple(i for i in _codelists(revision).indicators if i.indicator in reported)


@answered_once(64, per_revision=True)
def _search(
    revision: str,
    words: tuple[queries.Sought, ...],
    vintage: Vintage,
    source: str | None,
    first: int,
    most: int,
) -> queries.Page:
    return queries.search(store(), words, source=source, vintage=vintage, first=first, most=most)


@answered_once(4, per_revision=True)
def _periods(revision: str) -> tuple[Period, ...]:
    return queries.periods(store())


@answered_once(16, per_revision=True)
def _moved(revision: str, before: Vintage, after: Vintage) -> queries.Moved:
    return queries.moved(store(), before, after)


@answered_once(32, per_revision=True)
def _changed(
    revision: str, before: Vintage, after: Vintage, areas: tuple[str, ...] | None, most: int
) -> queries.Changes:
    return queries.changed(store(), _moved(revision, before, after), areas=areas, most=most)


@answered_once(8, per_revision=True)
def _counted_changes(
    revision: str, before: Vintage, after: Vintage
) -> tuple[queries.AreaChanges, ...]:
    return queries.counted_changes(store(), _moved(revision, before, after))


@answered_once(8, per_revision=True)
def _kept_changes(
    revision: str, before: Vintage, after: Vintage
) -> tuple[queries.AreaChanges, ...] | None:
    return queries.kept_changes(store(), _moved(revision, before, after))


@answered_once(4, per_revision=True)
def _figures_by_source(revision: str) -> dict[str, int]:
    return queries.figures_by_source(store())


@answered_once(16, per_revision=True)
def _findings(
    revision: str,
    vintage: Vintage,
    areas: tuple[str, ...] | None,
    indicators: tuple[str, ...] | None,
    since: int | None,
) -> tuple[Finding, ...]:
    ending = Period(start=date(since - 1, 1, 1), end=date.max) if since else None
    reports = queries.known(
        store(), areas=areas, indicators=indicators, ending=ending, vintage=vintage
    )
    found = kept.findings_of(reports, _codelists(revision), _edition(revision))
    return tuple(f for f in found if since is None or f.figures[0].key.period.end.year >= since)


@answered_once(64, per_revision=True)
def _freshness(revision: str, vintage: Vintage, area: str) -> tuple[queries.Freshness, ...]:
    return queries.freshness(store(), areas=[area], vintage=vintage)


@answered_once(256, per_revision=True)
def _reports(revision: str, key: FigureKey, vintage: Vintage) -> tuple[queries.Report, ...]:
    return queries.reports(store(), key, vintage)
