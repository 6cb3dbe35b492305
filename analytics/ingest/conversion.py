"""From the unit that a file names to the unit that an indicator is kept in, by powers of ten."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.ingest.codes import Lexicon, Scale
from analytics.ingest.numbers import Tail, Unreadable, tail_of
from analytics.model import Indicator, Measure, Unit

_DOUBTFUL = ("percent", "percentage_point")
"""``cao hơn 3%`` of a difference of rates may be 3 points, or a rate 1.03 times the other."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a number becomes one in the indicator's unit: times ``10 ** shift``.

    ``problem`` is why it cannot; ``doubt`` is what to look at although it can.
    """

    shift: int = 0
    problem: Unreadable | None = None
    doubt: Unreadable | None = None
    in_value: bool = False  # the problem is with the words beside the number, not the unit column
    is_scaled: bool = False  # the number is not in the indicator's own unit


def conversion(
    lexicon: Lexicon, indicator: Indicator, measure: Measure, unit: str, tail: str
) -> Conversion:
    """How to convert a number printed with ``tail`` behind it and ``unit`` in the unit's column."""
    expected = lexicon.codelists.unit_by_code.get(indicator.unit_of(measure))
    if expected is None:
        return Conversion(problem=Unreadable("measure_does_not_fit"), in_value=True)
    own = Scale(expected, expected.exponent)
    column = lexicon.scale(unit) if unit.strip() else None
    if isinstance(column, Unreadable):
        return Conversion(problem=column)
    words = tail_of(tail)
    printed = _printed(lexicon, tail, words, own, column)
    if isinstance(printed, Unreadable):
        return Conversion(problem=printed, in_value=True)
    if printed is None:
        if column is None and lexicon.needs_unit(indicator, measure):
            named = (("unit", expected.name_vi),)
            return Conversion(problem=Unreadable("missing_unit", named))
        chosen = column or own
    else:
        chosen = printed
    for scale in (printed, column):
        if scale is not None and not _fits(scale.unit, expected):
            is_doubtful = (scale.unit.dimension, expected.dimension) == _DOUBTFUL
            details = (("unit", scale.unit.name_vi), ("expected", expected.name_vi))
            return Conversion(
                problem=Unreadable(
                    "percent_or_points" if is_doubtful else "unit_mismatch", details
                ),
                in_value=scale is printed,
            )
    doubt = None
    if printed and column and _contradicts(printed, column, words):
        details = (("unit", column.unit.name_vi), ("printed", tail))
        doubt = Unreadable("unit_differs", details)
    shift = chosen.exponent - expected.exponent
    return Conversion(shift=shift, doubt=doubt, is_scaled=shift != 0 or bool(words.scale))


def _fits(unit: Unit, expected: Unit) -> bool:
    """Whether a number in one unit can be told in another.

    An indicator of growth a year is printed as a plain percentage: there is nothing else to mean.
    """
    named = (unit.dimension, expected.dimension)
    return unit.dimension == expected.dimension or named == ("percent", "percent_per_year")


def _contradicts(printed: Scale, column: Scale, words: Tail) -> bool:
    """Whether the number's own unit is one that the unit's column cannot have meant."""
    if words.scale:
        return printed.exponent < column.exponent
    return printed.exponent != column.exponent


def _printed(
    lexicon: Lexicon, tail: str, words: Tail, own: Scale, column: Scale | None
) -> Scale | Unreadable | None:
    """What the words beside a number say of its unit; None where they say nothing."""
    if not tail:
        return None
    if not words.scale or words.unit:
        return lexicon.scale(tail)
    if column is None:
        # "14 nghìn tỷ" is money, and so in đồng; "14 nghìn" of what?
        if own.unit.dimension == "vnd":
            return Scale(own.unit, words.exponent) if words.exponent >= 6 else None
        return Scale(own.unit, own.exponent + words.exponent) if own.exponent == 0 else None
    if column.unit.dimension != "vnd" or column.exponent == 0:
        return Scale(column.unit, column.exponent + words.exponent)
    # Beside "tỷ đồng", "14 nghìn tỷ" repeats the unit's scale and "14 nghìn" goes on from it.
    if tail_of(words.scale.split()[-1]).exponent == column.exponent:
        return Scale(column.unit, words.exponent)
    if words.exponent == 3:
        return Scale(column.unit, column.exponent + 3)
    named = (("unit", column.unit.name_vi), ("printed", tail))
    return Unreadable("ambiguous_unit", named)
