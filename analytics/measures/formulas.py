"""The formulas: two figures in, one figure out, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from analytics.interval import DOWN, Interval
from analytics.model import (
    Bound,
    Calculation,
    Figure,
    FigureKey,
    Formula,
    Frozen,
    ObsStatus,
)

MOST_DECIMALS = 2
_HUNDRED = Interval.exactly(Decimal(100))
_ONE = Interval.exactly(Decimal(1))
_ZERO = Decimal(0)
_PERCENT = Decimal(100)
_WIDE = Context(prec=60)


class UndefinedReason(StrEnum):
    """Why a formula gives no figure."""

    DIVISOR_ZERO = "divisor_zero"  # x ÷ 0 is no number, and not infinite either
    DIVISOR_MAY_BE_ZERO = "divisor_may_be_zero"  # the divisor's rounding reaches zero
    DIVISOR_NEGATIVE = "divisor_negative"  # a percentage of less than nothing says nothing
    BOUNDS_CANCEL = "bounds_cancel"  # two bounds that leave every value open


class Undefined(Frozen):
    """A figure that its operands do not give, and why."""

    key: FigureKey
    calculation: Calculation
    reason: UndefinedReason


def _percentage(part: Interval, whole: Interval) -> Interval:
    return part / whole * _HUNDRED


_RESULTS: Mapping[Formula, Callable[[Interval, Interval], Interval]] = {
    Formula.ATTAINMENT: _percentage,
    Formula.RATIO: _percentage,
    Formula.IMPLIED_PLAN: _percentage,  # the attainment is in percent: actual ÷ attainment × 100
    Formula.IMPLIED_ACTUAL: lambda plan, attainment: plan * attainment / _HUNDRED,
    Formula.GROWTH: lambda now, before: (now / before - _ONE) * _HUNDRED,
    Formula.GAP: lambda actual, plan: actual - plan,
}


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return DOWN.multiply(DOWN.divide(part, whole), _PERCENT)


_NOMINAL: Mapping[Formula, Callable[[Decimal, Decimal], Decimal]] = {
    Formula.ATTAINMENT: _percent,
    Formula.RATIO: _percent,
    Formula.IMPLIED_PLAN: _percent,
    Formula.IMPLIED_ACTUAL: lambda plan, attainment: DOWN.divide(
        DOWN.multiply(plan, attainment), _PERCENT
    ),
    Formula.GROWTH: lambda now, before: DOWN.multiply(
        DOWN.subtract(DOWN.divide(now, before), Decimal(1)) or _ZERO,  # which has no sign
        _PERCENT,
    ),
    Formula.GAP: DOWN.subtract,
}
"""The lower ends of :data:`_RESULTS` on exact numbers, in a fraction of the time."""


def nominal_of(formula: Formula, first: Decimal, second: Decimal) -> Decimal:
    """What the formula gives on two numbers, rounded down. No divisor is zero."""
    return _NOMINAL[formula](first, second)


def result_of(formula: Formula, first: Interval, second: Interval) -> Interval:
    """Every value the formula can give. Raises ``ZeroDivisionError`` where it divides by zero."""
    return _RESULTS[formula](first, second)


def evaluate(
    key: FigureKey, unit: str, formula: Formula, first: Figure, second: Figure
) -> Figure | Undefined:
    """The figure that a formula gives on two operands, in the formula's order."""
    calculation = Calculation(formula=formula, operands=(first, second))

    def undefined(reason: UndefinedReason) -> Undefined:
        return Undefined(key=key, calculation=calculation, reason=reason)

    if formula not in (Formula.IMPLIED_ACTUAL, Formula.GAP):
        if second.interval.contains(_ZERO) or not second.value:
            exact = second.interval.is_exact or not second.value
            return undefined(
                UndefinedReason.DIVISOR_ZERO if exact else UndefinedReason.DIVISOR_MAY_BE_ZERO
            )
        if second.value < 0:
            return undefined(UndefinedReason.DIVISOR_NEGATIVE)
    full = _result(formula, first, second, lambda figure: figure.interval)
    rests_on = (first, second, *(second.calculation.operands if second.calculation else ()))
    is_bound = not all(map(_is_printed_whole, rests_on))
    printed = _result(formula, first, second, _as_printed) if is_bound else full
    nominal = _nominal(formula, first, second)
    decimals = supported_decimals(printed, unit)
    match full.lower < printed.lower, full.upper > printed.upper:
        case True, True:
            return undefined(UndefinedReason.BOUNDS_CANCEL)
        case False, True:
            bound = Bound.ABOVE if full.lower_open else Bound.AT_LEAST
            value = _rounded(full.lower, decimals, ROUND_FLOOR)
        case True, False:
            bound = Bound.BELOW if full.upper_open else Bound.AT_MOST
            value = _rounded(full.upper, decimals, ROUND_CEILING)
        case _:
            about = Bound.ABOUT in (first.bound, second.bound)
            bound = Bound.ABOUT if about else Bound.EQUAL
            value = _rounded(nominal, decimals, ROUND_HALF_UP)
    return Figure(
        key=key,
        unit=unit,
        value=value,
        decimals=decimals,
        interval=full,
        bound=bound,
        obs_status=_weakest(first.obs_status, second.obs_status),
        calculation=calculation,
    )


