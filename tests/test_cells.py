"""Rows become figures column by column, as they would one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.model import Bound, Measure, ObsStatus
from analytics.queries.asking import observation_of, observations_of
from analytics.store import OBSERVATION_SCHEMA
from tests.builders import observation

FIGURES = st.builds(
    observation,
    st.sampled_from(["0", "0.5", "198", "-3.25"]),
    st.sampled_from([Measure.ACTUAL, Measure.PLAN]),
    bound=st.sampled_from([Bound.EQUAL, Bound.ABOUT]),
    obs_status=st.sampled_from([ObsStatus.NORMAL, ObsStatus.SUSPECT]),
    as_of=st.sampled_from([None, date(2023, 1, 1), date(2023, 1, 2)]),
    row_number=st.integers(1, 2**40),
)
SCHEMA = pa.schema([pa.field("submission_id", pa.int64()), *OBSERVATION_SCHEMA])


@given(pieces=st.lists(st.lists(FIGURES, max_size=4), max_size=3))
def test_many_rows_are_what_each_is(pieces: list[list[Any]]) -> None:
    rows = [[figure._asdict() for figure in piece] for piece in pieces]
    table = pa.concat_tables(
        [SCHEMA.empty_table(), *(pa.Table.from_pylist(piece, SCHEMA) for piece in rows)]
    )
    told = observations_of(table)
    assert told == tuple(observation_of(row) for row in table.to_pylist())
    assert [[type(cell) for cell in one] for one in told] == [
        [type(cell) for cell in figure] for piece in pieces for figure in piece
    ]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("as_of", [None, date(2023, 1, 1), None]),
        ("as_of", [date(2023, 1, 1), None, date(2023, 1, 1)]),
        ("note", ["", "revised", ""]),
        ("bound", [Bound.EQUAL, Bound.ABOVE, Bound.EQUAL]),
        ("obs_value", [Decimal(1), Decimal(2), Decimal(1)]),
    ],
)
def test_what_begins_and_ends_alike_may_differ_between(column: str, cells: list[object]) -> None:
    rows = [{**observation("1")._asdict(), column: cell} for cell in cells]
    told = observations_of(pa.Table.from_pylist(rows, SCHEMA))
    assert [getattr(one, column) for one in told] == cells
