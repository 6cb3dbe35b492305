"""What follows from reported figures: each with its interval, its operands and its formula.

Nothing is computed that a source reports itself, and nothing computed is ever stored.
``docs/method.md`` works every formula through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from analytics.codelists import Codelists
from analytics.interval import Interval
from analytics.model import (
    Accumulation,
    Bound,
    Calculation,
    Figure,
    FigureKey,
    Formula,
    Frozen,
    Indicator,
    Kind,
    Measure,
    Observation,
    ObsStatus,
    Period,
    PlanBasis,
    interval_of,
)

MOST_DECIMALS = 2
TERM_YEARS = 5
_HUNDRED = Interval.exactly(Decimal(100))
_ONE = Interval.exactly(Decimal(1))
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


class Computed(Frozen):
    """All figures, reported first, and what could not be computed."""

    figures: tuple[Figure, ...]
    undefined: tuple[Undefined, ...]


def figures(observations: Iterable[Observation], codelists: Codelists) -> tuple[Figure, ...]:
    """Every reported figure of standing ``observations``, then every one that follows from them."""
    return computed(observations, codelists).figures


def computed(observations: Iterable[Observation], codelists: Codelists) -> Computed:
    """:func:`figures`, with what stays undefined. ``observations`` have one report a key."""
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    reported = []
    for observation in observations:
        indicator = codelists.indicator_by_code[observation.indicator]
        figure = figure_of(observation, indicator)
        reported.append(figure)
        groups[observation.ref_area, observation.indicator].append(figure)
    found: list[Figure] = []
    undefined: list[Undefined] = []
    for (_, code), group in groups.items():
        ledger = _Ledger(codelists.indicator_by_code[code], codelists, group)
        ledger.fill()
        found.extend(ledger.found)
        undefined.extend(ledger.undefined)
    return Computed(figures=(*reported, *found), undefined=tuple(undefined))


def by_key(all_figures: Iterable[Figure]) -> Mapping[FigureKey, Figure]:
    """The figures by what they are about; of several with one key, the first."""
    found: dict[FigureKey, Figure] = {}
    for figure in all_figures:
        found.setdefault(figure.key, figure)
    return found


def figure_of(observation: Observation, indicator: Indicator) -> Figure:
    """A reported figure with the values that its print allows.

    Whole things and ranks are counted. What cannot be less than nothing starts at zero, and a
    plan or a whole is more than nothing.
    """
    measure = observation.measure
    parts = (Measure.NUMERATOR, Measure.DENOMINATOR)
    whole_things = indicator.kind in (Kind.COUNT, Kind.RANK)
    counted = measure in parts or (whole_things and measure in (Measure.ACTUAL, Measure.PLAN))
    interval = interval_of(
        observation.obs_value, observation.decimals, observation.bound, counted=counted
    )
    signed = indicator.kind is Kind.RATE or measure is Measure.GROWTH
    if not signed and interval.lower < 0 < interval.upper:
        divides = measure in (Measure.PLAN, Measure.DENOMINATOR)
        interval = Interval(Decimal(0), interval.upper, divides, interval.upper_open)
    return Figure(
        key=observation.key,
        unit=observation.unit,
        value=observation.obs_value,
        decimals=observation.decimals,
        interval=interval,
        bound=observation.bound,
        obs_status=observation.obs_status,
        observation=observation,
    )


# Periods -------------------------------------------------------------------------------------


def plan_period(basis: PlanBasis, period: Period) -> Period:
    """The period of the plan that an attainment of ``period`` refers to.

    A year's plan is the calendar year's that the period ends in. A term or its programme is the
    party term's: five years after the year of the congress (2021 to 2025), and named from the
    congress's year, 2020 to 2025. A plan for the same period, or for one not stated, has the
    period itself.
    """
    match basis:
        case PlanBasis.ANNUAL | PlanBasis.CITY_ESTIMATE:
            return Period.year(period.end.year)
        case PlanBasis.TERM | PlanBasis.PROGRAMME:
            congress = (period.end.year - 1) // TERM_YEARS * TERM_YEARS
            return Period(start=date(congress, 1, 1), end=date(congress + TERM_YEARS, 12, 31))
        case _:
            return period


def year_before(period: Period) -> Period:
    """The same period a year earlier; the end of a month stays the end of that month."""
    return Period(start=_day_year_before(period.start), end=_day_year_before(period.end))


def _day_year_before(day: date) -> date:
    following = day + timedelta(days=1)
    if following.day == 1:
        return following.replace(year=following.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def is_measured_by(actual: Period, plan: FigureKey, accumulation: Accumulation) -> bool:
    """Whether an actual of that period may be held against the plan.

    A state at any time of the plan's period may. What adds up must have added up from the plan's
    first day: a third quarter alone is not progress on the year.
    """
    if plan.period == actual:
        return True
    whole = plan_period(plan.plan_basis, plan.period)
    from_first_day = accumulation is Accumulation.LEVEL or actual.start == whole.start
    return (
        plan.plan_basis not in (PlanBasis.SAME_PERIOD, PlanBasis.UNSTATED)
        and whole.contains(actual)
        and from_first_day
    )


# Formulas ------------------------------------------------------------------------------------


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
        if second.interval.contains(Decimal(0)) or not second.value:
            exact = second.interval.is_exact or not second.value
            return undefined(
                UndefinedReason.DIVISOR_ZERO if exact else UndefinedReason.DIVISOR_MAY_BE_ZERO
            )
        if second.value < 0:
            return undefined(UndefinedReason.DIVISOR_NEGATIVE)
    full = _result(formula, first, second, lambda figure: figure.interval)
    printed = _result(formula, first, second, _as_printed)
    nominal = _result(formula, first, second, lambda figure: Interval.exactly(figure.value)).lower
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
    if formula is Formula.GAP and second.calculation:
        implied_from, attainment = second.calculation.operands
        if implied_from is first:
            return values(first) * (_ONE - _HUNDRED / values(attainment))
    return result_of(formula, values(first), values(second))


def _as_printed(figure: Figure) -> Interval:
    """A bound's own number; of every other figure, its interval."""
    if figure.bound in (Bound.EQUAL, Bound.ABOUT):
        return figure.interval
    return Interval.exactly(figure.value)


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


