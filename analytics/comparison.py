"""Like with like: which figures may stand side by side, and what is unlike about the others.

Figures are alike when they are of one indicator, one period and, for plans and attainments, one
plan basis. What differs is kept and marked, never silently put on the same axis.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from analytics.codelists import Codelists
from analytics.model import Figure, Frozen, Indicator, Kind, Measure, Period, PlanBasis
from analytics.progress import Standing

COMPARED = (Measure.ACTUAL, Measure.ATTAINMENT, Measure.GROWTH)
"""The measures that areas are compared by, the most telling first."""


class Difference(StrEnum):
    """How a figure is unlike those it stands beside."""

    INDICATOR = "indicator"  # of the same family, not the same thing
    PERIOD = "period"
    PLAN_BASIS = "plan_basis"


class Lane(Frozen):
    """One area's figure in a comparison, with the plan it is held against."""

    ref_area: str
    figure: Figure
    plan: Figure | None = None
    differs: tuple[Difference, ...] = ()


class Comparison(Frozen):
    """One measure of one indicator in one period, across areas.

    ``lanes`` may stand on one axis, the largest value (or first place) first, those that differ
    marked. ``elsewhere`` are areas with a figure for other periods only, the newest of each;
    ``missing`` those with none.
    """

    indicator: str
    measure: Measure
    period: Period
    plan_basis: PlanBasis
    lanes: tuple[Lane, ...]
    elsewhere: tuple[Figure, ...]
    missing: tuple[str, ...]


def family_of(indicator: Indicator, codelists: Codelists) -> tuple[Indicator, ...]:
    """The indicator and those of its family, itself first."""
    others = [
        other
        for other in codelists.indicators
        if other.family == indicator.family and other != indicator
    ]
    return (indicator, *others)


def periods(figures: Iterable[Figure], measure: Measure) -> tuple[Period, ...]:
    """Periods with a figure of the measure: those of most areas first, then the newest."""
    areas: dict[Period, set[str]] = {}
    for figure in figures:
        if figure.key.measure is measure:
            areas.setdefault(figure.key.period, set()).add(figure.key.ref_area)
    return tuple(
        sorted(
            areas,
            key=lambda period: (len(areas[period]), period.end, period.start),
            reverse=True,
        )
    )


def measures_of(figures: Iterable[Figure]) -> tuple[Measure, ...]:
    """The compared measures that any of the figures tells."""
    told = {figure.key.measure for figure in figures}
    return tuple(measure for measure in COMPARED if measure in told)


def compare(
    figures: Sequence[Figure],
    *,
    family: Sequence[Indicator],
    areas: Sequence[str],
    measure: Measure,
    period: Period,
) -> Comparison:
    """Figures of a family side by side.

    The family's first indicator is what is asked for; another of the family stands in, marked,
    for an area that does not report it.
    """
    order = {indicator.indicator: place for place, indicator in enumerate(family)}
    told = [
        figure
        for figure in figures
        if figure.key.measure is measure
        and figure.key.ref_area in areas
        and figure.key.indicator in order
    ]
    in_period = [figure for figure in told if figure.key.period == period]
    usual = _usual_basis(in_period)
    chosen: dict[str, Figure] = {}
    for figure in sorted(
        in_period,
        key=lambda f: (order[f.key.indicator], f.key.plan_basis != usual, f.is_computed),
    ):
        chosen.setdefault(figure.key.ref_area, figure)
    plans = _plans(figures, period) if measure is Measure.ACTUAL else {}
    asked = family[0].indicator
    lanes = [
        Lane(
            ref_area=area,
            figure=figure,
            plan=plans.get((area, figure.key.indicator)),
            differs=_differences(figure, asked, usual),
        )
        for area, figure in ((a, chosen[a]) for a in areas if a in chosen)
    ]
    rank_first = family[0].kind is Kind.RANK
    lanes.sort(
        key=lambda lane: lane.figure.value if rank_first else lane.figure.value.copy_negate()
    )
    elsewhere: dict[str, Figure] = {}
    for figure in sorted(
        told, key=lambda f: (-f.key.period.end.toordinal(), order[f.key.indicator], f.is_computed)
    ):
        if figure.key.ref_area not in chosen:
            elsewhere.setdefault(figure.key.ref_area, figure)
    return Comparison(
        indicator=asked,
        measure=measure,
        period=period,
        plan_basis=usual,
        lanes=tuple(lanes),
        elsewhere=tuple(elsewhere[area] for area in areas if area in elsewhere),
        missing=tuple(area for area in areas if area not in chosen and area not in elsewhere),
    )


