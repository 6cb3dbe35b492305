"""Every page over the 126 wards and communes of Hanoi, with made figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import comparison, measures, queries
from analytics.address import Address
from analytics.measures import Reach
from analytics.model import Measure, Period
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import words
from benchmarks import generate
from pages.ui import reads
from tests import page_runs
from tests.builders import months
from tests.places import environment

PAGES = ("overview", "concerns", "compare", "trends", "district", "sources", "whats_new")
SHIPPED = Settings.read({})


@pytest.fixture(scope="module")
def made(new_place: Callable[[], Address]) -> Address:
    """A store with a year and a half of four indicators in every ward and commune."""
    made = new_place()
    store = Store.open(made)
    try:
        store.adopt_codelists(SHIPPED.codelists)
        codelists = store.codelists()
        wards = tuple(a.ref_area for a in codelists.areas if a.level.tier == 3)
        shape = generate.Shape(
            areas=wards,
            indicators=generate.usual_indicators(codelists, 4),
            years=(2025, 2026),
            monthly_plans=1,
            months=4,
        )
        assert len(wards) == 126
        assert generate.bring_in(store, shape, seed=1) > 9000
    finally:
        store.close()
    return made


@pytest.fixture(scope="module", autouse=True)
def _store_of_its_own(made: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    data = tmp_path_factory.mktemp("data")
    (data / "codelists").symlink_to(SHIPPED.codelists)
    with page_runs.pages_over(**environment(made), DISTRICT_DATA=str(data)):
        yield


def visit(page: str, **parameters: str) -> AppTest:
    run = page_runs.visit(page, **parameters)
    assert not run.exception
    assert not run.error  # what a failing page says
    return run


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_over_wards(page: str) -> None:
    visit(page)


@pytest.mark.parametrize("page", ["concerns", "overview"])
def test_what_was_not_looked_through_is_said(page: str) -> None:
    wards = [a.ref_area for a in reads.codelists().areas if a.level.tier == 3]
    many = [caption.value for caption in visit(page, areas=",".join(wards)).caption]
    few = [caption.value for caption in visit(page, areas=wards[0]).caption]
    if page == "overview":
        told = words("vi")("concerns.headlines_only")
    else:
        told = words("vi")("concerns.contradictions_since", year="2026")
    assert told in many
    assert told not in few


def test_areas_are_found_without_diacritics() -> None:
    everything = visit("compare").multiselect(key="choice-areas").options
    found = visit("compare", find="hoan kiem").multiselect(key="choice-areas").options
    assert len(everything) < 126
    assert "phường Hoàn Kiếm" in found
    assert len(found) < len(everything)


def test_all_wards_are_compared_by_the_ends_and_the_spread() -> None:
    test = visit("compare", scope="all", areas="00070")
    captions = " ".join(caption.value for caption in test.caption)
    assert "trong 12" in captions  # of 12x wards; a few have no figure for the month
    assert len(page_runs.charts(test)) == 2


def test_of_many_chosen_areas_some_are_drawn_and_the_rest_is_said() -> None:
    wards = [a.ref_area for a in reads.codelists().areas if a.level.tier == 3]
    many = ",".join(wards)
    course = visit("trends", areas=many)
    assert 0 < len(page_runs.charts(course)) <= 12
    told = words("vi")("trends.only_some", shown=12, count=len(wards))
    assert told in [caption.value for caption in course.caption]
    few = visit("trends", areas=",".join(wards[:3]))
    assert told not in [caption.value for caption in few.caption]
    assert len(page_runs.charts(visit("compare", areas=many))) == 2  # the ends, and the spread


def test_one_period_of_all_areas_is_what_all_time_gives(made: Address) -> None:
    st.cache_resource.clear()
    store = Store.open(made)
    try:
        codelists, period = store.codelists(), months(1, 3, 2026)
        (indicator, *_) = generate.usual_indicators(codelists, 4)
        family = comparison.family_of(indicator, codelists)
        codes = [one.indicator for one in family]
        wards = [a.ref_area for a in codelists.areas if a.level.tier == 3]
        whole = queries.standing(store, indicators=codes)
        narrow = queries.standing(store, indicators=codes, around=period)
        assert len(narrow) < len(whole)
        for measure in (Measure.ACTUAL, Measure.ATTAINMENT, Measure.GROWTH):
            reach = Reach(
                ending=Period(start=period.end, end=period.end), measures=frozenset((measure,))
            )
            wide, asked = (
                comparison.compare(
                    figures, family=family, areas=wards, measure=measure, period=period
                )
                for figures in (
                    measures.figures(whole, codelists),
                    measures.computed(narrow, codelists, reach).figures,
                )
            )
            assert asked.lanes == wide.lanes
            # A year before, these wards were not there: no growth is theirs.
            assert bool(asked.lanes) is (measure is not Measure.GROWTH)
    finally:
        store.close()
