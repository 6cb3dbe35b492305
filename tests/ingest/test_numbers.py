"""Any number as offices print it reads back exactly, or is asked about."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest.numbers import (
    Evidence,
    Marks,
    Phrase,
    Unreadable,
    evidence,
    read,
    tail_of,
    take_apart,
)
from analytics.ingest.values import phrases
from analytics.model import Bound

VALUES = st.decimals(
    min_value=0, max_value=Decimal(999999999999), allow_nan=False, places=None
).map(lambda d: d.quantize(Decimal(1).scaleb(-min(max(-int(d.as_tuple().exponent), 0), 6))))


def printed(value: Decimal, marks: Marks, *, grouped: bool) -> str:
    text = f"{value:,f}" if grouped else f"{value:f}"
    if marks is Marks.VI:
        text = text.translate(str.maketrans(",.", ".,"))
    return text


@given(VALUES, st.sampled_from(Marks), st.booleans())
def test_a_printed_number_reads_back_or_is_asked_about(
    value: Decimal, marks: Marks, grouped: bool
) -> None:
    phrase = take_apart(printed(value, marks, grouped=grouped))
    assert isinstance(phrase, Phrase)
    assert Decimal(read(phrase.digits, marks) or "NaN") == value
    proof = evidence(phrase.digits)
    assert proof in {Evidence.NONE, Evidence.BOTH, Evidence(marks.value)}
    if proof is Evidence.NONE:
        assert all(Decimal(read(phrase.digits, m) or "NaN") == value for m in Marks)


@given(st.lists(st.text("0123456789.,-% ()nghìtrêuơcớ/+", max_size=12), min_size=1, max_size=20))
def test_a_column_reads_as_its_cells_do(texts: list[str]) -> None:
    """The bulk way and the way of single cells agree."""
    found = phrases(pa.array(texts, pa.string()), np.zeros(len(texts), np.bool_))
    for row, text in enumerate(texts):
        place = int(found.codes[row])
        alone = take_apart(text)
        if isinstance(alone, Phrase) and evidence(alone.digits) is Evidence.WRONG:
            alone = Unreadable("not_a_number")
        if isinstance(alone, Unreadable):
            assert found.unreadable[place] == alone
        else:
            assert place not in found.unreadable
            assert found.phrase(place) == alone
            assert list(Evidence)[found.evidence[place]] is evidence(alone.digits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trên 14 nghìn tỷ đồng", Phrase("14", "nghìn tỷ đồng", bound=Bound.ABOVE)),
        ("≥95%", Phrase("95", "%", bound=Bound.AT_LEAST)),
        ("95% trở lên", Phrase("95", "%", bound=Bound.AT_LEAST)),
        ("không quá 3", Phrase("3", bound=Bound.AT_MOST)),
        ("ước đạt khoảng 1.950", Phrase("1.950", bound=Bound.ABOUT, is_estimate=True)),
        ("(1.234,5)", Phrase("1.234,5", is_negative=True)),
        ("\u22125,2 %", Phrase("5,2", "%", is_negative=True)),
        ("giảm 5%", Phrase("5", "%", direction=-1)),
        ("12 345 678,9", Phrase("12345678,9")),
        ("12.345 (*)", Phrase("12.345", footnote="(*)")),
        ("50 m²", Phrase("50", "m²")),
        ("08", Phrase("08")),
    ],
)
def test_phrases(text: str, expected: Phrase) -> None:
    assert take_apart(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7126/7560 (94%)", "fraction_value"),
        ("15 - 21%", "range_value"),
        ("...", "no_figure"),
        ("–", "no_figure"),
        ("", "no_figure"),
        ("12 hộ 3", "not_a_number"),
        ("hơn dưới 5", "not_a_number"),
        ("1e5", "not_a_number"),
        ("T3/2022", "not_a_number"),
        ("٣", "not_a_number"),
        ("tăng -5", "not_a_number"),
        ("1?950", "lost_letters"),
        ("#REF!", "formula_error"),
    ],
)
def test_what_is_no_single_number(text: str, code: str) -> None:
    found = take_apart(text)
    assert isinstance(found, Unreadable)
    assert found.code == code


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("1.950", Evidence.BOTH),
        ("12.065,06", Evidence.VI),
        ("98,65", Evidence.VI),
        ("0,950", Evidence.VI),
        ("1.234.567", Evidence.VI),
        ("98.65", Evidence.EN),
        ("1950.123", Evidence.EN),
        ("1950", Evidence.NONE),
        ("1.95.0", Evidence.WRONG),
        ("0012", Evidence.WRONG),
    ],
)
def test_what_digits_prove(digits: str, expected: Evidence) -> None:
    assert evidence(digits) is expected


def test_scale_words_multiply() -> None:
    assert tail_of("nghìn tỷ đồng").exponent == 12
    assert tail_of("nghìn tỷ đồng").unit == "đồng"
