"""Parts and their whole, as ``data/codelists/parts.csv`` declares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from analytics.codelists import Codelists
from analytics.interval import Interval
from analytics.measures import (
    is_measured_by,
)
from analytics.model import (
    Figure,
    Finding,
    FindingCode,
    Measure,
    Part,
)


def sums(standing: Sequence[Figure], codelists: Codelists) -> Iterator[Finding]:
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
