"""A number that a reader typed, and how the reports of it are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import numpy as np

from analytics.model import Frozen, Measure
from analytics.queries.asking import Asked
from analytics.queries.lines import Bools, Lines

_PLACES = 9
"""Decimals that a value has at most."""
_MOST_ZEROS = 12
"""Of the greatest word of scale, nghìn tỷ."""


class Number(Frozen):
    """Digits as typed, without marks, the last ``decimals`` of them decimals.

    Without a minus it means a decline as well: “giảm 5%” is reported as -5. Of one that is half
    typed more decimals may follow: 12.065 stands for 12.065,06 too.
    """

    digits: int
    decimals: int = 0
    is_negative: bool = False
    is_half_typed: bool = False

    @property
    def signed(self) -> tuple[int, ...]:
        """The digits of whatever it means."""
        if self.is_negative:
            return (-self.digits,)
        return tuple(sorted({self.digits, -self.digits}, reverse=True))

    @property
    def value(self) -> Decimal:
        return Decimal(self.signed[0]).scaleb(-self.decimals)

    def with_places(self, places: int) -> Iterator[tuple[int, int]]:
        """The least and the greatest digits of whatever it means, with so many decimals."""
        step = 10 ** abs(places - self.decimals)
        for digits in self.signed:
            if places >= self.decimals:
                more = step - 1 if self.is_half_typed else 0
                low, high = sorted((digits * step, digits * step + (-more if digits < 0 else more)))
                yield low, high
            elif digits % step == 0:
                yield digits // step, digits // step

    @property
    def pattern(self) -> str:
        """What finds it in a printed text, with any marks, but not as a part of another number."""
        digits = str(self.digits).zfill(self.decimals + 1)
        whole, decimals = (
            digits[: len(digits) - self.decimals],
            digits[len(digits) - self.decimals :],
        )
        grouped = f"{int(whole):,}".replace(",", "[., ]?")
        after = f"[.,]{decimals}" if decimals else ""
        return rf"(^|[^0-9., ]|(^|[^0-9])[., ]+)0*{grouped}{after}($|[^0-9., ]|[., ]($|[^0-9]))"


@dataclass(frozen=True, eq=False)
class Way:
    """A condition on reports, and which lines may have any that meet it."""

    asked: Asked
    lines: Bools


class _Digits:
    """The digits that lines have."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.zeros_added = lines.numbers("zeros_added") > 0
        self._exponents = lines.numbers("exponents")
        self._lowest, self._highest = lines.numbers("lowest"), lines.numbers("highest")
        self._any_exponent = int(np.bitwise_or.reduce(self._exponents))
        self._least = int(self._lowest.min(initial=0))
        self._greatest = int(self._highest.max(initial=0))

    def between(self, low: int, high: int, places: int) -> Iterator[Way]:
        """Values of so many decimals whose digits are in this range, if there may be any."""
        if high < self._least or low > self._greatest or not self._any_exponent >> places & 1:
            return
        low, high = max(low, self._least), min(high, self._greatest)
        of_digits = Asked("significand = ?", (low,))
        if low < high:
            of_digits = Asked("significand BETWEEN ? AND ?", (low, high))
        has_places = (self._exponents >> places & 1).astype(np.bool_)
        yield Way(
            of_digits.having("exponent = ?", -places),
            has_places & (self._lowest <= high) & (self._highest >= low),
        )


def ways(numbers: Sequence[Number], lines: Lines) -> Iterator[Way]:
    """Reports of a number as it may have been meant, each by one way only.

    Those are of its value, with however many decimals. Others are printed so before a word of scale
    or in another unit, “trên 14 nghìn” of 14,000: what is stored has the digits that are printed,
    with zeros or fewer decimals than none; no unit is a tenth of another. Growth may be printed as
    an index, “107%” of 7, an attainment as what is over or under the plan, “vượt 6,1%” of 106.1.
    """
    held = _Digits(lines)
    for number in numbers:
        for places in range(_PLACES + 1):
            for low, high in number.with_places(places):
                yield from held.between(low, high, places)
    yield from _scaled(numbers, held)
    yield from _relative(numbers, held)
    longs = [Decimal(digits).scaleb(-n.decimals) for n in numbers for digits in n.signed]
    yield Way(
        Asked("list_contains(?::DECIMAL(28, 9)[], long_value)", (longs,)),
        lines.numbers("long_values") > 0,
    )


def _scaled(numbers: Sequence[Number], held: _Digits) -> Iterator[Way]:
    most = _MOST_ZEROS if held.zeros_added.any() else 0
    for places, zeros in product(range(_PLACES + 1), range(most + 1)):
        shifts = [zeros + number.decimals - places for number in numbers]
        scaled = [n for n, shift in zip(numbers, shifts, strict=True) if zeros or abs(shift) > 1]
        if scaled and 0 not in shifts:
            for digits in scaled[0].signed:
                added = digits * 10**zeros
                for way in held.between(added, added, places):
                    asked = _printed(way.asked.having("decimals >= 0"), scaled)
                    yield Way(asked, way.lines & held.zeros_added if zeros else way.lines)
    whole = [low for number in numbers for low, _ in number.with_places(0)]
    rounded = Asked("decimals < 0 AND exponent = 0 AND NOT list_contains(?, significand)", (whole,))
    yield Way(_printed(rounded, numbers), held.lines.numbers("fewest_decimals") < 0)


def _relative(numbers: Sequence[Number], held: _Digits) -> Iterator[Way]:
    for number in numbers:
        told = number.value
        for measure, values in (
            (Measure.GROWTH, {told - 100}),
            (Measure.ATTAINMENT, {100 + told, 100 - told}),
        ):
            of_measure = held.lines.among("measure", [measure])
            for value in values - {told, -told}:
                for places in range(number.decimals, _PLACES + 1):
                    digits = int(value.scaleb(places))
                    for way in held.between(digits, digits, places):
                        asked = way.asked.having("decimals >= 0 AND measure = ?", measure)
                        yield Way(_printed(asked, [number]), way.lines & of_measure)


def _printed(asked: Asked, numbers: Sequence[Number]) -> Asked:
    return asked.having("regexp_matches(printed, ?)", "|".join(one.pattern for one in numbers))
