"""The figures of one area and indicator with all that follows: a series answers for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from analytics import measures, progress
from analytics.codelists import Codelists
from analytics.measures import EVERYTHING, Computed, Reach
from analytics.model import Observation
from analytics.progress import Standing


@dataclass(frozen=True)
class Series:
    """What is reported of one area and indicator, what follows, and where it stands."""

    ref_area: str
    indicator: str
    computed: Computed
    reach: Reach
    codelists: Codelists = field(compare=False, repr=False)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Worked out when somebody asks: of figures by month it is two thirds of the work."""
        return progress.standings(self.computed.figures, self.codelists, self.reach)

    def standings_within(self, reach: Reach) -> tuple[Standing, ...]:
        """Those of the periods within reach."""
        indicator = self.codelists.indicator_by_code[self.indicator]
        ending = reach.among(self.computed.figures)
        return progress.within_reach(self.standings, indicator, reach, ending)


def apart(observations: Iterable[Observation]) -> tuple[tuple[Observation, ...], ...]:
    """The observations of each area and indicator, which stand beside each other as given."""
    grouped = groupby(observations, key=lambda one: (one.ref_area, one.indicator))
    return tuple(tuple(alike) for _, alike in grouped)


def worked_out(
    observations: Sequence[Observation], codelists: Codelists, reach: Reach = EVERYTHING
) -> Series:
    """The series of the standing observations of one area and indicator, at least one."""
    return Series(
        ref_area=observations[0].ref_area,
        indicator=observations[0].indicator,
        computed=measures.computed(observations, codelists, reach),
        reach=reach,
        codelists=codelists,
    )


def computed(all_series: Iterable[Series]) -> Computed:
    """The figures of all of them, reported first, and what could not be computed."""
    told = tuple(all_series)
    figures = [figure for series in told for figure in series.computed.figures]
    return Computed.model_construct(  # each was checked when it was worked out
        figures=tuple(sorted(figures, key=lambda figure: figure.is_computed)),
        undefined=tuple(one for series in told for one in series.computed.undefined),
    )


def standings(all_series: Iterable[Series], reach: Reach = EVERYTHING) -> tuple[Standing, ...]:
    """Where all of them stand in the periods within reach, newest first."""
    return progress.newest_first(
        standing for series in all_series for standing in series.standings_within(reach)
    )
