"""Intervals hold the exact result of the arithmetic, whatever values their ends leave open."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from analytics.interval import INFINITY, Interval
from analytics.model import Bound, interval_of

ZERO, ONE, TWO, FIVE = (Decimal(n) for n in (0, 1, 2, 5))
NUMBERS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    lower = draw(st.one_of(NUMBERS, st.just(-INFINITY)))
    upper = draw(st.one_of(NUMBERS, st.just(INFINITY)))
    if lower > upper:
        lower, upper = upper, lower
    is_wide = lower < upper
    return Interval(lower, upper, is_wide and draw(st.booleans()), is_wide and draw(st.booleans()))


@st.composite
def interval_and_member(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval and a number in it, an end that is in it as likely as an inner one."""
    interval = draw(intervals())
    low, high = interval.lower, interval.upper
    inner = [
        Fraction(end)
        for end, is_open in ((low, interval.lower_open), (high, interval.upper_open))
        if not is_open
    ]
    low = low if low.is_finite() else min(high if high.is_finite() else ZERO, ZERO) - 10**6
    high = high if high.is_finite() else max(low, ZERO) + 10**6
    share = draw(st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(999, 1000)))
    between = Fraction(low) + (Fraction(high) - Fraction(low)) * share
    return interval, draw(st.sampled_from([*inner, between]))


def holds(interval: Interval, value: Fraction) -> bool:
    """``contains`` for a number that no decimal may be equal to."""
    low = interval.lower == -INFINITY or (
        value > Fraction(interval.lower)
        if interval.lower_open
        else value >= Fraction(interval.lower)
    )
    high = interval.upper == INFINITY or (
        value < Fraction(interval.upper)
        if interval.upper_open
        else value <= Fraction(interval.upper)
    )
    return low and high


