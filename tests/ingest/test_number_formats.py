"""What a sheet shows of a number: read with it, or asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ingest.number_formats import Shown, plain, shown, without_day
from analytics.ingest.shown_texts import beside

ACCOUNTING = '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)'


@pytest.mark.parametrize(
    ("held", "code", "text"),
    [
        ("1950", "General", "1950"),
        ("1234.5678", "#,##0.0", "1234.5678"),
        ("0.963", "0.0%", "96.3%"),
        ("0.962962962962963", "0.0%", "96.3%"),  # a quotient, as it is shown
        ("33.3333333333333", "0.00", "33.33"),
        ("33.3333333333333", "General", "33.333333333"),
        ("14.5", '0.0" tỷ"', "14.5 tỷ"),
        ("96.3", '0.0"%"', "96.3 %"),
        ("26", '0"/30"', "26 /30"),
        ("1.5", '">"0.0', "> 1.5"),
        ("-5.5", "#,##0.0;(#,##0.0)", "-5.5"),
        ("-5.5", "#,##0.0_);[Red]#,##0.0_)", "-5.5"),
        ("1950", "#,##0\\ [$₫-42A]", "1950 ₫"),
        ("15", '[>=1000000]#,##0.0,,"M";#,##0', "15"),
        ("-7", ACCOUNTING, "-7"),
        ("0.9", "# ?/?", "0.9"),
        ("5", "0.00E+00", "5"),
    ],
)
def test_what_shows_the_same_number_is_read(held: str, code: str, text: str) -> None:
    assert shown(Decimal(held), code) == Shown(text)


@pytest.mark.parametrize(
    ("held", "code", "otherwise"),
    [
        ("1950000000", "#,##0,,", "1950"),
        ("1954321", "0.0,", "1954.3"),
        ("1500000", '[>=1000000]#,##0.0,,"M";#,##0', "1.5 M"),
        ("5", '0"000"', "5000"),
        ("0.5", "0%%", "5000%%"),
        ("0", ACCOUNTING, ""),
        ("5", ";;;", ""),
        ("44621", "mm/yyyy", ""),
        ("12345678", "000-0000", ""),
        ("3", "000", "003"),
    ],
)
def test_what_shows_another_number_is_held_beside_it(held: str, code: str, otherwise: str) -> None:
    found = shown(Decimal(held), code)
    assert found == Shown(held, otherwise)


@given(st.text('0#?.,%;"_*\\[]()-+E/dmyhs@ "Generaltỷ$<>=15', max_size=20), st.floats())
def test_any_format_is_taken_apart(code: str, number: float) -> None:
    held = Decimal(format(number, ".15g"))
    if held.is_finite():
        assert shown(held, code).text


@given(
    st.decimals(-(10**9), 10**9, places=3),
    st.sampled_from(["0", "#,##0", "#,##0.00", "0.0###", "General", "@"]),
    st.integers(0, 3),
    st.integers(0, 2),
)
def test_a_number_is_never_taken_for_a_thousandth_of_itself(
    held: Decimal, code: str, thousands: int, percents: int
) -> None:
    """Whatever is read without asking is what is shown, within its rounding."""
    marked = code if code in {"General", "@"} else f"{code}{',' * thousands}{'%' * percents}"
    found = shown(held, marked)
    if found.otherwise is None:
        times = 100 if found.text.endswith("%") else 1
        assert Decimal(found.text.rstrip("%")) == held * times
        assert (found.text.endswith("%")) == ("%" in marked)
        assert "," not in marked or not thousands or "General" in marked
    elif found.otherwise:
        assert found.text == plain(held)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("mm/yyyy", "month"),
        ("mmm-yy", "month"),
        ('"Tháng "m/yyyy', "month"),
        ("[$-42A]mmmm yyyy", "month"),
        ("yyyy", "year"),
        ("d/m/yyyy", None),
        ("h:mm", None),
        ("0.0", None),
    ],
)
def test_a_date_without_its_day_is_a_month(code: str, part: str | None) -> None:
    assert without_day(code) == part


@pytest.mark.parametrize(
    ("held", "text", "found"),
    [
        ("1950000000", "1,950", Shown("1950000000", "1950")),
        ("1950000000", "1.950", Shown("1950000000", "1950")),
        ("1950", "1.950", Shown("1950")),
        ("1.95", "1.950", Shown("1.95")),
        ("14.5", "14,5 tỷ", Shown("14.5 tỷ")),
        ("1234.5678", "1.234,6", Shown("1234.5678")),
        ("33.3333333333333", "33,3", Shown("33.3")),
        ("-5.5", "(5.5)", Shown("(5.5)")),
        ("0", "-", Shown("0", "")),
        ("3", "003", Shown("3", "003")),
        ("5", "5,00E+00", Shown("5")),
        ("0.5", "1/2", Shown("0.5")),
        ("7", "", Shown("7")),
        ("5", "5000", Shown("5", "5000")),
        ("5", "17", Shown("5", "17")),
        ("1234567", "01/02/5280", Shown("1234567", "")),
    ],
)
def test_a_text_beside_its_number(held: str, text: str, found: Shown) -> None:
    assert beside(Decimal(held), text, is_percent=False) == found


def test_a_percentage_beside_its_text() -> None:
    assert beside(Decimal("0.963"), "96,3%", is_percent=True) == Shown("96.3%")
    assert beside(Decimal("0.963"), "", is_percent=True) == Shown("96.3%")