def _differences(figure: Figure, asked: str, usual: PlanBasis) -> tuple[Difference, ...]:
    differs = []
    if figure.key.indicator != asked:
        differs.append(Difference.INDICATOR)
    if figure.key.plan_basis != usual:
        differs.append(Difference.PLAN_BASIS)
    return tuple(differs)


def _usual_basis(figures: Iterable[Figure]) -> PlanBasis:
    """The plan basis most of the figures have; of equals, the first in the model's order."""
    counted = Counter(figure.key.plan_basis for figure in figures)
    return max(PlanBasis, key=lambda basis: counted[basis])


def _plans(figures: Iterable[Figure], period: Period) -> Mapping[tuple[str, str], Figure]:
    """By area and indicator: the plan for just the period, printed before computed."""
    plans: dict[tuple[str, str], Figure] = {}
    for figure in sorted(figures, key=lambda f: (f.is_computed, f.key.plan_basis)):
        if figure.key.measure is Measure.PLAN and figure.key.period == period:
            plans.setdefault((figure.key.ref_area, figure.key.indicator), figure)
    return plans


# The scoreboard ------------------------------------------------------------------------------


class Score(Frozen):
    """A cell of the scoreboard: where an area stands, and how it is unlike its row."""

    standing: Standing
    lead: Figure
    differs: tuple[Difference, ...]


class ScoreRow(Frozen):
    """One headline across areas; an area without a figure is a gap, None."""

    indicators: tuple[Indicator, ...]
    scores: tuple[Score | None, ...]


def headlines(codelists: Codelists) -> tuple[tuple[Indicator, ...], ...]:
    """The scoreboard's rows: headline indicators in their order, those of one family together."""
    rows: dict[str, tuple[Indicator, ...]] = {}
    listed = [indicator for indicator in codelists.indicators if indicator.headline]
    for indicator in sorted(listed, key=lambda indicator: indicator.headline):
        rows[indicator.family] = (*rows.get(indicator.family, ()), indicator)
    return tuple(rows.values())


def scoreboard(
    standings: Iterable[Standing], *, areas: Sequence[str], codelists: Codelists
) -> tuple[ScoreRow, ...]:
    """Each area's newest standing on each headline; within a row, what is unlike most is marked."""
    by_place: dict[tuple[str, str], list[Standing]] = {}
    for standing in standings:
        by_place.setdefault((standing.ref_area, standing.indicator), []).append(standing)
    rows = []
    for indicators in headlines(codelists):
        newest = [
            _newest([s for i in indicators for s in by_place.get((area, i.indicator), ())])
            for area in areas
        ]
        rows.append(ScoreRow(indicators=indicators, scores=_scores(newest, indicators[0])))
    return tuple(rows)


def lead(standing: Standing) -> Figure | None:
    """The figure that tells most of a standing: what was done, or how far, or how much faster."""
    for figure in (standing.actual, standing.attainment, standing.growth, standing.plan):
        if figure is not None and not (figure.is_computed and figure is standing.actual):
            return figure
    return standing.actual or standing.gap


def _newest(standings: Sequence[Standing]) -> Standing | None:
    """The newest; of those that end together the shortest, which is the likest to others'.

    A plan alone tells nothing of what was done, so it comes after every figure that does. Of one
    period, an amount goes before a share of plan, and the first of ``standings`` before the rest.
    """
    leads = ((standing, lead(standing)) for standing in standings)
    told = [(standing, figure) for standing, figure in leads if figure is not None]
    best = max(
        told,
        key=lambda place: (
            place[1].key.measure is not Measure.PLAN,
            place[0].period.end,
            place[0].period.start,
            place[1].key.measure is Measure.ACTUAL,
        ),
        default=None,
    )
    return best[0] if best else None


def _scores(newest: Sequence[Standing | None], first: Indicator) -> tuple[Score | None, ...]:
    """The row's cells; unlike is another indicator than the first, or an unusual period."""
    usual = Counter(standing.period for standing in newest if standing is not None)
    period = max(usual, key=lambda p: (usual[p], p.end, p.start), default=None)
    scores: list[Score | None] = []
    for standing in newest:
        figure = lead(standing) if standing else None
        if standing is None or figure is None:
            scores.append(None)
            continue
        differs = []
        if standing.indicator != first.indicator:
            differs.append(Difference.INDICATOR)
        if standing.period != period:
            differs.append(Difference.PERIOD)
        scores.append(Score(standing=standing, lead=figure, differs=tuple(differs)))
    return tuple(scores)
