"""Places on a plane: boxes, and values along a line. Lengths are points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Self


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along a line; marks are round numbers."""

    low: Decimal
    high: Decimal
    left: float
    right: float

    @classmethod
    def over(cls, values: Iterable[Decimal], left: float, right: float) -> Self:
        listed = [*values, Decimal(0)]
        low, high = min(listed), max(listed)
        return cls(low, high if high > low else low + 1, left, right)

    def at(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return self.left + share * (self.right - self.left)

    def marks(self) -> Iterator[Decimal]:
        """From 3 to 7 of them."""
        rough = (self.high - self.low) / 6
        power = Decimal(1).scaleb(rough.adjusted())
        step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
        mark = (self.low / step).to_integral_value(ROUND_FLOOR) * step
        while mark <= self.high:
            if mark >= self.low:
                yield mark
            mark += step
