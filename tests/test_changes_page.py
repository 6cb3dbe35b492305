"""What changed between submissions, where it is too much to be held against each other unasked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import queries
from analytics.model import NOW, Vintage
from analytics.queries import moving
from analytics.store import Store
from analytics.text import words
from pages.ui import reads
from tests.page_runs import is_whole, pages_over, visit
from tests.test_vintage import LONG_AGO

VI = words("vi")
ASKED = {"by": "submission", "before": "none"}
CHOSEN = ("002", "008")


@pytest.fixture(scope="module", autouse=True)
def _pages(bundled_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    copy = tmp_path_factory.mktemp("changes") / "figures.duckdb"
    bundled_store.copy_to(copy)
    with pages_over(DISTRICT_STORE=str(copy)):
        yield


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked is more than a reader would wait for."""
    monkeypatch.setattr(moving, "_HELD_AT_ONCE", 0)


@pytest.fixture
def moved(bundled_store: Store) -> queries.Moved:
    return queries.moved(bundled_store, Vintage(submitted_by=LONG_AGO), NOW)


def told(page: AppTest) -> list[str]:
    assert is_whole(page)
    return [text.value for text in page.markdown]


def test_of_little_all_areas_are_shown_and_counted(
    bundled_store: Store, moved: queries.Moved
) -> None:
    new = queries.changed(bundled_store, moved, most=1).counts["new"]
    page = visit("whats_new", **ASKED)
    assert f"#### {VI('whats_new.new', count=new)}" in told(page)
    assert not page.multiselect


@pytest.mark.usefixtures("much")
def test_of_much_chosen_areas_are_shown_as_such(bundled_store: Store, moved: queries.Moved) -> None:
    page = visit("whats_new", **ASKED, areas=",".join(CHOSEN))
    new = queries.changed(bundled_store, moved, areas=CHOSEN, most=1).counts["new"]
    how_much = VI("whats_new.in_many_areas", reports=moved.reports, areas=len(moved.areas))
    shown = told(page)
    assert how_much in shown
    assert f"#### {VI('whats_new.new_chosen', count=new)}" in shown
    assert not any(text.startswith(f"#### {VI('whats_new.new', count='')[:-1]}") for text in shown)
    assert page.multiselect(key="choice-areas").value == list(CHOSEN)
    assert len(page.multiselect(key="choice-areas").options) <= len(moved.areas)


@pytest.mark.usefixtures("much")
def test_no_more_areas_are_taken_from_an_address_than_may_be_chosen(moved: queries.Moved) -> None:
    page = visit("whats_new", **ASKED, areas=",".join(moved.areas))
    assert is_whole(page)
    assert len(page.multiselect(key="choice-areas").value) == queries.FEW


@pytest.mark.usefixtures("much")
def test_all_areas_are_counted_when_asked_for_and_by_the_link(
    bundled_store: Store, moved: queries.Moved
) -> None:
    page = visit("whats_new", **ASKED)
    assert not reads._counted_changes.worked_out
    (button,) = [b for b in page.button if b.label.startswith("Đếm")]
    pressed = button.click().run()
    totals = Counter(queries.changed(bundled_store, moved, most=1).counts)
    everywhere = VI(
        "whats_new.everywhere",
        areas=len(moved.areas),
        **{sort: totals[sort] for sort in ("new", "revised", "withdrawn")},
    )
    assert f"#### {everywhere}" in told(pressed)
    counted = pressed.query_params["counted"]
    assert f"#### {everywhere}" in told(visit("whats_new", **ASKED, counted=counted))
    other = visit("whats_new", by="submission", before="none", after="3", counted=counted)
    assert f"#### {everywhere}" not in told(other)


@pytest.mark.usefixtures("much")
def test_what_was_counted_when_it_came_in_is_shown_unasked(bundled_store: Store) -> None:
    numbers = [one.submission_id for one in bundled_store.submissions()]
    number = max(numbers, key=lambda one: len(queries.brought(bundled_store, one).areas))
    moved = queries.brought(bundled_store, number)
    before = visit("whats_new", by="submission", after=str(number))
    assert [b for b in before.button if b.label.startswith("Đếm")]
    queries.keep_counts(reads.store(), [number])
    reads._kept_changes.clear()
    page = visit("whats_new", by="submission", after=str(number))
    assert not [b for b in page.button if b.label.startswith("Đếm")]
    totals = Counter(queries.changed(bundled_store, moved, most=1).counts)
    everywhere = VI(
        "whats_new.everywhere",
        areas=len(queries.counted_changes(bundled_store, moved)),
        **{sort: totals[sort] for sort in ("new", "revised", "withdrawn")},
    )
    assert f"#### {everywhere}" in told(page)


@pytest.mark.usefixtures("much")
def test_what_is_not_judged_says_so_until_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "_MANY", 0)
    reads._extent.clear()
    st.cache_resource.clear()
    page = visit("whats_new", **ASKED, areas=CHOSEN[0])
    assert f"#### {VI('whats_new.statuses_not_judged')}" in told(page)
    (button,) = [b for b in page.button if b.label == VI("whats_new.judge")]
    judged = button.click().run()
    assert f"#### {VI('whats_new.statuses_not_judged')}" not in told(judged)
    assert VI("whats_new.newest_year") in [caption.value for caption in judged.caption]
    link = judged.query_params["judged"]
    other = visit("whats_new", **ASKED, areas=CHOSEN[1], judged=link)
    assert f"#### {VI('whats_new.statuses_not_judged')}" in told(other)
