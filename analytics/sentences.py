"""Plain sentences under a chart, made from the same figures, at most three, in both languages.

A sentence says no more than the figures allow: who is highest only where no rounding or bound
leaves it open, a verdict only where the status is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analytics.comparison import Comparison, Lane
from analytics.model import Bound, Figure, Kind, Measure
from analytics.pace import Pace, Quantity
from analytics.progress import Standing, Status, latest
from analytics.wording import Wording

MOST = 3
_JUDGED = (Status.ACHIEVED, Status.ON_TRACK, Status.WATCH, Status.BEHIND)


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
        values["areas"] = _listed([_area(lane, say) for lane in top], say)
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
        say.words(f"sentences.compare.{status}", areas=_listed(by_status[status], say))
        for status in told
        if status in by_status
    ]


def _not_alike(comparison: Comparison, say: Wording) -> list[str]:
    unlike = [_area(lane, say) for lane in comparison.lanes if lane.differs]
    absent = [figure.key.ref_area for figure in comparison.elsewhere] + list(comparison.missing)
    found = []
    if unlike:
        found.append(say.words("sentences.compare.unlike", areas=_listed(unlike, say)))
    if absent:
        names = [say.area(area, comparison.period) for area in absent]
        period = say.words.period(comparison.period)
        found.append(
            say.words("sentences.compare.missing", period=period, areas=_listed(names, say))
        )
    return found


def _area(lane: Lane, say: Wording) -> str:
    return say.area(lane.ref_area, lane.figure.key.period)


def _listed(names: Sequence[str], say: Wording) -> str:
    if len(names) == 1:
        return names[0]
    return say.words("sentences.list", first=", ".join(names[:-1]), last=names[-1])


# One district's progress -----------------------------------------------------------------------


def standing_sentences(standing: Standing, say: Wording) -> tuple[str, ...]:
    """How far the plan is met and what that means, what should be reached, what would mend it."""
    said = _attained(standing, say)
    if standing.pace and standing.assessment.expectation:
        said.append(_expected(standing.pace, say))
        said.extend(_outlook(standing, standing.pace, say))
    elif standing.assessment.status in (Status.WATCH, Status.BEHIND) and standing.gap:
        gap = standing.gap
        if gap.bound is Bound.EQUAL and gap.value < 0:
            short = say.words.amount(
                gap.value.copy_abs(), gap.decimals, say.codelists.unit_by_code[gap.unit]
            )
            said.append(say.words("sentences.standing.missing", missing=short))
    return tuple(said[:MOST])


def _attained(standing: Standing, say: Wording) -> list[str]:
    area = say.area(standing.ref_area, standing.period)
    period = say.words.period(standing.period)
    attainment, assessment = standing.attainment, standing.assessment
    if attainment is None:
        if standing.actual is None:
            return []
        value = say.figure(standing.actual)
        return [say.words("sentences.standing.reached", area=area, period=period, value=value)]
    values = {
        "area": area,
        "period": period,
        "attainment": say.figure(attainment),
        "basis": say.plan_basis(attainment.key),
    }
    if assessment.reason:
        reason = say.words(f"measures.reason.{assessment.reason}")
        return [say.words("sentences.standing.no_verdict", **values, reason=reason)]
    status = _status(assessment.status, say)
    said = [say.words("sentences.standing.attained", **values, status=status)]
    if assessment.open_between:
        others = ", ".join(_status(other, say) for other in assessment.open_between)
        said.append(say.words("sentences.standing.open", statuses=others))
    return said


def _status(status: Status, say: Wording) -> str:
    word = say.words(f"codes.status.{status}")
    return word[:1].lower() + word[1:]


def _expected(pace: Pace, say: Wording) -> str:
    expected = _percent(pace.expectation.value, say)
    if not pace.expectation.shares:
        return say.words("sentences.standing.expected_time", expected=expected)
    years = _listed([str(share.year) for share in pace.expectation.shares], say)
    return say.words("sentences.standing.expected_years", years=years, expected=expected)


def _percent(value: Decimal, say: Wording) -> str:
    return f"{say.words.number(value, 1)}%"


def _outlook(standing: Standing, pace: Pace, say: Wording) -> list[str]:
    """What is needed where it is late, where it leads where it is not."""
    late = standing.assessment.status in (Status.WATCH, Status.BEHIND)
    if late and pace.required and pace.times:
        required = _quantity(pace.required, say)
        times = say.words.number(pace.times.value, pace.times.decimals)
        return [say.words("sentences.standing.required", required=required, times=times)]
    projected = pace.projected or pace.projected_attainment
    if projected is None:
        return []
    low = _end(projected, projected.interval.lower, ROUND_FLOOR, say)
    high = _end(projected, projected.interval.upper, ROUND_CEILING, say)
    value = _quantity(projected, say)
    return [say.words("sentences.standing.projected", value=value, low=low, high=high)]


def _quantity(quantity: Quantity, say: Wording) -> str:
    unit = say.codelists.unit_by_code[quantity.unit]
    return say.words.amount(quantity.value, quantity.decimals, unit)


def _end(quantity: Quantity, end: Decimal, rounding: str, say: Wording) -> str:
    """An end of a range as shown: rounded outward to the decimals of its value."""
    step = Decimal(1).scaleb(-quantity.decimals)
    unit = say.codelists.unit_by_code[quantity.unit]
    return say.words.amount(end.quantize(step, rounding), quantity.decimals, unit)


# One district over time ------------------------------------------------------------------------


def trend_sentences(standings: Sequence[Standing], say: Wording) -> tuple[str, ...]:
    """Of one area and indicator: the newest figure and its growth, then its plan and pace."""
    told = [standing for standing in standings if standing.actual or standing.attainment]
    if not told:
        return ()
    newest = max(told, key=lambda s: (s.period.end, s.period.start))
    said = _newest(newest, say) if newest.actual else []
    if newest.attainment:
        said.extend(standing_sentences(newest, say))
    said.extend(_gaps(told, say))
    return tuple(said[:MOST])


def _newest(standing: Standing, say: Wording) -> list[str]:
    assert standing.actual is not None
    values = {
        "area": say.area(standing.ref_area, standing.period),
        "period": say.words.period(standing.period),
        "value": say.figure(standing.actual),
    }
    growth = standing.growth
    if growth is None:
        return [say.words("sentences.trend.newest", **values)]
    key, shown = _change(growth, say)
    return [say.words(f"sentences.trend.{key}", **values, growth=shown)]


def _change(growth: Figure, say: Wording) -> tuple[str, str]:
    """Up or down only where the figure is sure to be."""
    if growth.bound is Bound.EQUAL and growth.interval.lower > 0:
        return "rose", say.figure(growth)
    if growth.bound is Bound.EQUAL and growth.interval.upper < 0:
        return "fell", f"{say.words.number(growth.value.copy_abs(), growth.decimals)}%"
    return "changed", say.figure(growth)


def _gaps(standings: Sequence[Standing], say: Wording) -> list[str]:
    years = {standing.period.end.year for standing in standings}
    missing = [str(year) for year in range(min(years), max(years)) if year not in years]
    return [say.words("sentences.trend.gaps", years=_listed(missing, say))] if missing else []


# The scoreboard --------------------------------------------------------------------------------


def board_sentences(standings: Sequence[Standing], say: Wording) -> tuple[str, ...]:
    """How many of the newest standings have which status, and where most are behind."""
    newest = list(latest(standings).values())
    judged = Counter(s.assessment.status for s in newest if s.assessment.status in _JUDGED)
    behind = Counter(s.ref_area for s in newest if s.assessment.status is Status.BEHIND)
    unjudged = sum(s.assessment.status is Status.NOT_ENOUGH_DATA for s in newest)
    said = []
    if judged:
        counts = ", ".join(
            f"{judged[status]} {_status(status, say)}" for status in _JUDGED if judged[status]
        )
        said.append(say.words("sentences.board.counts", count=judged.total(), counts=counts))
    if behind:
        most = max(behind.values())
        areas = _listed([say.area(a) for a, count in sorted(behind.items()) if count == most], say)
        said.append(say.words("sentences.board.most_behind", areas=areas, count=most))
    if unjudged:
        said.append(say.words("sentences.board.unjudged", count=unjudged))
    return tuple(said[:MOST])
