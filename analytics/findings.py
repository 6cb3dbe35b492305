"""The cross-checks: what reported figures say of each other, within their rounding.

Every check compares intervals: a finding says that no values behind the printed numbers could
give what is printed. The wording is in ``data/text``, by the finding's code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from itertools import combinations

from analytics.codelists import Codelists
from analytics.interval import Interval
from analytics.measures import (
    by_key,
    evaluate,
    figure_of,
    is_measured_by,
    plan_period,
    year_before,
)
from analytics.model import (
    Accumulation,
    Bound,
    Figure,
    FigureKey,
    Finding,
    FindingCode,
    Formula,
    Indicator,
    Kind,
    Measure,
    Observation,
    ObsStatus,
    Part,
    Period,
    PlanBasis,
)

_ONE_SIDED = (Bound.ABOVE, Bound.AT_LEAST, Bound.BELOW, Bound.AT_MOST)
_EARLY = (ObsStatus.ESTIMATE, ObsStatus.PROVISIONAL)


def findings(reports: Iterable[Observation], codelists: Codelists) -> tuple[Finding, ...]:
    """Every contradiction among ``reports``, by code, area and indicator.

    ``reports`` are all that are known, of each figure the standing one first, as
    ``queries.known`` gives them.
    """
    indicators = codelists.indicator_by_code
    alike: dict[FigureKey, list[Figure]] = defaultdict(list)
    for report in reports:
        alike[report.key].append(figure_of(report, indicators[report.indicator]))
    standing = [figures[0] for figures in alike.values()]
    grouped: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in standing:
        grouped[figure.key.ref_area, figure.key.indicator].append(figure)
    paired: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figures in alike.values():
        paired[figures[0].key.ref_area, figures[0].key.indicator].extend(figures)

    found = [*_suspect(standing), *_disagreements(alike), *_sums(standing, codelists)]
    for (_, code), group in grouped.items():
        found.extend(_contradictions(group, indicators[code], codelists))
        found.extend(_implied_plans(paired[group[0].key.ref_area, code], indicators[code]))
    order = list(FindingCode)
    return tuple(sorted(found, key=lambda f: (order.index(f.code), str(f.figures[0].key))))


def _suspect(standing: Sequence[Figure]) -> Iterator[Finding]:
    for figure in standing:
        if figure.obs_status is ObsStatus.SUSPECT:
            yield Finding(code=FindingCode.SUSPECT, figures=(figure,))


# The same figure from several sources ----------------------------------------------------------


def _disagreements(alike: Mapping[FigureKey, Sequence[Figure]]) -> Iterator[Finding]:
    for stands, *others in alike.values():
        against: dict[FindingCode, list[Figure]] = defaultdict(list)
        seen = {(stands.value, stands.bound)}
        for other in others:
            if (
                _source(other) == _source(stands)
                or (other.value, other.bound) in seen
                or stands.interval.meets(other.interval)
            ):
                continue
            seen.add((other.value, other.bound))
            is_bound = stands.bound in _ONE_SIDED or other.bound in _ONE_SIDED
            against[FindingCode.BOUND_BROKEN if is_bound else FindingCode.SOURCES_DISAGREE].append(
                other
            )
        for code, figures in against.items():
            early = all(figure.obs_status in _EARLY for figure in figures)
            estimated = early and stands.obs_status not in _EARLY
            cause = (("cause", "estimate"),) if estimated else ()
            yield Finding(code=code, figures=(stands, *figures), details=cause)


def _source(figure: Figure) -> str:
    return figure.observation.source if figure.observation else ""


# Figures that follow from each other -----------------------------------------------------------


def _contradictions(
    group: Sequence[Figure], indicator: Indicator, codelists: Codelists
) -> Iterator[Finding]:
    index = by_key(group)
    for figure in group:
        match figure.key.measure:
            case Measure.ACTUAL if indicator.kind is Kind.RATIO:
                yield from _ratio(figure, index)
            case Measure.ATTAINMENT:
                yield from _attainment(figure, index, indicator)
            case Measure.GROWTH:
                yield from _growth(figure, index, indicator, codelists)
            case _:
                continue
    if indicator.accumulation is Accumulation.FLOW:
        yield from _falls(group)


def _sibling(
    key: FigureKey,
    measure: Measure,
    index: Mapping[FigureKey, Figure],
    period: Period | None = None,
) -> Figure | None:
    update = {"measure": measure, "plan_basis": PlanBasis.NONE, "period": period or key.period}
    return index.get(key.model_copy(update=update))


def _unexplained(
    code: FindingCode, printed: Figure, formula: Formula, first: Figure, second: Figure
) -> Finding | None:
    """The finding that two operands cannot give the printed figure, unless they can."""
    expected = evaluate(printed.key, printed.unit, formula, first, second)
    if not isinstance(expected, Figure) or expected.interval.meets(printed.interval):
        return None
    return Finding(code=code, figures=(printed, first, second), expected=expected)


def _ratio(printed: Figure, index: Mapping[FigureKey, Figure]) -> Iterator[Finding]:
    numerator = _sibling(printed.key, Measure.NUMERATOR, index)
    denominator = _sibling(printed.key, Measure.DENOMINATOR, index)
    if numerator is None or denominator is None:
        return
    finding = _unexplained(
        FindingCode.RATIO_NOT_FROM_PARTS, printed, Formula.RATIO, numerator, denominator
    )
    if finding is None or finding.expected is None:
        return
    step = Decimal(1).scaleb(-printed.decimals)
    if finding.expected.interval.lower.quantize(step, rounding=ROUND_DOWN) == printed.value:
        details: tuple[tuple[str, str], ...] = (("cause", "truncated"),)
    elif fits := _parts_that_fit(printed, numerator.value, denominator.value):
        details = (("cause", "other_parts"), ("fits", fits))
    else:
        details = ()
    yield finding.model_copy(update={"details": details})


def _parts_that_fit(printed: Figure, numerator: Decimal, denominator: Decimal) -> str:
    """A fraction one off in one part that gives the print: 42/62 for 42/63 and 67,74 %."""
    for above, below in ((0, -1), (0, 1), (-1, 0), (1, 0)):
        n, d = numerator + above, denominator + below
        if n >= 0 and d > 0:
            ratio = Interval.exactly(n) / Interval.exactly(d) * Interval.exactly(Decimal(100))
            if ratio.meets(printed.interval):
                return f"{n.normalize():f}/{d.normalize():f}"
    return ""


def _attainment(
    printed: Figure, index: Mapping[FigureKey, Figure], indicator: Indicator
) -> Iterator[Finding]:
    actual = _sibling(printed.key, Measure.ACTUAL, index)
    if actual is None:
        return
    for key, plan in index.items():
        if (
            key.measure is Measure.PLAN
            and key.plan_basis is printed.key.plan_basis
            and is_measured_by(printed.key.period, key, indicator.accumulation)
        ):
            finding = _unexplained(
                FindingCode.ATTAINMENT_NOT_FROM_PLAN, printed, Formula.ATTAINMENT, actual, plan
            )
            if finding:
                yield finding


def _growth(
    printed: Figure,
    index: Mapping[FigureKey, Figure],
    indicator: Indicator,
    codelists: Codelists,
) -> Iterator[Finding]:
    now, earlier = printed.key.period, year_before(printed.key.period)
    actual = _sibling(printed.key, Measure.ACTUAL, index)
    before = _sibling(printed.key, Measure.ACTUAL, index, earlier)
    same_area = codelists.area(printed.key.ref_area, now) == codelists.area(
        printed.key.ref_area, earlier
    )
    if actual and before and same_area and indicator.kind in (Kind.AMOUNT, Kind.COUNT):
        finding = _unexplained(
            FindingCode.GROWTH_NOT_FROM_ACTUALS, printed, Formula.GROWTH, actual, before
        )
        if finding:
            yield finding


def _falls(group: Sequence[Figure]) -> Iterator[Finding]:
    """What adds up over the year cannot be less later in it."""
    actuals = [figure for figure in group if figure.key.measure is Measure.ACTUAL]
    actuals.sort(key=lambda figure: (figure.key.period.start, figure.key.period.end))
    for earlier, later in combinations(actuals, 2):
        same_start = earlier.key.period.start == later.key.period.start
        if same_start and later.interval.is_below(earlier.interval):
            yield Finding(code=FindingCode.CUMULATIVE_FALLS, figures=(later, earlier))


def _implied_plans(reports: Sequence[Figure], indicator: Indicator) -> Iterator[Finding]:
    """Plans of one period that the actuals and attainments of different reports imply."""
    if indicator.kind is Kind.RANK:
        return
    actuals = {
        (_source(figure), figure.key.period): figure
        for figure in reports
        if figure.key.measure is Measure.ACTUAL
    }
    plans: dict[tuple[PlanBasis, Period], list[Figure]] = defaultdict(list)
    for attainment in reports:
        key = attainment.key
        actual = actuals.get((_source(attainment), key.period))
        if key.measure is not Measure.ATTAINMENT or actual is None:
            continue
        whole = plan_period(key.plan_basis, key.period)
        plan_key = key.model_copy(update={"measure": Measure.PLAN, "period": whole})
        plan = evaluate(plan_key, actual.unit, Formula.IMPLIED_PLAN, actual, attainment)
        if isinstance(plan, Figure):
            plans[key.plan_basis, whole].append(plan)
    for alike in plans.values():
        lowest = min(alike, key=lambda plan: plan.interval.upper)
        highest = max(alike, key=lambda plan: plan.interval.lower)
        if lowest.interval.is_below(highest.interval):
            yield Finding(code=FindingCode.IMPLIED_PLANS_DISAGREE, figures=(lowest, highest))


# Parts and their whole -------------------------------------------------------------------------


def _sums(standing: Sequence[Figure], codelists: Codelists) -> Iterator[Finding]:
    parts: dict[tuple[str, Measure], list[Part]] = defaultdict(list)
    for part in codelists.parts:
        parts[part.whole, part.whole_measure].append(part)
    index: dict[tuple[str, str, Measure], list[Figure]] = defaultdict(list)
    for figure in standing:
        index[figure.key.ref_area, figure.key.indicator, figure.key.measure].append(figure)
    for whole in standing:
        declared = parts.get((whole.key.indicator, whole.key.measure), ())
        found = [
            _part_of(whole, index[whole.key.ref_area, part.part, part.part_measure], codelists)
            for part in declared
        ]
        summands = [figure for figure in found if figure]
        if not declared or len(summands) < len(declared):
            continue
        total = sum((s.interval for s in summands), Interval.exactly(Decimal(0)))
        if not total.meets(whole.interval):
            value = sum((s.value for s in summands), Decimal(0))
            yield Finding(
                code=FindingCode.PARTS_DO_NOT_ADD_UP,
                figures=(whole, *summands),
                details=(("sum", f"{value.normalize():f}"),),
            )


def _part_of(whole: Figure, candidates: Sequence[Figure], codelists: Codelists) -> Figure | None:
    """The part in the whole's period; of a plan, in the newest period that it covers."""
    if whole.key.measure is not Measure.PLAN:
        return next((f for f in candidates if f.key.period == whole.key.period), None)
    within = [
        figure
        for figure in candidates
        if is_measured_by(
            figure.key.period,
            whole.key,
            codelists.indicator_by_code[figure.key.indicator].accumulation,
        )
    ]
    return max(within, key=lambda figure: figure.key.period.end, default=None)
