"""A report's number leads to its line and area, and a number to its reports; nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import queries
from analytics.model import Measure, Observation, ObsStatus
from analytics.numerals import Number, other_numbers, readings
from analytics.queries import Sought, searching
from analytics.queries.lines import lines_of
from analytics.store import Store
from analytics.store_counts import COUNTED
from analytics.store_lines import ALIKE, counted
from tests.builders import YEAR_2022, months, observation
from tests.test_register import submit
from tests.test_store import rows_of

AREAS = [f"{n:03d}" for n in range(150)]
"""More than two words of bits."""
REPORTS = st.builds(
    observation,
    st.sampled_from(["90", "100", "-5", "14000", "9999999999999999999", "0.5"]),
    st.sampled_from([Measure.ACTUAL, Measure.PLAN]),
    period=st.sampled_from([YEAR_2022, months(1, 6, 2022)]),
    ref_area=st.sampled_from([AREAS[0], AREAS[1], AREAS[70], AREAS[149]]),
    source=st.sampled_from(["march", "may"]),
    obs_status=st.sampled_from([ObsStatus.NORMAL, ObsStatus.ESTIMATE]),
)
FILES = st.lists(st.lists(REPORTS, min_size=1, max_size=6), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


def table(reports: Sequence[Observation]) -> pa.Table:
    return rows_of(*reports).select(COUNTED)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(FILES)
def test_each_report_is_found_by_its_number_and_has_its_own(
    folder: Path, files: list[list[Observation]]
) -> None:
    with closing(Store.open(Path(mkdtemp(dir=folder)) / "figures.duckdb")) as store:
        for at, reports in enumerate(files):
            placed = [one._replace(row_number=row) for row, one in enumerate(reports, start=2)]
            submit(store, f"{at}", *placed)
        lines = lines_of(store, store.register())
        told = store.arrow("FROM observation ORDER BY submission_id, row_number")
        line = lines.line_of(told)
        assert (line >= 0).all()
        numbers = lines.numbers_of(line, told["ref_area"])
        assert sorted(numbers.tolist()) == list(range(told.num_rows))
        for number, where, area in zip(numbers, line, told["ref_area"].to_pylist(), strict=True):
            bits = lines.of_reports(np.array([number]))
            assert np.flatnonzero(bits.any(axis=1)).tolist() == [where]
            assert lines.areas_of(bits[where]) == [area]
        every = lines.of_reports(numbers)
        assert (every == lines.areas).all()
        assert lines.of_reports(np.array([told.num_rows, 10**9])).any() == np.False_
        for name in ("submission_id", *ALIKE):
            assert told[name].to_pylist() == lines.told[name].take(line).to_pylist()
        values = dict(zip(numbers.tolist(), told["obs_value"].to_pylist(), strict=True))
        assert store.rows("SELECT report, number FROM number ORDER BY report") == [
            {"report": number, "number": float(values[number])} for number in sorted(values)
        ]


TEXTS = st.one_of(
    st.from_regex(r"[a-z ]{0,5}-?[0-9]{1,4}([.,][0-9]{1,3}){0,2}( ?[a-z%]+)?", fullmatch=True),
    st.sampled_from(
        ["1.000.000", "1,000.5", "trên 14 nghìn", "213/210", "12 500 tỷ", "tăng 4,1% so 2021", ""]
    ),
)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["4.1", "1000", "-14", "12500"])), max_size=8))
def test_the_numbers_of_reports_are_their_values_and_what_else_is_printed(
    told: list[tuple[str, str]],
) -> None:
    reports = [
        observation(value, row_number=row, ref_area=AREAS[row])._replace(printed=printed)
        for row, (printed, value) in enumerate(told)
    ]
    expected = Counter[tuple[float, int]]()
    for report in reports:
        others = other_numbers(report.printed, report.obs_value)
        expected.update((float(one), report.row_number) for one in (report.obs_value, *others))
    found = counted(table(reports), AREAS, 0).numbers if reports else table([])
    pairs = zip(*(column.to_pylist() for column in found.columns), strict=True)
    assert Counter(pairs) == expected


@pytest.mark.parametrize(
    ("printed", "value", "others"),
    [
        *(("12.065,06 tỷ", "12065.06", []), ("12,065.06", "12065.06", []), ("giảm 5%", "-5", [])),
        *(("trên 14 nghìn", "14000", ["14"]), ("107%", "7", ["107"]), ("14.732 triệu", "1", None)),
        *(("213/210", "1.014", ["213", "210"]), ("12 500", "12500", []), ("không", "0", [])),
        *(
            ("2020-2022", "3", ["2020", "2022"]),
            ("từ 5 lên 5", "5", []),
            ("từ 7 lên 7", "5", ["7"]),
        ),
    ],
)
def test_what_else_is_printed(printed: str, value: str, others: list[str] | None) -> None:
    if others is None:
        others = ["14732", "14.732"]
    assert other_numbers(printed, Decimal(value)) == tuple(map(Decimal, others))


@given(
    st.integers(0, 10**6),
    st.integers(0, 9),
    st.booleans(),
    st.booleans(),
    st.decimals(-1000, 1000, places=9),
)
def test_a_span_holds_what_a_number_means(
    digits: int, decimals: int, is_negative: bool, is_half_typed: bool, value: Decimal
) -> None:
    number = Number(
        digits=digits, decimals=decimals, is_negative=is_negative, is_half_typed=is_half_typed
    )
    typed = Decimal(digits).scaleb(-decimals)
    shown = (
        abs(value).quantize(Decimal(1).scaleb(-decimals), "ROUND_DOWN")
        if is_half_typed
        else abs(value)
    )
    is_meant = shown == typed and (not is_negative or value <= 0)
    holding = [s for s in number.spans() if s.least <= value * 10**9 <= s.greatest]
    if typed or not is_half_typed:
        assert len(holding) == is_meant
    for span in holding:
        least, greatest = span.ends()
        assert least <= float(value) <= greatest
        digits_of = span.with_places(9)
        assert digits_of and digits_of[0] <= int(value * 10**9) <= digits_of[1]


def test_reports_of_long_files_go_by_their_lines(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [
        observation("100", measure, row_number=row, ref_area=area)
        for row, (area, measure) in enumerate(
            (area, measure)
            for area in (AREAS[70], AREAS[3], AREAS[149])
            for measure in (Measure.PLAN, Measure.ACTUAL)
        )
    ]
    submit(store, "a", *reports)
    submit(store, "b", *(one._replace(ref_area=AREAS[5]) for one in reports[:2]))

    def pages(most: int, *words: Sought) -> list[tuple[int, int]]:
        found = [
            report
            for first in range(0, queries.search(store, words).found, most)
            for report in queries.search(store, words, first=first, most=most).reports
        ]
        return [(report.submission_id, report.row_number) for report in found]

    for words in ((), (Sought(numbers=readings("100")),), (Sought(printed="10"),)):
        assert pages(60, *words) == [*((1, n) for n in range(6)), (2, 0), (2, 1)]
    monkeypatch.setattr(searching, "_LONG", 2)
    by_line = [*((1, n) for n in (3, 1, 5, 2, 0, 4)), (2, 0), (2, 1)]
    for words in ((), (Sought(numbers=readings("100")),), (Sought(printed="10"),)):
        for most in (1, 3, 4, 60):
            assert pages(most, *words) == by_line
    assert pages(2, Sought(measures=(Measure.PLAN,))) == [(1, 2), (1, 0), (1, 4), (2, 0)]
