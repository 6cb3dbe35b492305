from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest.numbers import Unreadable
from analytics.ingest.periods import day, period
from analytics.model import Period
from analytics.text import words
from tests.builders import months


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", Period.year(2022)),
        ("Năm 2022", Period.year(2022)),
        ("Quý I/2022", months(1, 3, 2022)),
        ("quy 4 nam 2022", months(10, 12, 2022)),
        ("Q3 2022", months(7, 9, 2022)),
        ("6 tháng đầu năm 2022", months(1, 6, 2022)),
        ("6 tháng cuối năm 2022", months(7, 12, 2022)),
        ("9 tháng 2021", months(1, 9, 2021)),
        ("T3/2022", months(3, 3, 2022)),
        ("Tháng 12 năm 2022", months(12, 12, 2022)),
        ("2020-2022", Period(start=date(2020, 1, 1), end=date(2022, 12, 31))),
        ("nhiệm kỳ 2020–2025", Period(start=date(2020, 1, 1), end=date(2025, 12, 31))),
        ("năm học 2021-2022", Period(start=date(2021, 9, 1), end=date(2022, 8, 31))),
        ("01/02/2022 - 15/03/2022", Period(start=date(2022, 2, 1), end=date(2022, 3, 15))),
    ],
)
def test_periods(text: str, expected: Period) -> None:
    assert period(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing_period"),
        ("9 tháng", "period_without_year"),
        ("Quý I", "period_without_year"),
        ("2022-03-01 00:00:00", "period_is_a_day"),
        ("2022-2020", "period_reversed"),
        ("năm học 2021-2023", "period_reversed"),
        ("quý 5/2022", "unknown_period"),
        ("3/22", "unknown_period"),
        ("năm ngoái", "unknown_period"),
    ],
)
def test_what_is_no_period(text: str, code: str) -> None:
    found = period(text)
    assert isinstance(found, Unreadable)
    assert found.code == code


SPANS = st.tuples(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 2000)).map(
    lambda s: Period(start=s[0], end=date.fromordinal(s[0].toordinal() + s[1]))
)
WHOLE = st.tuples(st.integers(1950, 2090), st.integers(1, 12), st.integers(1, 12)).map(
    lambda m: months(min(m[1:]), max(m[1:]), m[0])
)


@given(st.one_of(SPANS, WHOLE, st.integers(1950, 2090).map(Period.year)))
def test_every_label_reads_back(span: Period) -> None:
    assert period(words("vi").period(span)) == span


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_read_back(when: date) -> None:
    assert day(f"{when:%d/%m/%Y}") == when
    assert day(when.isoformat()) == when
    assert day("") is None


@pytest.mark.parametrize("text", ["02/13/2022", "31/02/2022", "1/2/22", "hôm qua"])
def test_what_is_no_date(text: str) -> None:
    assert day(text) == Unreadable("bad_date")
