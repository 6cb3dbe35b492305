"""From the standing observations to every figure that they report or allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from analytics.codelists import Codelists
from analytics.interval import Interval
from analytics.measures.formulas import Undefined, evaluate
from analytics.measures.plans import is_measured_by, plan_period, year_before
from analytics.measures.reach import EVERYTHING, Reach, ends_within
from analytics.model import (
    Figure,
    FigureKey,
    Formula,
    Frozen,
    Indicator,
    Kind,
    Measure,
    Observation,
    Period,
    PlanBasis,
    interval_of,
)


class Computed(Frozen):
    """All figures, reported first, and what could not be computed."""

    figures: tuple[Figure, ...]
    undefined: tuple[Undefined, ...]


def figures(observations: Iterable[Observation], codelists: Codelists) -> tuple[Figure, ...]:
    """Every reported figure of standing ``observations``, then every one that follows from them."""
    return computed(observations, codelists).figures


def computed(
    observations: Iterable[Observation], codelists: Codelists, reach: Reach = EVERYTHING
) -> Computed:
    """:func:`figures`, with what stays undefined. ``observations`` have one report a key.

    All that is reported is there; attainments, gaps and growth are worked out within ``reach``.
    """
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
        ledger = _Ledger(codelists.indicator_by_code[code], codelists, group, reach)
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


class _Ledger:
    """The figures of one area and indicator, filled with all that follow."""

    def __init__(
        self,
        indicator: Indicator,
        codelists: Codelists,
        reported: Sequence[Figure],
        reach: Reach,
    ) -> None:
        self._indicator = indicator
        self._codelists = codelists
        self._reach = reach
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

    def _asked_actuals(self) -> list[Figure]:
        """The actuals within reach."""
        ending = self._reach.among(self._figures.values())
        return [
            actual for actual in self._of(Measure.ACTUAL) if ends_within(actual.key.period, ending)
        ]

    def _plans_of(self, basis: PlanBasis) -> list[Figure]:
        return [plan for plan in self._of(Measure.PLAN) if plan.key.plan_basis is basis]

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
        pairs = ((Measure.ATTAINMENT, Formula.ATTAINMENT), (Measure.GAP, Formula.GAP))
        asked = [pair for pair in pairs if pair[0] in self._reach.measures]
        if not asked:
            return
        for basis in sorted({plan.key.plan_basis for plan in self._of(Measure.PLAN)}):
            for actual in self._asked_actuals():
                period = actual.key.period
                plan = self._plan(basis, period)
                if plan is None:
                    continue
                for measure, formula in asked:
                    self._add(measure, period, basis, formula, actual, plan)

    def _growths(self) -> None:
        # Growth of a rate or a share in percent would be a percentage of a percentage.
        if self._indicator.kind not in (Kind.AMOUNT, Kind.COUNT):
            return
        if Measure.GROWTH not in self._reach.measures:
            return
        for actual in self._asked_actuals():
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
        """The plan that an actual of the period is held against; its own period's comes first."""
        if basis in (PlanBasis.SAME_PERIOD, PlanBasis.UNSTATED):
            return self._at(Measure.PLAN, period, basis)
        candidates = [
            plan
            for plan in self._plans_of(basis)
            if is_measured_by(period, plan.key, self._indicator.accumulation)
        ]
        return max(
            candidates,
            key=lambda plan: (plan.key.period == period, not plan.is_computed),
            default=None,
        )
