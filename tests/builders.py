"""Small nouns for tests: only what a test is about is said, the rest is ordinary."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go

from analytics.access import Actor
from analytics.codelists import Codelists
from analytics.model import Bound, Measure, Observation, ObsStatus, Period, PlanBasis
from analytics.settings import ROOT

CODELISTS = Codelists.read(ROOT / "data" / "codelists")
YEAR_2022 = Period.year(2022)
HALF_TERM = Period(start=date(2020, 1, 1), end=date(2022, 12, 31))
TAY_HO = "003"


def somebody(name: str = "test", origin: str = "here") -> Actor:
    """At the machine, so that nothing is refused."""
    return Actor.at_the_machine(name, origin)


def months(first: int, last: int, year: int) -> Period:
    """From the first month's first day to the last month's last."""
    following = Period.year(year + 1).start if last == 12 else date(year, last + 1, 1)
    return Period(start=date(year, first, 1), end=date.fromordinal(following.toordinal() - 1))


def observation(
    printed: str,
    measure: Measure = Measure.ACTUAL,
    *,
    indicator: str = "budget_revenue_area",
    period: Period = YEAR_2022,
    plan_basis: PlanBasis = PlanBasis.NONE,
    bound: Bound = Bound.EQUAL,
    obs_status: ObsStatus = ObsStatus.NORMAL,
    ref_area: str = TAY_HO,
    source: str = "tay-ho-2023-04",
    as_of: date | None = None,
    submission_id: int = 1,
    row_number: int = 1,
) -> Observation:
    """A reported figure; ``printed`` is an English number whose decimals are the printed ones."""
    value = Decimal(printed)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if measure.has_plan and plan_basis is PlanBasis.NONE:
        plan_basis = PlanBasis.ANNUAL
    return Observation(
        submission_id=submission_id,
        row_number=row_number,
        ref_area=ref_area,
        indicator=indicator,
        measure=measure,
        period_start=period.start,
        period_end=period.end,
        plan_basis=plan_basis,
        obs_value=value,
        decimals=-exponent,
        bound=bound,
        unit=CODELISTS.indicator_by_code[indicator].unit_of(measure),
        obs_status=obs_status,
        as_of=as_of,
        printed=printed,
        source=source,
        locator="",
        note="",
    )


def plotly_takes(chart: go.Figure) -> None:
    """Plotly finds nothing in the chart that it does not know, and nothing to put otherwise.

    Charts are handed over unchecked. Raises ``ValueError`` for a wrong name or value.
    """
    handed_over, checked = (
        json.loads(given.to_json()) for given in (chart, go.Figure(chart.to_dict()))
    )
    assert handed_over["data"] == checked["data"]
    del handed_over["layout"]["template"], checked["layout"]["template"]
    assert handed_over["layout"] == checked["layout"]