# What the figures of one area and indicator allow ---------------------------------------------


class _Ledger:
    """The figures of one area and indicator, filled with all that follow."""

    def __init__(
        self, indicator: Indicator, codelists: Codelists, reported: Sequence[Figure]
    ) -> None:
        self._indicator = indicator
        self._codelists = codelists
        self._figures = {figure.key: figure for figure in reported}
        self.found: list[Figure] = []
        self.undefined: list[Undefined] = []

    def fill(self) -> None:
        if self._indicator.kind is Kind.RANK:
            return
        self._ratios()
        self._implied_plans()
        self._implied_actuals()
        self._attainments_and_gaps()
        self._growths()

    def _of(self, measure: Measure) -> list[Figure]:
        return [figure for figure in self._figures.values() if figure.key.measure is measure]

    def _at(
        self, measure: Measure, period: Period, basis: PlanBasis = PlanBasis.NONE
    ) -> Figure | None:
        return self._figures.get(self._key(measure, period, basis))

    def _key(self, measure: Measure, period: Period, basis: PlanBasis) -> FigureKey:
        some = next(iter(self._figures))
        return FigureKey(
            ref_area=some.ref_area,
            indicator=some.indicator,
            measure=measure,
            period=period,
            plan_basis=basis,
        )

    def _add(
        self,
        measure: Measure,
        period: Period,
        basis: PlanBasis,
        formula: Formula,
        first: Figure,
        second: Figure,
    ) -> None:
        key = self._key(measure, period, basis)
        if key in self._figures:
            return
        match evaluate(key, self._indicator.unit_of(measure), formula, first, second):
            case Figure() as figure:
                self._figures[key] = figure
                self.found.append(figure)
            case Undefined() as undefined:
                self.undefined.append(undefined)

    def _ratios(self) -> None:
        if self._indicator.kind is not Kind.RATIO:
            return
        for numerator in self._of(Measure.NUMERATOR):
            period = numerator.key.period
            denominator = self._at(Measure.DENOMINATOR, period)
            if denominator:
                none = PlanBasis.NONE
                self._add(Measure.ACTUAL, period, none, Formula.RATIO, numerator, denominator)

    def _implied_plans(self) -> None:
        for actual, attainment in self._pairs(newest_first=True):
            basis, period = attainment.key.plan_basis, attainment.key.period
            if self._plan(basis, period) is None:
                whole = plan_period(basis, period)
                self._add(Measure.PLAN, whole, basis, Formula.IMPLIED_PLAN, actual, attainment)

    def _pairs(self, *, newest_first: bool) -> list[tuple[Figure, Figure]]:
        pairs = [
            (actual, attainment)
            for attainment in self._of(Measure.ATTAINMENT)
            if (actual := self._at(Measure.ACTUAL, attainment.key.period))
        ]
        return sorted(pairs, key=lambda pair: pair[0].key.period.end, reverse=newest_first)

    def _implied_actuals(self) -> None:
        for attainment in self._of(Measure.ATTAINMENT):
            basis, period = attainment.key.plan_basis, attainment.key.period
            plan = self._plan(basis, period)
            if plan and not plan.is_computed:
                none = PlanBasis.NONE
                self._add(Measure.ACTUAL, period, none, Formula.IMPLIED_ACTUAL, plan, attainment)

    def _attainments_and_gaps(self) -> None:
        for basis in sorted({plan.key.plan_basis for plan in self._of(Measure.PLAN)}):
            for actual in self._of(Measure.ACTUAL):
                period = actual.key.period
                plan = self._plan(basis, period)
                if plan is None:
                    continue
                self._add(Measure.ATTAINMENT, period, basis, Formula.ATTAINMENT, actual, plan)
                self._add(Measure.GAP, period, basis, Formula.GAP, actual, plan)

    def _growths(self) -> None:
        # Growth of a rate or a share in percent would be a percentage of a percentage.
        if self._indicator.kind not in (Kind.AMOUNT, Kind.COUNT):
            return
        for actual in self._of(Measure.ACTUAL):
            period = actual.key.period
            earlier = year_before(period)
            before = self._at(Measure.ACTUAL, earlier)
            if before is None or earlier.end >= period.start:
                continue
            area = actual.key.ref_area
            if self._codelists.area(area, period) == self._codelists.area(area, earlier):
                none = PlanBasis.NONE
                self._add(Measure.GROWTH, period, none, Formula.GROWTH, actual, before)

    def _plan(self, basis: PlanBasis, period: Period) -> Figure | None:
        """The plan that an actual of the period is held against: its own period's before a longer."""
        candidates = [
            plan
            for plan in self._of(Measure.PLAN)
            if plan.key.plan_basis is basis
            and is_measured_by(period, plan.key, self._indicator.accumulation)
        ]
        return max(
            candidates,
            key=lambda plan: (plan.key.period == period, not plan.is_computed),
            default=None,
        )
