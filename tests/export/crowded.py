"""The views that are hardest to lay out: many districts, a long name, bounds, estimates, plans."""

from __future__ import annotations

from analytics import measures
from analytics.model import Bound, Figure, Measure, ObsStatus, Period
from analytics.views.asking import view_of
from analytics.views.request import Card, Request
from analytics.views.view import View
from analytics.wording import Wording
from tests.builders import observation
from tests.export.asked import TWELVE

LONG = "non_state_industry_handicraft_output"
"""The longest name that the codelist has."""
_BOUNDS = (Bound.EQUAL, Bound.ABOVE, Bound.EQUAL, Bound.AT_MOST, Bound.ABOUT)
_STATUSES = (ObsStatus.NORMAL, ObsStatus.NORMAL, ObsStatus.ESTIMATE)
_YEARS = (2021, 2022)


def crowded(count: int, say: Wording) -> list[View]:
    """What is said of ``count`` districts: figures and plans, attainment, growth, the years."""
    codes = TWELVE.split(",")[:count]
    figures = [
        observation(
            f"{12065.06 * (place + 1) / 7 * (1 + year - 2021):.2f}",
            indicator=LONG,
            period=Period.year(year),
            bound=_BOUNDS[place % len(_BOUNDS)],
            obs_status=_STATUSES[place % len(_STATUSES)],
            ref_area=code,
        )
        for place, code in enumerate(codes)
        for year in _YEARS
    ]
    for measure, values in {
        Measure.PLAN: "1500 9000 12345.67 800",
        Measure.ATTAINMENT: "87 96.35 100 412.5 99.9",
        Measure.GROWTH: "-12.5 3 250.25 0",
    }.items():
        told = values.split()
        figures += [
            observation(
                told[place % len(told)],
                measure,
                indicator=LONG,
                ref_area=code,
                bound=_BOUNDS[place % len(_BOUNDS)],
            )
            for place, code in enumerate(codes)
        ]
    computed = measures.figures(figures, say.codelists)

    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        return computed

    asked = {"areas": ",".join(codes), "indicator": LONG}
    requests = [
        Request.of(Card.COMPARISON, measure="actual", **asked),
        Request.of(Card.COMPARISON, measure="attainment", **asked),
        Request.of(Card.COMPARISON, measure="growth", **asked),
        Request.of(Card.YEARS, measure="actual", **asked),
        Request.of(Card.ATTAINMENTS, area=codes[-1]),
    ]
    views = [view_of(request, known, say) for request in requests]
    assert None not in views
    return [view for view in views if view is not None]
