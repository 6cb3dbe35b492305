"""Printed figures of one area and indicator that do not follow from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal
from itertools import combinations

from analytics.codelists import Codelists
from analytics.findings.rounding import ROUNDED_MORE, coarse
from analytics.interval import Interval
from analytics.measures import (
    by_key,
    evaluate,
    is_measured_by,
    year_before,
)
from analytics.model import (
    Accumulation,
    Figure,
    FigureKey,
    Finding,
    FindingCode,
    Formula,
    Indicator,
    Kind,
    Measure,
    Period,
    PlanBasis,
)


def contradictions(
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
    asked = replace(key, measure=measure, plan_basis=PlanBasis.NONE, period=period or key.period)
    return index.get(asked)


def _unexplained(
    code: FindingCode, printed: Figure, formula: Formula, first: Figure, second: Figure
) -> Finding | None:
    """The finding that two operands cannot give the printed figure, unless they can."""
    expected = evaluate(printed.key, printed.unit, formula, first, second)
    if not isinstance(expected, Figure) or expected.interval.meets(printed.interval):
        return None
    loosely = evaluate(printed.key, printed.unit, formula, coarse(first), coarse(second))
    explained = isinstance(loosely, Figure) and loosely.interval.meets(printed.interval)
    return Finding(
        code=code,
        figures=(printed, first, second),
        expected=expected,
        details=ROUNDED_MORE if explained else (),
    )


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
        details = finding.details
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
