"""Under a comparison: who is highest, who is behind plan, and what is not comparable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analytics.comparison import Comparison, Lane
from analytics.model import Kind, Measure
from analytics.progress import Standing, Status, latest
from analytics.sentences.listing import MOST, listed
from analytics.wording import Wording


def comparison_sentences(
    comparison: Comparison, standings: Iterable[Standing], say: Wording
) -> tuple[str, ...]:
    """Who is highest, who is behind plan or has made it, and what is not comparable."""
    alike = [lane for lane in comparison.lanes if not lane.differs]
    found = [
        *_extremes(comparison, alike, say),
        *_verdicts(comparison, alike, standings, say),
        *_not_alike(comparison, say),
    ]
    return tuple(found[:MOST])


def _extremes(comparison: Comparison, alike: Sequence[Lane], say: Wording) -> list[str]:
    indicator = say.codelists.indicator_by_code[comparison.indicator]
    is_rank = indicator.kind is Kind.RANK and comparison.measure is Measure.ACTUAL
    shown = say.number if is_rank else say.figure
    if not alike:
        return []
    if len(alike) == 1:
        lane = alike[0]
        value = say.figure(lane.figure)
        return [say.words("sentences.compare.only", area=_area(lane, say), value=value)]
    lowest, highest = _may_be_lowest(alike), _may_be_highest(alike)
    top, key = (lowest, "first") if is_rank else (highest, "highest")
    values = {"area": _area(top[0], say), "value": shown(top[0].figure)}
    if len(top) > 1:
        exact = all(lane.figure.interval.is_exact for lane in top)
        ending = "equal" if exact else "open"
        key = f"first_{ending}" if is_rank else ending
        values["areas"] = listed([_area(lane, say) for lane in top], say)
    elif not is_rank and len(lowest) == 1:
        key = "highest_and_lowest"
        values["lowest"] = _area(lowest[0], say)
        values["lowest_value"] = say.figure(lowest[0].figure)
    return [say.words(f"sentences.compare.{key}", **values)]


def _may_be_highest(lanes: Sequence[Lane]) -> list[Lane]:
    """The lanes that no other is surely above, one if the figures decide it."""
    return [
        lane
        for lane in lanes
        if not any(lane.figure.interval.is_below(other.figure.interval) for other in lanes)
    ]


def _may_be_lowest(lanes: Sequence[Lane]) -> list[Lane]:
    return [
        lane
        for lane in lanes
        if not any(other.figure.interval.is_below(lane.figure.interval) for other in lanes)
    ]


def _verdicts(
    comparison: Comparison, alike: Sequence[Lane], standings: Iterable[Standing], say: Wording
) -> list[str]:
    """Of lanes that are alike: who is behind or to be watched, or, where nobody is, who made it."""
    areas = {lane.ref_area for lane in alike}
    is_of_plan = comparison.measure.has_plan
    by_status: dict[Status, list[str]] = {}
    shown = [
        standing
        for standing in standings
        if standing.ref_area in areas
        and (standing.indicator, standing.period) == (comparison.indicator, comparison.period)
        and (standing.plan_basis is comparison.plan_basis or not is_of_plan)
    ]
    for standing in latest(shown).values():
        basis = standing.assessment.basis
        if basis is not None:
            name = f"{say.area(standing.ref_area, standing.period)} ({say.figure(basis)})"
            by_status.setdefault(standing.assessment.status, []).append(name)
    late = Status.BEHIND in by_status or Status.WATCH in by_status
    told = (Status.BEHIND, Status.WATCH) if late else (Status.ACHIEVED,)
    return [
        say.words(f"sentences.compare.{status}", areas=listed(by_status[status], say))
        for status in told
        if status in by_status
    ]


def _not_alike(comparison: Comparison, say: Wording) -> list[str]:
    unlike = [_area(lane, say) for lane in comparison.lanes if lane.differs]
    absent = [figure.key.ref_area for figure in comparison.elsewhere] + list(comparison.missing)
    found = []
    if unlike:
        found.append(say.words("sentences.compare.unlike", areas=listed(unlike, say)))
    if absent:
        names = [say.area(area, comparison.period) for area in absent]
        period = say.words.period(comparison.period)
        found.append(
            say.words("sentences.compare.missing", period=period, areas=listed(names, say))
        )
    return found


def _area(lane: Lane, say: Wording) -> str:
    return say.area(lane.ref_area, lane.figure.key.period)
