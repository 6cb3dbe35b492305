"""Numbers as people write them: with Vietnamese or English marks, typed or printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

_MOST_DIGITS, MOST_DECIMALS = 19, 9
"""Of a value in the store."""
_READINGS = (
    re.compile(
        r"([-−]?)([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?%?"
    ),  # Vietnamese: 12.065,06
    re.compile(
        r"([-−]?)([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?%?"
    ),  # English: 12,065.06
)
_SPACED = re.compile(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
"""A space between thousands."""
_WRITTEN = re.compile(r"(?<![0-9.,])[-−]?[0-9]+(?:[.,][0-9]+)*")


class Span(NamedTuple):
    """Values from the least to the greatest, both among them, in billionths."""

    least: int
    greatest: int

    def ends(self) -> tuple[float, float]:
        """The same as doubles, by which the store finds numbers."""
        least, greatest = (float(Decimal(end).scaleb(-MOST_DECIMALS)) for end in self)
        return least, greatest

    def with_places(self, places: int) -> tuple[int, int] | None:
        """The least and the greatest as whole digits of so many decimals, if there are any."""
        step = 10 ** (MOST_DECIMALS - places)
        least, greatest = -(-self.least // step), self.greatest // step
        return (least, greatest) if least <= greatest else None


@dataclass(frozen=True, slots=True)
class Number:
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

    def spans(self) -> Iterator[Span]:
        """The values of whatever it means, which do not meet."""
        step = 10 ** (MOST_DECIMALS - self.decimals)
        more = step - 1 if self.is_half_typed else 0
        for digits in self.signed:
            further = digits * step + (-more if digits < 0 else more)
            yield Span(*sorted((digits * step, further)))


def readings(word: str, *, is_half_typed: bool = False) -> tuple[Number, ...]:
    """The numbers that a word may be, by Vietnamese and by English marks: ``2.024`` is two."""
    found = []
    for marks in _READINGS:
        read = marks.fullmatch(word)
        if read is None:
            continue
        sign, whole, decimals = read[1], re.sub(r"[.,]", "", read[2]), read[3] or ""
        if len(whole) + len(decimals) <= _MOST_DIGITS and len(decimals) <= MOST_DECIMALS:
            number = Number(
                digits=int(whole + decimals),
                decimals=len(decimals),
                is_negative=bool(sign),
                is_half_typed=is_half_typed,
            )
            found.append(number)
    return tuple(dict.fromkeys(found))


def other_numbers(printed: str, value: Decimal) -> tuple[Decimal, ...]:
    """Numbers in a printed text that are not its figure's value: the 14 of “trên 14 nghìn”.

    One that marks leave open is its value where it may be, and else is all that it may be.
    """
    others: dict[Decimal, None] = {}
    for written in _WRITTEN.findall(_SPACED.sub("", printed)):
        read = [number.value for number in readings(written)]
        if abs(value) not in map(abs, read):
            others.update(dict.fromkeys(read))
    return tuple(others)
