"""What a leader should look at: behind plan, targets not met, contradictions, gaps, old figures.

Sorted by what can be mended: plans that still run first, then by how much is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from analytics.codelists import Codelists
from analytics.interval import Interval
from analytics.measures import THRESHOLDS
from analytics.model import Figure, FigureKey, Finding, Frozen, Polarity
from analytics.pace import Quantity
from analytics.progress import Standing, Status, latest

TARGETS = "targets"
"""The unit of indicators that count targets."""

_HUNDRED = Interval.exactly(Decimal(100))


class ConcernCode(StrEnum):
    """Why something is on the list, in the order of the list."""

    BEHIND = "behind"
    WATCH = "watch"
    TARGETS_NOT_MET = "targets_not_met"
    CONTRADICTION = "contradiction"
    NO_FIGURE = "no_figure"  # for a headline, ever
    STALE = "stale"  # for a headline, none of the last half year


class Concern(Frozen):
    """One thing to look at.

    ``short`` is what is missing to be on track or to have met the plan, in percent of the plan;
    the standing's pace says what rate would mend it. ``since`` is the date of the first source
    that showed it. ``indicators`` are the headlines with no figure, or none that is new;
    ``newest`` ends the newest period of those.
    """

    code: ConcernCode
    ref_area: str
    key: FigureKey | None = None
    standing: Standing | None = None
    finding: Finding | None = None
    short: Quantity | None = None
    since: date | None = None
    indicators: tuple[str, ...] = ()
    newest: date | None = None


def concerns(
    standings: Sequence[Standing],
    findings: Iterable[Finding],
    codelists: Codelists,
    *,
    areas: Sequence[str],
    today: date,
) -> tuple[Concern, ...]:
    """What needs attention in ``areas`` on a day, the most pressing first."""
    wanted = [standing for standing in standings if standing.ref_area in areas]
    found = [
        *_short(wanted, codelists),
        *_contradictions(findings, areas, codelists),
        *_gaps(wanted, codelists, areas, today),
    ]
    return tuple(sorted(found, key=lambda concern: _place(concern, today)))


def _place(concern: Concern, today: date) -> tuple[object, ...]:
    """Running plans before finished ones, newer before older, then by how much is missing."""
    whole = concern.standing.assessment.plan_period if concern.standing else None
    is_running = whole is not None and whole.end >= today
    end = whole.end if whole else concern.key.period.end if concern.key else date.min
    short = concern.short.value if concern.short else Decimal(0)
    return (
        list(ConcernCode).index(concern.code),
        not is_running,
        -end.toordinal(),
        -short,
        concern.ref_area,
        str(concern.key),
    )


# Behind plan ---------------------------------------------------------------------------------


def _short(standings: Sequence[Standing], codelists: Codelists) -> Iterable[Concern]:
    for standing in latest(standings).values():
        basis = standing.assessment.basis
        if basis is None or standing.assessment.status not in (Status.BEHIND, Status.WATCH):
            continue
        counts_targets = codelists.indicator_by_code[standing.indicator].unit == TARGETS
        code = ConcernCode(standing.assessment.status.value)
        yield Concern(
            code=ConcernCode.TARGETS_NOT_MET if counts_targets else code,
            ref_area=standing.ref_area,
            key=basis.key,
            standing=standing,
            short=_missing(standing, codelists),
            since=_since(standing, standings, codelists),
        )


def _missing(standing: Standing, codelists: Codelists) -> Quantity | None:
    """Percentage points of the plan to what is expected now; None for a plan of zero."""
    attainment, expected = standing.attainment, standing.assessment.expectation
    if attainment is None:
        return None
    target = expected.interval if expected else _HUNDRED
    nominal = expected.value if expected else Decimal(100)
    lower = codelists.indicator_by_code[standing.indicator].polarity is Polarity.LOWER
    missing = target - attainment.interval
    value = nominal - attainment.value
    if lower:
        missing, value = -missing, -value
    if not missing.is_bounded:
        return None
    return Quantity.of(value, missing, "percentage_point")


def _since(standing: Standing, standings: Sequence[Standing], codelists: Codelists) -> date | None:
    """The earliest source of the unbroken run of such statuses on the same plan."""
    same_plan = sorted(
        (
            other
            for other in standings
            if (other.ref_area, other.indicator, other.plan_basis)
            == (standing.ref_area, standing.indicator, standing.plan_basis)
            and other.assessment.basis is not None
            and other.assessment.plan_period == standing.assessment.plan_period
        ),
        key=lambda other: other.period.end,
        reverse=True,
    )
    run: list[date] = []
    for other in same_plan:
        if other.assessment.status not in (Status.BEHIND, Status.WATCH):
            break
        assert other.assessment.basis is not None
        published = known_since(other.assessment.basis, codelists)
        if published:
            run.append(published)
    return min(run, default=None)


def known_since(figure: Figure, codelists: Codelists) -> date | None:
    """When the public could know a figure: the date of the last source that it takes."""
    dates = [codelists.source_by_code[o.source].published for o in figure.reported]
    return max((day for day in dates if day), default=None) if all(dates) else None


# Contradictions and gaps -----------------------------------------------------------------------


def _contradictions(
    findings: Iterable[Finding], areas: Sequence[str], codelists: Codelists
) -> Iterable[Concern]:
    for finding in findings:
        subject = finding.figures[0]
        if subject.key.ref_area in areas:
            known = [known_since(figure, codelists) for figure in finding.figures]
            yield Concern(
                code=ConcernCode.CONTRADICTION,
                ref_area=subject.key.ref_area,
                key=subject.key,
                finding=finding,
                since=max((day for day in known if day), default=None),
            )


def _gaps(
    standings: Sequence[Standing], codelists: Codelists, areas: Sequence[str], today: date
) -> Iterable[Concern]:
    """Headlines without a figure; one of the same family will do, as the scoreboard shows it."""
    families: dict[str, list[str]] = defaultdict(list)
    for indicator in sorted(codelists.indicators, key=lambda indicator: indicator.headline):
        if indicator.headline:
            families[indicator.family].append(indicator.indicator)
    newest: dict[tuple[str, str], date] = {}
    for standing in standings:
        if _has_figure(standing):
            family = codelists.indicator_by_code[standing.indicator].family
            key = standing.ref_area, family
            newest[key] = max(newest.get(key, date.min), standing.period.end)
    for area in areas:
        until = _last_day(area, codelists, today)
        ends = {family: newest.get((area, family)) for family in families}
        missing = tuple(families[family][0] for family, end in ends.items() if end is None)
        if missing:
            yield Concern(code=ConcernCode.NO_FIGURE, ref_area=area, indicators=missing)
        old = {f: end for f, end in ends.items() if end and end + THRESHOLDS.stale_after < until}
        if old:
            yield Concern(
                code=ConcernCode.STALE,
                ref_area=area,
                indicators=tuple(families[family][0] for family in old),
                newest=max(old.values()),
            )


def _has_figure(standing: Standing) -> bool:
    """A plan alone tells nothing of what was done."""
    told = (standing.actual, standing.attainment, standing.growth, standing.numerator)
    return any(figure is not None for figure in told)


def _last_day(ref_area: str, codelists: Codelists, today: date) -> date:
    """Today, or the day the area ended: no report can be newer than that."""
    known = codelists.areas_named(ref_area)
    last = max((area.valid_to or today for area in known), default=today)
    return min(last, today)
