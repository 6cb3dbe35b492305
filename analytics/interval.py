"""What a printed number can mean: the set of values that round to it.

Ends are decimals computed with directed rounding, so an interval always contains
the exact result of the arithmetic done on it (R. E. Moore, R. B. Kearfott and
M. J. Cloud, *Introduction to Interval Analysis*, SIAM 2009, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

_DIGITS = 40
_DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING)
INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Interval:
    """A set of decimals from ``lower`` to ``upper``; an end that is open is not in it.

    An infinite end is always open. ``lower > upper`` (and an empty open point) raises ``ValueError``.
    """

    lower: Decimal
    upper: Decimal
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if self.lower.is_nan() or self.upper.is_nan():
            raise ValueError("an interval has no undefined end")
        if self.lower > self.upper or (
            self.lower == self.upper and (self.lower_open or self.upper_open)
        ):
            raise ValueError(f"empty interval: {self.lower} to {self.upper}")
        if self.lower.is_infinite() and not self.lower_open:
            object.__setattr__(self, "lower_open", True)
        if self.upper.is_infinite() and not self.upper_open:
            object.__setattr__(self, "upper_open", True)

    @classmethod
    def exactly(cls, value: Decimal) -> Interval:
        return cls(value, value)

    @classmethod
    def around(cls, value: Decimal, half_width: Decimal) -> Interval:
        return cls(_DOWN.subtract(value, half_width), _UP.add(value, half_width))

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper

    @property
    def is_bounded(self) -> bool:
        return self.lower.is_finite() and self.upper.is_finite()

    def contains(self, value: Decimal) -> bool:
        above = value > self.lower if self.lower_open else value >= self.lower
        below = value < self.upper if self.upper_open else value <= self.upper
        return above and below

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return not (self.is_below(other) or other.is_below(self))

    def is_below(self, other: Interval) -> bool:
        """Whether every value here is smaller than every value of ``other``."""
        if self.upper < other.lower:
            return True
        return self.upper == other.lower and (self.upper_open or other.lower_open)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _DOWN.add(self.lower, other.lower),
            _UP.add(self.upper, other.upper),
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )

    def __neg__(self) -> Interval:
        # copy_negate keeps every digit; unary minus would round to the ambient context.
        return Interval(
            self.upper.copy_negate(), self.lower.copy_negate(), self.upper_open, self.lower_open
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [
            (x, y, x_open or y_open)
            for x, x_open in ((self.lower, self.lower_open), (self.upper, self.upper_open))
            for y, y_open in ((other.lower, other.lower_open), (other.upper, other.upper_open))
        ]
        lows = [(_product(_DOWN, x, y), is_open) for x, y, is_open in ends]
        highs = [(_product(_UP, x, y), is_open) for x, y, is_open in ends]
        lower, upper = min(low for low, _ in lows), max(high for high, _ in highs)
        return Interval(
            lower,
            upper,
            all(is_open for low, is_open in lows if low == lower),
            all(is_open for high, is_open in highs if high == upper),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient; raises ``ZeroDivisionError`` where ``other`` reaches zero."""
        if other.lower <= 0 <= other.upper:
            raise ZeroDivisionError("the divisor's interval reaches zero")
        if self.is_exact and other.is_exact:
            return Interval(
                _DOWN.divide(self.lower, other.lower), _UP.divide(self.lower, other.lower)
            )
        reciprocal = Interval(
            _DOWN.divide(Decimal(1), other.upper),
            _UP.divide(Decimal(1), other.lower),
            other.upper_open,
            other.lower_open,
        )
        return self * reciprocal


def _product(context: Context, a: Decimal, b: Decimal) -> Decimal:
    # An infinite end means "no limit known": nothing times any amount is still nothing.
    return context.multiply(a, b) if a and b else Decimal(0)
