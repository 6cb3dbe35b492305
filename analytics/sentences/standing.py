"""Under one district's progress, its course over time, and the scoreboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from analytics.model import Bound, Figure
from analytics.pace import Pace, Quantity
from analytics.progress import Standing, Status, latest
from analytics.sentences.explaining import expected_sentence, open_sentence, status_word
from analytics.sentences.listing import MOST, listed
from analytics.wording import Wording

_JUDGED = (Status.ACHIEVED, Status.ON_TRACK, Status.WATCH, Status.BEHIND)


def standing_sentences(standing: Standing, say: Wording) -> tuple[str, ...]:
    """How far the plan is met and what that means, what should be reached, what would mend it."""
    said = _attained(standing, say)
    if standing.pace and standing.assessment.expectation:
        said.append(expected_sentence(standing.pace.expectation, say))
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
    status = status_word(assessment.status, say)
    said = [say.words("sentences.standing.attained", **values, status=status)]
    if assessment.open_between:
        said.append(open_sentence(assessment, say))
    return said


def _outlook(standing: Standing, pace: Pace, say: Wording) -> list[str]:
    """What is needed where it is late, where it leads where it is not."""
    late = standing.assessment.status in (Status.WATCH, Status.BEHIND)
    if late and (required := required_sentence(pace, say)):
        return [required]
    projected = pace.projected or pace.projected_attainment
    if projected is None:
        return []
    low = _end(projected, projected.interval.lower, ROUND_FLOOR, say)
    high = _end(projected, projected.interval.upper, ROUND_CEILING, say)
    value = _quantity(projected, say)
    return [say.words("sentences.standing.projected", value=value, low=low, high=high)]


def required_sentence(pace: Pace, say: Wording) -> str | None:
    """What each month left needs; None where nothing is needed, or nothing is known."""
    if pace.required is None or pace.times is None:
        return None
    times = say.words.number(pace.times.value, pace.times.decimals)
    required = _quantity(pace.required, say)
    if pace.required.unit == "percent":
        return say.words("sentences.standing.required_share", required=required, times=times)
    return say.words("sentences.standing.required", required=required, times=times)


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
    return [say.words("sentences.trend.gaps", years=listed(missing, say))] if missing else []


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
            f"{judged[status]} {status_word(status, say)}" for status in _JUDGED if judged[status]
        )
        said.append(say.words("sentences.board.counts", count=judged.total(), counts=counts))
    if behind:
        most = max(behind.values())
        areas = listed([say.area(a) for a, count in sorted(behind.items()) if count == most], say)
        said.append(say.words("sentences.board.most_behind", areas=areas, count=most))
    if unjudged:
        said.append(say.words("sentences.board.unjudged", count=unjudged))
    return tuple(said[:MOST])
