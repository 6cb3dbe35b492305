"""What a printed number can mean: the set of values that round to it.

Ends are decimals computed with directed rounding, so an interval always contains
the exact result of the arithmetic done on it (R. E. Moore, R. B. Kearfott and
M. J. Cloud, *Introduction to Interval Analysis*, SIAM 2009, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

_DIGITS = 40
DOWN = Context(prec=_DIGITS, rounding=ROUND_FLOOR)
_UP = Context(prec=_DIGITS, rounding=ROUND_CEILING)
INFINITY = Decimal("Infinity")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """A set of decimals from ``lower`` to ``upper``; an end that is open is not in it.

    An infinite end is always open. Raises ``ValueError`` where no number would be in it.
    """

    lower: Decimal
    upper: Decimal
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if self.lower.is_finite() and self.upper.is_finite() and self.lower < self.upper:
            return  # as nearly all are
        if self.lower.is_nan() or self.upper.is_nan():
            raise ValueError("an interval has no undefined end")
        object.__setattr__(self, "lower_open", self.lower_open or self.lower.is_infinite())
        object.__setattr__(self, "upper_open", self.upper_open or self.upper.is_infinite())
        if self.lower > self.upper or (
            self.lower == self.upper and (self.lower_open or self.upper_open)
        ):
            raise ValueError(f"empty interval: {self.lower} to {self.upper}")

    @classmethod
    def exactly(cls, value: Decimal) -> Interval:
        return cls(value, value)

    @classmethod
    def around(cls, value: Decimal, half_width: Decimal) -> Interval:
        return cls(DOWN.subtract(value, half_width), _UP.add(value, half_width))

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
            DOWN.add(self.lower, other.lower),
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
        if self._is_plain and other._is_plain:
            return Interval(
                DOWN.multiply(self.lower, other.lower), _UP.multiply(self.upper, other.upper)
            )
        corners = [(x, y) for x in self._ends for y in other._ends]
        lows = [(_product(DOWN, x, y), _is_missed(x, y)) for x, y in corners]
        highs = [(_product(_UP, x, y), _is_missed(x, y)) for x, y in corners]
        lower, upper = min(low for low, _ in lows), max(high for high, _ in highs)
        return Interval(
            lower,
            upper,
            all(is_missed for low, is_missed in lows if low == lower),
            all(is_missed for high, is_missed in highs if high == upper),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient; raises ``ZeroDivisionError`` where zero is in ``other``.

        A divisor that comes as near to zero as it likes gives a quotient without a limit.
        """
        if other.contains(_ZERO):
            raise ZeroDivisionError("zero is in the divisor's interval")
        if self.is_exact and other.is_exact:
            return Interval(
                DOWN.divide(self.lower, other.lower), _UP.divide(self.lower, other.lower)
            )
        return self * Interval(
            _reciprocal(DOWN, other.upper, at_zero=-INFINITY),
            _reciprocal(_UP, other.lower, at_zero=INFINITY),
            other.upper_open,
            other.lower_open,
        )

    @property
    def _is_plain(self) -> bool:
        """Closed, and above zero: of two such, the ends' products are the product's ends."""
        return self.lower > _ZERO and not (self.lower_open or self.upper_open)

    @property
    def _ends(self) -> tuple[_End, _End]:
        return _End(self.lower, self.lower_open), _End(self.upper, self.upper_open)


class _End(NamedTuple):
    value: Decimal
    is_open: bool


def _product(context: Context, x: _End, y: _End) -> Decimal:
    # An infinite end means "no limit known": nothing times any amount is still nothing.
    return context.multiply(x.value, y.value) if x.value and y.value else _ZERO


def _is_missed(x: _End, y: _End) -> bool:
    """Whether the product of two ends is not reached: a zero that is in one makes zero with all."""
    if (not x.value and not x.is_open) or (not y.value and not y.is_open):
        return False
    return x.is_open or y.is_open


def _reciprocal(context: Context, end: Decimal, *, at_zero: Decimal) -> Decimal:
    if end.is_infinite():
        return _ZERO
    return context.divide(Decimal(1), end) if end else at_zero