def _result(
    formula: Formula, first: Figure, second: Figure, values: Callable[[Figure], Interval]
) -> Interval:
    """The formula on what is taken of each operand.

    The gap to a plan that the same actual implies is actual × (1 − 100 ÷ attainment): the actual is
    one number, and must not be rounded up in one place and down in the other.
    """
    if (attainment := _implied_by(formula, first, second)) is not None:
        return values(first) * (_ONE - _HUNDRED / values(attainment))
    return result_of(formula, values(first), values(second))


def _nominal(formula: Formula, first: Figure, second: Figure) -> Decimal:
    """The formula on the numbers as shown."""
    if _implied_by(formula, first, second) is not None:
        exactly = Interval.exactly
        return _result(formula, first, second, lambda figure: exactly(figure.value)).lower
    return nominal_of(formula, first.value, second.value)


def _implied_by(formula: Formula, first: Figure, second: Figure) -> Figure | None:
    """The attainment by which the actual of a gap implies the plan of it."""
    if formula is not Formula.GAP or second.calculation is None:
        return None
    implied_from, attainment = second.calculation.operands
    return attainment if implied_from is first else None


def _as_printed(figure: Figure) -> Interval:
    """A bound's own number; of every other figure, its interval."""
    return figure.interval if _is_printed_whole(figure) else Interval.exactly(figure.value)


def _is_printed_whole(figure: Figure) -> bool:
    """Whether all its values are behind what is printed: it is no bound."""
    return figure.bound in (Bound.EQUAL, Bound.ABOUT)


def supported_decimals(interval: Interval, unit: str) -> int:
    """Decimals worth showing: the last digit's step is not smaller than the interval is wide.

    At least the whole unit, or one decimal of a percentage, and at most two; an exact result that
    needs fewer shows just those.
    """
    least = 1 if unit.startswith("percent") else 0
    width = _WIDE.subtract(interval.upper, interval.lower)
    if width:
        return min(max(-(width.adjusted() + 1), least), MOST_DECIMALS)
    exponent = interval.lower.normalize(_WIDE).as_tuple().exponent
    return min(max(-exponent, 0), MOST_DECIMALS) if isinstance(exponent, int) else least


def _rounded(value: Decimal, decimals: int, rounding: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding, context=_WIDE)


_WEAKEST_FIRST = (
    ObsStatus.SUSPECT,
    ObsStatus.ESTIMATE,
    ObsStatus.PROVISIONAL,
    ObsStatus.NORMAL,
)


def _weakest(*statuses: ObsStatus) -> ObsStatus:
    return min(statuses, key=_WEAKEST_FIRST.index)
