"""All cross-checks together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from analytics.codelists import Codelists
from analytics.findings.contradictions import contradictions
from analytics.findings.sources import disagreements, implied_plans
from analytics.findings.sums import sums
from analytics.measures import (
    figure_of,
)
from analytics.model import (
    Figure,
    FigureKey,
    Finding,
    FindingCode,
    Observation,
    ObsStatus,
)


def findings(reports: Iterable[Observation], codelists: Codelists) -> tuple[Finding, ...]:
    """Every contradiction among ``reports``, by code, area and indicator.

    ``reports`` are all that are known, of each figure the standing one first, as
    ``queries.known`` gives them.
    """
    indicators = codelists.indicator_by_code
    alike: dict[FigureKey, list[Figure]] = defaultdict(list)
    for report in reports:
        figure = figure_of(report, indicators[report.indicator])
        alike[figure.key].append(figure)
    standing = [figures[0] for figures in alike.values()]
    reported: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    stands: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for key, figures in alike.items():
        reported[key.ref_area, key.indicator].extend(figures)
        stands[key.ref_area, key.indicator].append(figures[0])

    found = [*_suspect(standing), *disagreements(alike), *sums(standing, codelists)]
    for place, group in stands.items():
        indicator = indicators[place[1]]
        found.extend(contradictions(group, indicator, codelists))
        found.extend(implied_plans(reported[place], indicator))
    return in_order(found)


def in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """By code, then by what their first figure is about."""
    order = list(FindingCode)
    return tuple(sorted(found, key=lambda f: (order.index(f.code), str(f.figures[0].key))))


def _suspect(standing: Sequence[Figure]) -> Iterator[Finding]:
    for figure in standing:
        if figure.obs_status is ObsStatus.SUSPECT:
            yield Finding(code=FindingCode.SUSPECT, figures=(figure,))
