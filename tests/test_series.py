"""A series answers for itself: whatever is asked for together is what each gives."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from analytics import findings, measures, progress, queries, series
from analytics.address import Address
from analytics.measures import EVERYTHING, NEWEST, Reach
from analytics.model import NOW, Measure, Period
from analytics.series import Series
from analytics.store import Store
from pages.ui import kept, reads
from tests import page_runs
from tests.builders import TAY_HO, observation
from tests.places import environment
from tests.test_store import submit

REVENUE, EXPENDITURE = "budget_revenue_area", "budget_expenditure"
BY_2021 = Reach(ending=Period(start=date(2021, 1, 1), end=date(2021, 12, 31)))


@pytest.mark.parametrize("reach", [EVERYTHING, NEWEST, BY_2021])
def test_each_by_itself_gives_what_all_of_them_give(bundled_store: Store, reach: Reach) -> None:
    codelists = bundled_store.codelists()
    standing = queries.standing(bundled_store)
    each = [series.worked_out(alike, codelists, reach) for alike in series.apart(standing)]
    together = measures.computed(standing, codelists, reach)
    assert len(each) > 200
    assert series.computed(each) == together
    assert series.standings(each, reach) == progress.standings(together.figures, codelists, reach)


@pytest.mark.parametrize("reach", [NEWEST, BY_2021])
def test_all_that_is_worked_out_has_the_standings_of_less(
    bundled_store: Store, reach: Reach
) -> None:
    codelists = bundled_store.codelists()
    standing = queries.standing(bundled_store)
    each = [series.worked_out(alike, codelists) for alike in series.apart(standing)]
    some = measures.computed(standing, codelists, reach)
    found = series.standings(each, reach)
    assert found == progress.standings(some.figures, codelists, reach)
    assert len(found) < len(series.standings(each))


def test_no_finding_is_about_two_areas(bundled_store: Store) -> None:
    codelists = bundled_store.codelists()
    known = queries.known(bundled_store)
    areas = sorted({report.ref_area for report in known})
    by_area = [
        finding
        for area in areas
        for finding in findings.findings([r for r in known if r.ref_area == area], codelists)
    ]
    assert findings.in_order(by_area) == findings.findings(known, codelists)


def test_a_commit_forgets_only_what_it_touches(store: Store, engine: str) -> None:
    submit(
        store,
        "first",
        observation("1000", indicator=REVENUE),
        observation("1100", Measure.PLAN, indicator=REVENUE),
        observation("70", indicator=EXPENDITURE),
    )
    codelists = store.codelists()

    def known() -> tuple[Series, ...]:
        return kept.series_of(queries.standing(store), codelists, f"{engine}'s", EVERYTHING)

    before = known()
    asked = kept.one_series.worked_out
    assert known() == before
    assert kept.one_series.worked_out == asked

    submit(store, "second", observation("80", indicator=EXPENDITURE))
    after = known()
    assert kept.one_series.worked_out == asked + 1
    assert after == tuple(
        series.worked_out(alike, codelists) for alike in series.apart(queries.standing(store))
    )
    assert after != before


def test_another_edition_of_the_codelists_forgets_all(store: Store, engine: str) -> None:
    submit(store, "first", observation("1000", indicator=REVENUE))
    codelists = store.codelists()
    reports = queries.known(store)
    asked = kept.one_areas_findings.worked_out
    for edition in ("old", "new", "old"):
        kept.findings_of(reports, codelists, f"{engine}'s {edition}")
    assert kept.one_areas_findings.worked_out == asked + 2


def test_codes_that_no_commit_changed_are_the_same_object(place: Address) -> None:
    with page_runs.pages_over(**environment(place)):
        before, revision = reads.codelists(), reads.store().revision()
        submit(reads.store(), "first", observation("1000", indicator=REVENUE))
        assert reads.store().revision() != revision
        assert reads.codelists() is before


def test_another_record_under_the_same_numbers_is_not_taken_for_the_first(
    place: Address, tmp_path: Path
) -> None:
    """A shared store may be given another backup while the app runs: same numbers, other files."""
    year = Period.year(2031)

    def shown() -> list[int]:
        figures = reads.figures(NOW, areas=(TAY_HO,), indicators=(REVENUE,))
        return [int(f.value) for f in figures if f.key.period == year]

    with page_runs.pages_over(**environment(place)):
        reads.store().copy_to(tmp_path / "other.duckdb")
        with closing(Store.open(tmp_path / "other.duckdb")) as other:
            submit(reads.store(), "one", observation("1000", indicator=REVENUE, period=year))
            one = shown()
            submit(other, "another", observation("2000", indicator=REVENUE, period=year))
            revision = reads.store().revision()
            reads.store().take_rows(other)
            assert reads.store().revision() == revision
        assert (one, shown()) == ([1000], [2000])
