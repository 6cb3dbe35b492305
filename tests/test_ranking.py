"""Rows are put in the same order by few columns as by many."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.sorting import packed

NUMBERS = st.one_of(
    st.integers(-3, 3), st.integers(-(2**31), 2**31), st.sampled_from([-(2**61), 0, 2**61])
)


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.tuples(*[NUMBERS] * width), max_size=9)))
def test_packed_columns_order_and_tell_apart_as_they_do(rows: list[tuple[int, ...]]) -> None:
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.array([])]
    few = packed(columns)
    assert len(few) <= len(columns)
    assert np.lexsort(few[::-1]).tolist() == np.lexsort(columns[::-1]).tolist()
    assert len(set(zip(*few, strict=True))) == len(set(rows))


def test_columns_that_fit_together_are_one() -> None:
    days, codes, sure = np.array([3, 1, 3]), np.array([7, 8, 6]), np.array([True, True, False])
    assert [column.tolist() for column in packed([days, codes, sure])] == [[15, 5, 12]]
