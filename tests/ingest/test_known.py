"""A file beside what is known: which values are far from the usual, by the rule said plainly."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain
from statistics import median
from time import time_ns

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics import queries
from analytics.address import Address
from analytics.ingest import Options, beside_known, check
from analytics.ingest.places import column_of
from analytics.model import Measure, Observation, Period
from analytics.settings import ROOT
from analytics.store import OBSERVATION_SCHEMA, Store
from tests.builders import CODELISTS, months, observation, somebody
from tests.ingest.test_checking import file_of, line

PERIODS = st.one_of(
    st.integers(2012, 2024).map(Period.year),
    st.builds(months, st.just(1), st.integers(1, 3), st.integers(2019, 2024)),
    st.builds(months, st.just(2), st.just(2), st.integers(2019, 2024)),
    st.just(Period(start=date(2021, 1, 1), end=date(2021, 12, 30))),
)
KNOWN = st.lists(
    st.builds(
        observation,
        st.sampled_from(["0", "1", "7", "10", "100"]),
        st.sampled_from([Measure.ACTUAL, Measure.PLAN]),
        period=PERIODS,
    ),
    min_size=1,
    max_size=12,
)

CHECKED = check(
    file_of(line("1,5", period="2024"), line("7,25", period="2019")),
    "x",
    CODELISTS,
    Options(today=date(2026, 11, 1)),
)


def years(*told: tuple[int, str]) -> list[Observation]:
    return [observation(value, period=Period.year(year)) for year, value in told]


def rows_of(reports: Sequence[Observation], *, in_one_row: bool = False) -> pa.Table:
    rows = [
        {**report._asdict(), "row_number": 1 if in_one_row else number}
        for number, report in enumerate(reports, start=1)
    ]
    return pa.Table.from_pylist(
        [{name: row[name] for name in OBSERVATION_SCHEMA.names} for row in rows],
        schema=OBSERVATION_SCHEMA,
    )


@pytest.fixture(scope="module")
def store(new_place: Callable[[], Address]) -> Iterator[Store]:
    with closing(Store.open(new_place())) as opened:
        opened.adopt_codelists(ROOT / "data" / "codelists")
        yield opened


@settings(max_examples=15)
@given(
    KNOWN,
    st.lists(KNOWN, min_size=1, max_size=3).map(lambda found: [*chain(*found)]),
    st.booleans(),
)
@example(
    years(
        (2012, "1"), (2013, "1"), (2014, "1"), (2015, "1"), (2020, "9"), (2021, "9"), (2022, "9")
    ),
    years((2023, "9"), (2016, "9")),
    False,
)
@example(
    years((2019, "1"), (2020, "1"), (2021, "1"), (2012, "1")),
    years((2020, "9"), (2012, "9"), (2011, "9")),
    True,  # some are told by near years, and one by all
)
def test_the_usual_is_of_the_same_days_of_near_years_or_of_all(
    store: Store, known: list[Observation], incoming: list[Observation], in_one_row: bool
) -> None:
    submission, _ = store.submit(
        sha256=str(time_ns()),
        file_name="known.csv",
        content=b"",
        by=somebody(),
        observations=rows_of(known),
    )
    stands = queries.standing(store)
    checked = replace(
        CHECKED,
        observations=rows_of(incoming, in_one_row=in_one_row),
        columns=np.arange(len(incoming)),
    )
    found = [
        (column_of(problem.column_letter), Decimal(dict(problem.details)["usual"]))
        for problem in beside_known(store, checked).problems
        if problem.code == "unit_slip"
    ]
    store.withdraw(submission.submission_id, by=somebody(), reason="")
    expected = [
        (column, usual)
        for column, report in enumerate(incoming)
        for usual in usual_beside(report, stands)
        if report.obs_value >= 8 * usual or usual >= 8 * report.obs_value
    ]
    assert found == expected


def usual_beside(report: Observation, stands: Sequence[Observation]) -> Iterator[Decimal]:
    """The rule as ``beside_known`` says it; nothing where there is nothing to hold against."""
    alike = [
        figure
        for figure in stands
        if figure.obs_value > 0
        and (figure.ref_area, figure.indicator, figure.measure)
        == (report.ref_area, report.indicator, report.measure)
        and abs(days(figure) - days(report)) <= 3
    ]
    near = [
        figure
        for figure in alike
        if abs(figure.period_end.year - report.period_end.year) <= 3
        and day_of_year(figure) == day_of_year(report)
    ]
    held_against = near if len(near) >= 3 else alike
    if report.obs_value > 0 and held_against:
        yield median(figure.obs_value for figure in held_against)


def days(figure: Observation) -> int:
    return (figure.period_end - figure.period_start).days


def day_of_year(figure: Observation) -> tuple[int, int]:
    """The month's last day is one, 28 or 29 February."""
    end = figure.period_end
    is_last = end.day == monthrange(end.year, end.month)[1]
    return end.month, 0 if is_last else end.day
