"""From a request to its view, through the same steps as the pages take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analytics import comparison, progress, targets, trends
from analytics.model import Figure, Measure
from analytics.progress import Standing
from analytics.views.comparisons import comparison_view, scoreboard_view
from analytics.views.districts import attainments_view, targets_view
from analytics.views.request import Card, Request
from analytics.views.trends import course_view, years_view
from analytics.views.view import View
from analytics.wording import Wording


class Known(Protocol):
    """Figures as known at some moment, computed ones among them."""

    def __call__(
        self, *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]: ...


def view_of(request: Request, known: Known, say: Wording) -> View | None:
    """The view that a request asks for; None where no figure answers it.

    A period in a request for a scoreboard or a district keeps to what lies within that period.
    Raises ``KeyError`` for an indicator that is not in the codelist.
    """
    match request.card:
        case Card.COMPARISON:
            return _comparison(request, known, say)
        case Card.SCOREBOARD:
            return _scoreboard(request, known, say)
        case Card.ATTAINMENTS | Card.TARGETS:
            return _district(request, known, say)
        case Card.COURSE | Card.YEARS:
            return _trend(request, known, say)


def _comparison(request: Request, known: Known, say: Wording) -> View | None:
    indicator = say.codelists.indicator_by_code[request.parameter("indicator")]
    family = comparison.family_of(indicator, say.codelists)
    areas = request.codes("areas")
    figures = known(areas=areas, indicators=tuple(i.indicator for i in family))
    measures = comparison.measures_of(figures)
    asked = request.parameter("measure")
    measure = Measure(asked) if asked else next(iter(measures), Measure.ACTUAL)
    period = request.period or next(iter(comparison.periods(figures, measure)), None)
    if period is None:
        return None
    compared = comparison.compare(
        figures, family=family, areas=areas, measure=measure, period=period
    )
    standings = progress.standings(figures, say.codelists)
    return comparison_view(compared, standings, say) if compared.lanes else None


def _scoreboard(request: Request, known: Known, say: Wording) -> View | None:
    areas = request.codes("areas")
    codes = tuple(i.indicator for row in comparison.headlines(say.codelists) for i in row)
    standings = progress.within(
        progress.standings(known(areas=areas, indicators=codes), say.codelists), request.period
    )
    board = comparison.scoreboard(standings, areas=areas, codelists=say.codelists)
    if not any(score for row in board for score in row.scores):
        return None
    return scoreboard_view(board, areas, say, request.period)


def _district(request: Request, known: Known, say: Wording) -> View | None:
    area = request.parameter("area")
    figures = known(areas=(area,))
    standings = progress.within(progress.standings(figures, say.codelists), request.period)
    if request.card is Card.TARGETS:
        sets = targets.target_sets(standings, figures, say.codelists)
        return targets_view(area, sets, say, request.period) if sets else None
    shown = attained(standings)
    return attainments_view(area, shown, say, request.period) if shown else None


def _trend(request: Request, known: Known, say: Wording) -> View | None:
    areas, indicator = request.codes("areas"), request.parameter("indicator")
    measure = Measure(request.parameter("measure", Measure.ACTUAL))
    figures = known(areas=areas, indicators=(indicator,))
    standings = progress.standings(figures, say.codelists)
    if request.card is Card.YEARS:
        runs = trends.runs(figures, areas=areas, indicator=indicator, measure=measure)
        return years_view(runs, standings, say) if runs else None
    years = trends.years_with_course(figures, measure)
    asked = request.parameter("year")
    year = int(asked) if asked else next(iter(years), 0)
    course = trends.course(
        figures,
        standings,
        ref_area=areas[0],
        indicator=indicator,
        measure=measure,
        year=year,
    )
    return course_view(course, say) if course.points else None


def attained(standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """The newest standing of each indicator, where it has an attainment."""
    newest = progress.latest(standings).values()
    return tuple(standing for standing in newest if standing.attainment is not None)
