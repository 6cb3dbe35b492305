"""What is asked in a way that very many figures need is what the plain way gives, in any store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import changes, queries
from analytics.changes import Change
from analytics.model import NOW, Measure, Observation, Vintage
from analytics.numerals import Number, other_numbers, readings
from analytics.queries import AreaChanges, Changes, Moved, Sought, changing
from analytics.store import Store
from tests.builders import TAY_HO, YEAR_2022, months, observation
from tests.conftest import LONG, ON_LINUX
from tests.test_vintage import EVENTS, LONG_AGO, PUBLISHED, Event, happen, happening

if TYPE_CHECKING:
    from tests.lake import Postgres

WORDS = st.lists(
    st.builds(
        Sought,
        areas=st.sampled_from([(), (TAY_HO,), ("004",), (TAY_HO, "004")]),
        dated_areas=st.sampled_from([(), (), ((TAY_HO, months(1, 6, 2022)),)]),
        indicators=st.sampled_from(
            [(), ("budget_revenue_area",), ("targets_met", "new_party_members")]
        ),
        measures=st.sampled_from([(), (Measure.PLAN,)]),
        sources=st.sampled_from([(), ("january", "undated")]),
        periods=st.sampled_from([(), (YEAR_2022,), (months(1, 6, 2022),)]),
        numbers=st.sampled_from(
            [(), (), (Number(digits=100),), readings("14"), readings("1.000", is_half_typed=True)]
        ),
        printed=st.sampled_from(["", "", "0", "10", "11"]),
    ),
    max_size=3,
)
PRINTED = {
    "1000": "1.000 tỷ đồng",
    "1": "1,000 tỷ đồng",
    "-14.0": "giảm 14,0%",
    "14": "14.000 triệu đồng",
    "0.014": "14 triệu đồng",
    "14E+3": "trên 14 nghìn tỷ đồng",
    "1E+3": "1 nghìn tỷ đồng",
    "14.5": "14,5 tỷ đồng",
    "9999999999999999999": "9.999.999.999.999.999.999",
}
"""Values of which a number may be printed otherwise."""
WIDE = st.builds(
    observation,
    st.sampled_from(["90", "100", "110", *PRINTED]),
    st.sampled_from([Measure.ACTUAL, Measure.PLAN]),
    indicator=st.sampled_from(
        ["budget_revenue_area", "targets_met", "targets_exceeded", "new_party_members"]
    ),
    period=st.sampled_from([YEAR_2022, months(1, 6, 2022)]),
    ref_area=st.sampled_from([TAY_HO, "004"]),
    source=st.sampled_from(sorted(PUBLISHED)),
).map(lambda report: report._replace(printed=PRINTED.get(report.printed, report.printed)))
"""Of several areas and indicators."""
DAYS = st.sampled_from([None, *sorted(day for day in PUBLISHED.values() if day)])
MOMENTS = st.tuples(st.integers(0, 7), DAYS)


class Case(NamedTuple):
    """What happens to a store, and what it is asked: at two moments, for some words, by pages."""

    events: list[Event]
    words: list[Sought]
    one: tuple[int, date | None]
    other: tuple[int, date | None]
    is_by_time: bool
    most: int


CASES = st.builds(
    Case,
    st.one_of(EVENTS, happening(WIDE)),
    WORDS,
    MOMENTS,
    MOMENTS,
    st.booleans(),
    st.integers(1, 4),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("many")


def fits(report: Observation, word: Sought) -> bool:
    return (
        report.ref_area in word.areas
        or any(
            report.ref_area == code and when.start <= report.period_end <= when.end
            for code, when in word.dated_areas
        )
        or report.indicator in word.indicators
        or report.measure in word.measures
        or report.source in word.sources
        or report.period in word.periods
        or any(is_told(report, number) for number in word.numbers)
        or bool(word.printed and word.printed in report.printed)
    )


def is_told(report: Observation, number: Number) -> bool:
    """Whether it is the report's value, or is printed."""
    numbers = [report.obs_value, *other_numbers(report.printed, report.obs_value)]
    return any(
        span.least <= one * 10**9 <= span.greatest for span in number.spans() for one in numbers
    )


def in_order_of_pages(report: Observation) -> tuple[object, ...]:
    day = PUBLISHED[report.source]
    newest_first = -(day or date.min).toordinal()
    return day is None, newest_first, report.source, report.submission_id, report.row_number


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(CASES)
def test_what_is_found_changed_and_counted_is_what_the_plain_way_gives(
    folder: Path, case: Case
) -> None:
    with closing(Store.open(Path(mkdtemp(dir=folder)) / "figures.duckdb")) as store:
        assert_alike(store, case)


