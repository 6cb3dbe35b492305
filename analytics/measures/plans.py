"""Which plan an actual is held against, by their periods."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.model import Accumulation, FigureKey, Period, PlanBasis

TERM_YEARS = 5


def plan_period(basis: PlanBasis, period: Period) -> Period:
    """The period of the plan that an attainment of ``period`` refers to.

    A year's plan is the calendar year's that the period ends in. A term or its programme is the
    party term's: five years after the year of the congress (2021 to 2025), and named from the
    congress's year, 2020 to 2025. A plan for the same period, or for one not stated, has the
    period itself.
    """
    match basis:
        case PlanBasis.ANNUAL | PlanBasis.CITY_ESTIMATE:
            return Period.year(period.end.year)
        case PlanBasis.TERM | PlanBasis.PROGRAMME:
            congress = (period.end.year - 1) // TERM_YEARS * TERM_YEARS
            return Period(start=date(congress, 1, 1), end=date(congress + TERM_YEARS, 12, 31))
        case _:
            return period


def year_before(period: Period) -> Period:
    """The same period a year earlier; the end of a month stays the end of that month."""
    return Period(start=_day_year_before(period.start), end=_day_year_before(period.end))


def _day_year_before(day: date) -> date:
    following = day + timedelta(days=1)
    if following.day == 1:
        return following.replace(year=following.year - 1) - timedelta(days=1)
    return day.replace(year=day.year - 1)


def is_measured_by(actual: Period, plan: FigureKey, accumulation: Accumulation) -> bool:
    """Whether an actual of that period may be held against the plan.

    A state at any time of the plan's period may. What adds up must have added up from the plan's
    first day: a third quarter alone is not progress on the year.
    """
    if plan.period == actual:
        return True
    whole = plan_period(plan.plan_basis, plan.period)
    return (
        plan.plan_basis not in (PlanBasis.SAME_PERIOD, PlanBasis.UNSTATED)
        and whole.contains(actual)
        and (accumulation is Accumulation.LEVEL or counts_from_first_day(actual, whole))
    )


def counts_from_first_day(period: Period, whole: Period) -> bool:
    """Whether a period begins with its plan's.

    A term is named from the year of its congress, and its plan of five years may begin the January
    after: 2021 to 2025 in the term 2020 to 2025.
    """
    is_term = whole.end.year - whole.start.year == TERM_YEARS
    january_after = date(whole.start.year + 1, 1, 1)
    return period.start == whole.start or (is_term and period.start == january_after)
