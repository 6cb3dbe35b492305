"""A row of a wide table holds many reports; each is told apart from the others of its row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing

import pyarrow as pa
import pytest

from analytics import changes, queries
from analytics.address import Address
from analytics.digest import digests
from analytics.measures import EVERYTHING
from analytics.model import NOW, Measure, Observation, Vintage
from analytics.queries import Sought, place_of
from analytics.store import OBSERVATION_SCHEMA, Store
from analytics.verification import verify
from pages.ui import kept
from tests.builders import CODELISTS, YEAR_2022, months, observation, somebody
from tests.places import put_in_order
from tests.test_vintage import LONG_AGO

WIDE = tuple(
    observation(
        str(100 * number + place),
        measure,
        indicator=indicator,
        period=period,
        ref_area=area,
        row_number=number,
    )
    for number, area in enumerate(("003", "001", "002"), start=1)
    for place, (indicator, measure, period) in enumerate(
        (indicator, measure, period)
        for indicator in ("budget_revenue_own", "budget_revenue_area")
        for measure in (Measure.PLAN, Measure.ACTUAL)
        for period in (YEAR_2022, months(1, 6, 2022))
    )
)


@pytest.fixture(scope="module")
def wide(new_place: Callable[[], Address]) -> Iterator[Store]:
    with closing(Store.open(new_place())) as store:
        rows = [{name: getattr(one, name) for name in OBSERVATION_SCHEMA.names} for one in WIDE]
        store.submit(
            sha256="wide",
            file_name="wide.xlsx",
            content=b"",
            by=somebody(),
            observations=pa.Table.from_pylist(rows, schema=OBSERVATION_SCHEMA),
        )
        yield store


@pytest.mark.parametrize("most", [1, 3, 5, 100])
@pytest.mark.parametrize("words", [(), (Sought(printed="0"),), (Sought(measures=(Measure.PLAN,)),)])
def test_pages_of_reports_have_each_once(wide: Store, words: tuple[Sought, ...], most: int) -> None:
    found: list[Observation] = []
    while len(found) < (page := queries.search(wide, words, first=len(found), most=most)).found:
        found += page.reports
    fitting = [
        report
        for report in WIDE
        if not words
        or (words[0].printed and "0" in report.printed)
        or report.measure in words[0].measures
    ]
    assert sorted(found, key=place_of) == sorted(fitting, key=place_of)
    assert [report.row_number for report in found] == sorted(one.row_number for one in fitting)


@pytest.mark.parametrize("most", [1, 5, 100])
def test_changes_are_of_their_own_figures(wide: Store, most: int) -> None:
    before = Vintage(submitted_by=LONG_AGO)
    expected = changes.changes((), WIDE)[:most]
    came, gone = (
        queries.changed(wide, queries.moved(wide, *moments), most=most)
        for moments in ((before, NOW), (NOW, before))
    )
    found = came.first("new", most)
    assert [(one.key, one.after) for one in found] == [(one.key, one.after) for one in expected]
    found = gone.first("withdrawn", most)
    assert [(one.key, one.before) for one in found] == [(one.key, one.after) for one in expected]


def test_what_follows_from_reports_is_kept_for_those_reports(wide: Store) -> None:
    told = [
        (figure.key, figure.value)
        for one in kept.series_of(queries.standing(wide), CODELISTS, "an edition", EVERYTHING)
        for figure in one.computed.figures
        if not figure.is_computed
    ]
    assert sorted(told, key=str) == sorted(((one.key, one.obs_value) for one in WIDE), key=str)


def test_the_record_knows_a_wide_table_in_any_order(place: Address) -> None:
    """The store keeps no order among the figures of a row, and an older entry has the file's."""
    told = [{name: getattr(one, name) for name in OBSERVATION_SCHEMA.names} for one in WIDE]
    turned = sorted(told, key=lambda row: (row["row_number"], row["indicator"]))
    for number, rows in enumerate((told, turned)):
        with closing(Store.open(place)) as store:
            store.submit(
                sha256=hashlib.sha256(b"%d" % number).hexdigest(),
                file_name="wide.xlsx",
                content=b"%d" % number,
                by=somebody(),
                observations=pa.Table.from_pylist(rows, schema=OBSERVATION_SCHEMA),
            )
    put_in_order(place)
    with closing(Store.open(place)) as store:
        assert verify(store) == ()
        (one,), (other,) = ({e.told["digest"]} for e in store.entries())
        assert one == other
    (of_told, as_told), (of_turned, as_turned) = (
        digests(pa.Table.from_pylist(rows, schema=OBSERVATION_SCHEMA)) for rows in (told, turned)
    )
    assert of_told == of_turned == one
    assert as_told != as_turned