@LONG
@pytest.mark.skipif(not ON_LINUX, reason="needs Linux")
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(CASES)
def test_what_is_found_changed_and_counted_in_a_lake_is_what_the_plain_way_gives(
    postgres: Postgres, case: Case
) -> None:
    with closing(Store.open(postgres.lake())) as store:
        assert_alike(store, case)


def assert_alike(store: Store, case: Case) -> None:
    moments = happen(store, case.events)

    def vintage(until: int, day: date | None) -> Vintage:
        submitted_by = moments[until] if until < len(moments) else LONG_AGO
        return Vintage(published_by=day, submitted_by=submitted_by if case.is_by_time else None)

    one, other = vintage(*case.one), vintage(*case.other)
    for then in (NOW, one):
        assert_found(store, case.words, then, case.most)
    assert_changed(store, one, other, case.most)
    assert_changed(store, one, NOW, case.most)
    assert_counted(store)


def assert_found(store: Store, words: Sequence[Sought], vintage: Vintage, most: int) -> None:
    known = queries.known(store, vintage=vintage)
    for source in (None, "march"):
        expected = sorted(
            (
                report
                for report in known
                if source in (None, report.source) and all(fits(report, word) for word in words)
            ),
            key=in_order_of_pages,
        )
        found: list[Observation] = []
        for first in range(0, len(expected) + 1, most):
            page = queries.search(
                store, words, source=source, vintage=vintage, first=first, most=most
            )
            assert page.found == len(expected)
            found += page.reports
        assert found == expected


def assert_changed(store: Store, before: Vintage, after: Vintage, most: int) -> None:
    naive = changes.changes(
        queries.standing(store, vintage=before), queries.standing(store, vintage=after)
    )
    sorts = Counter(change.code.value for change in naive)
    moved = queries.moved(store, before, after)
    found = queries.changed(store, moved, most=most)
    assert found.counts == sorts
    assert found.places == {(one.key.ref_area, one.key.indicator) for one in naive}
    assert told(found, most) == [
        (code, change.before, change.after)
        for code in sorted(sorts)
        for change in [one for one in naive if one.code == code][:most]
    ]
    assert_apart(store, moved, found, most)
    assert queries.counted_changes(store, moved) == counted_plainly(naive)


def counted_plainly(naive: Sequence[Change]) -> tuple[AreaChanges, ...]:
    return tuple(
        AreaChanges(
            ref_area=area,
            **Counter(one.code.value for one in naive if one.key.ref_area == area),
        )
        for area in sorted({one.key.ref_area for one in naive})
    )


def assert_apart(store: Store, moved: Moved, found: Changes, most: int) -> None:
    """Areas by themselves, put together, are all areas; one in which nothing moved has nothing."""
    each = [
        queries.changed(store, moved, areas=[area], most=most)
        for area in queries.reported_areas(store)
    ]
    together = Changes.together(each, most)
    assert (together.counts, together.places) == (found.counts, found.places)
    assert told(together, most) == told(found, most)
    assert {area for area, _ in found.places} <= set(moved.areas)


def told(found: Changes, most: int) -> list[tuple[str, Observation | None, Observation | None]]:
    """The first of each sort, asked for in two pages."""
    return [
        (code, one.before, one.after)
        for code in sorted(found.counts)
        for one in (*found.first(code, 1), *found.first(code, most - 1, after=1))
    ]


def assert_counted(store: Store) -> None:
    known = queries.known(store)
    assert queries.figures_by_source(store) == Counter(report.source for report in known)
    assert queries.reported_indicators(store) == {report.indicator for report in known}


def test_changes_are_alike_however_many_are_looked_at_at_once(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = queries.moved(bundled_store, Vintage(published_by=date(2022, 6, 30)), NOW)
    at_once = queries.changed(bundled_store, moved, most=7)
    assert set(at_once.counts) == {"new", "revised"}
    counted = queries.counted_changes(bundled_store, moved)
    monkeypatch.setattr(changing, "_AT_ONCE", 10)
    by_and_by = queries.changed(bundled_store, moved, most=7)
    assert told(by_and_by, 7) == told(at_once, 7)
    assert (by_and_by.counts, by_and_by.places) == (at_once.counts, at_once.places)
    assert queries.counted_changes(bundled_store, moved) == counted
