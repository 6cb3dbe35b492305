"""Figures over time: how a year adds up, and year on year. A gap stays a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from analytics.model import (
    Figure,
    Frozen,
    Measure,
    ObsStatus,
    Period,
    PlanBasis,
)
from analytics.pace import Pace, Quantity
from analytics.progress import Standing


class Course(Frozen):
    """How one area's year adds up: cumulative figures from January on, by the day they count to.

    ``plan`` is the whole year's; ``pace`` and ``newest`` are those of the newest figure of the
    year that has them. Of several figures for one day, a reported one stands.
    """

    ref_area: str
    indicator: str
    year: int
    points: tuple[Figure, ...]
    plan: Figure | None
    newest: Standing | None

    @property
    def pace(self) -> Pace | None:
        return self.newest.pace if self.newest else None

    @property
    def projection(self) -> Quantity | None:
        """Where the pace leads by December, in the points' unit; only from the newest point on."""
        if self.pace is None or self.newest is None or not self.points:
            return None
        start = self.points[-1]
        if start.key.period != self.newest.period:
            return None
        is_share = start.key.measure is Measure.ATTAINMENT
        return self.pace.projected_attainment if is_share else self.pace.projected


class Run(Frozen):
    """One area's figures for whole years, oldest first, and the plans of those years."""

    ref_area: str
    indicator: str
    points: tuple[Figure, ...]
    plans: tuple[Figure, ...]

    def stretches(self) -> tuple[tuple[Figure, ...], ...]:
        """The points in stretches of consecutive years: a line is not drawn over a missing year."""
        found: list[list[Figure]] = []
        for point in self.points:
            follows = found and point.key.period.end.year == found[-1][-1].key.period.end.year + 1
            if follows:
                found[-1].append(point)
            else:
                found.append([point])
        return tuple(tuple(stretch) for stretch in found)


def years_with_course(figures: Iterable[Figure], measure: Measure) -> tuple[int, ...]:
    """Years with a figure for a part of the year: the fullest first, then the newest."""
    found: dict[int, set[tuple[str, Period]]] = {}
    for figure in figures:
        if figure.key.measure is measure and _adds_up_from_january(figure) and _is_drawn(figure):
            place = (figure.key.ref_area, figure.key.period)
            found.setdefault(figure.key.period.end.year, set()).add(place)
    partly = [year for year, told in found.items() if any(p != Period.year(year) for _, p in told)]
    return tuple(sorted(partly, key=lambda year: (len(found[year]), year), reverse=True))


def course(
    figures: Iterable[Figure],
    standings: Iterable[Standing],
    *,
    ref_area: str,
    indicator: str,
    measure: Measure,
    year: int,
) -> Course:
    """How a year of one area and indicator adds up; without figures it has no points."""
    own = [f for f in figures if f.key.ref_area == ref_area and f.key.indicator == indicator]
    points: dict[Period, Figure] = {}
    for figure in sorted(own, key=lambda f: f.is_computed):
        in_year = figure.key.period.end.year == year and _adds_up_from_january(figure)
        if figure.key.measure is measure and in_year and _is_drawn(figure):
            points.setdefault(figure.key.period, figure)
    plans = [
        figure
        for figure in own
        if figure.key.measure is Measure.PLAN
        and figure.key.period == Period.year(year)
        and figure.key.plan_basis is not PlanBasis.SAME_PERIOD
    ]
    paced = [
        standing
        for standing in standings
        if standing.ref_area == ref_area
        and standing.indicator == indicator
        and standing.period.end.year == year
        and standing.period.start == date(year, 1, 1)
        and standing.pace is not None
    ]
    return Course(
        ref_area=ref_area,
        indicator=indicator,
        year=year,
        points=tuple(sorted(points.values(), key=lambda figure: figure.key.period.end)),
        plan=min(plans, key=lambda plan: plan.is_computed, default=None),
        newest=max(paced, key=lambda standing: standing.period.end, default=None),
    )


def runs(
    figures: Iterable[Figure], *, areas: Sequence[str], indicator: str, measure: Measure
) -> tuple[Run, ...]:
    """Whole years of each area that has any, with the plans of those years."""
    yearly = [f for f in figures if f.key.indicator == indicator and _whole(f)]
    found = []
    for area in areas:
        points: dict[int, Figure] = {}
        plans: dict[int, Figure] = {}
        for figure in sorted(yearly, key=lambda f: (f.is_computed, f.key.plan_basis)):
            if figure.key.ref_area != area or not _is_drawn(figure):
                continue
            if figure.key.measure is measure:
                points.setdefault(figure.key.period.end.year, figure)
            if figure.key.measure is Measure.PLAN and measure is Measure.ACTUAL:
                plans.setdefault(figure.key.period.end.year, figure)
        if points:
            found.append(
                Run(
                    ref_area=area,
                    indicator=indicator,
                    points=tuple(points[year] for year in sorted(points)),
                    plans=tuple(plans[year] for year in sorted(plans)),
                )
            )
    return tuple(found)


def month_of(day: date) -> Decimal:
    """How far into its year a day is, in months: 30 June is 6, 15 July about 6.5."""
    days = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - day.replace(day=1)).days
    return Decimal(day.month - 1) + Decimal(day.day) / Decimal(days)


def _adds_up_from_january(figure: Figure) -> bool:
    period = figure.key.period
    return period.start == date(period.end.year, 1, 1)


def _whole(figure: Figure) -> bool:
    return figure.key.period == Period.year(figure.key.period.end.year)


def _is_drawn(figure: Figure) -> bool:
    """What cannot be right as printed is told of, not drawn into a line."""
    return figure.obs_status is not ObsStatus.SUSPECT