@given(interval_and_member(), interval_and_member())
def test_sum_difference_and_product_hold_the_exact_result(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    (a, x), (b, y) = first, second
    assert holds(a, x) and holds(b, y)
    assert holds(a + b, x + y)
    assert holds(a - b, x - y)
    assert holds(a * b, x * y)
    assert holds(-a, -x)


@given(interval_and_member(), interval_and_member())
@example((Interval.exactly(ONE), Fraction(1)), (Interval(ZERO, FIVE, True), Fraction(1, 10**9)))
@example((Interval.exactly(ONE), Fraction(1)), (Interval.exactly(Decimal(3)), Fraction(3)))
def test_quotient_holds_the_exact_result(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    (a, x), (b, y) = first, second
    assume(not b.contains(ZERO))
    assert holds(a / b, x / y)


@given(intervals(), intervals())
def test_meeting_is_symmetric_and_no_order_is_both(a: Interval, b: Interval) -> None:
    assert a.meets(b) == b.meets(a)
    assert a.meets(a)
    assert [a.is_below(b), b.is_below(a), a.meets(b)].count(True) == 1


@given(interval_and_member(), intervals())
def test_a_common_member_is_a_meeting(first: tuple[Interval, Fraction], b: Interval) -> None:
    a, x = first
    if holds(b, x):
        assert a.meets(b)


@pytest.mark.parametrize(
    "ends",
    [
        (TWO, ONE, False, False),
        (ONE, ONE, True, False),
        (ONE, ONE, False, True),
        (INFINITY, INFINITY, False, False),
        (-INFINITY, -INFINITY, False, False),
        (Decimal("NaN"), ONE, False, False),
        (ONE, Decimal("NaN"), False, False),
    ],
)
def test_no_interval_is_empty(ends: tuple[Decimal, Decimal, bool, bool]) -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(*ends)


def test_infinite_ends_are_open() -> None:
    everything = Interval(-INFINITY, INFINITY)
    assert everything.lower_open and everything.upper_open
    assert not everything.contains(INFINITY)
    assert everything == Interval(-INFINITY, INFINITY, True, True)


def test_open_ends_that_touch_do_not_meet() -> None:
    below = Interval(ZERO, ONE, upper_open=True)
    assert below.is_below(Interval(ONE, TWO))
    assert Interval(ZERO, ONE).meets(Interval(ONE, TWO))
    assert Interval(ZERO, ONE).is_below(Interval(ONE, TWO, lower_open=True))


def test_zero_that_is_in_the_interval_is_in_the_product() -> None:
    product = Interval(ZERO, FIVE) * Interval(ONE, INFINITY, lower_open=True)
    assert product == Interval(ZERO, INFINITY)
    assert product.contains(ZERO)


def test_zero_times_no_limit_is_zero() -> None:
    assert Interval.exactly(ZERO) * Interval(ONE, INFINITY) == Interval.exactly(ZERO)


@pytest.mark.parametrize(
    "divisor",
    [Interval.exactly(ZERO), Interval(ZERO, ONE), Interval(-ONE, ONE), Interval(-ONE, ZERO)],
)
def test_nothing_is_divided_by_zero(divisor: Interval) -> None:
    with pytest.raises(ZeroDivisionError):
        Interval.exactly(ONE) / divisor


def test_a_divisor_that_comes_near_to_zero_leaves_no_limit() -> None:
    quotient = Interval.exactly(ONE) / Interval(ZERO, FIVE, lower_open=True)
    assert quotient == Interval(Decimal("0.2"), INFINITY)
    mirrored = Interval.exactly(ONE) / Interval(-FIVE, ZERO, upper_open=True)
    assert mirrored == Interval(-INFINITY, Decimal("-0.2"))


def test_a_divisor_without_limit_leaves_a_quotient_above_zero() -> None:
    quotient = Interval.exactly(ONE) / Interval(FIVE, INFINITY)
    assert quotient == Interval(ZERO, Decimal("0.2"), lower_open=True)


@pytest.mark.parametrize(
    ("value", "decimals", "bound", "counted", "expected"),
    [
        ("12065.06", 2, Bound.EQUAL, False, Interval(Decimal("12065.055"), Decimal("12065.065"))),
        ("151", 0, Bound.EQUAL, False, Interval(Decimal("150.5"), Decimal("151.5"))),
        ("26", 0, Bound.EQUAL, True, Interval.exactly(Decimal(26))),
        ("14000", -3, Bound.EQUAL, True, Interval(Decimal(13500), Decimal(14500))),
        ("14000", -3, Bound.ABOVE, False, Interval(Decimal(14000), INFINITY, True)),
        ("46000", 0, Bound.BELOW, False, Interval(-INFINITY, Decimal(46000), True, True)),
        ("5", 0, Bound.AT_LEAST, True, Interval(FIVE, INFINITY)),
        ("5", 0, Bound.AT_MOST, True, Interval(-INFINITY, FIVE)),
        ("500", 0, Bound.ABOUT, False, Interval(Decimal(450), Decimal(550))),
        ("23", 0, Bound.ABOUT, True, Interval(Decimal(22), Decimal(24))),
    ],
)
def test_a_printed_number_allows(
    value: str, decimals: int, bound: Bound, counted: bool, expected: Interval
) -> None:
    assert interval_of(Decimal(value), decimals, bound, counted=counted) == expected


@given(NUMBERS, st.integers(min_value=-3, max_value=3))
def test_every_number_that_rounds_to_the_print_is_allowed(exact: Decimal, decimals: int) -> None:
    printed = round(Fraction(exact) * Fraction(10) ** decimals) / Fraction(10) ** decimals
    value = Decimal(printed.numerator) / Decimal(printed.denominator)
    assert holds(interval_of(value, decimals, Bound.EQUAL, counted=False), Fraction(exact))


OPERATIONS: tuple[Callable[[Interval, Interval], Interval], ...] = (
    Interval.__add__,
    Interval.__sub__,
    Interval.__mul__,
)


@given(intervals(), intervals(), st.sampled_from(OPERATIONS), NUMBERS, NUMBERS)
def test_a_wider_operand_never_gives_less(
    a: Interval,
    b: Interval,
    operation: Callable[[Interval, Interval], Interval],
    low: Decimal,
    high: Decimal,
) -> None:
    wider = Interval(min(a.lower, low, high), max(a.upper, low, high))
    narrow, wide = operation(a, b), operation(wider, b)
    assert wide.lower <= narrow.lower and narrow.upper <= wide.upper


@given(intervals(), intervals())
def test_a_product_has_the_ends_of_its_corners(first: Interval, second: Interval) -> None:
    """Also where both lie above zero, which is worked out without looking at all corners."""
    assume(first.is_bounded and second.is_bounded)
    corners = [
        Fraction(x) * Fraction(y)
        for x in (first.lower, first.upper)
        for y in (second.lower, second.upper)
    ]
    product = first * second
    assert (Fraction(product.lower), Fraction(product.upper)) == (min(corners), max(corners))
