"""What is worked out: not every month of ten years where only the newest is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from analytics.measures.plans import plan_period
from analytics.model import Figure, Frozen, Measure, Period, PlanBasis

_TELLING = (Measure.ACTUAL, Measure.ATTAINMENT, Measure.GROWTH)
_OF_A_TERM = (PlanBasis.TERM, PlanBasis.PROGRAMME)


class Reach(Frozen):
    """Periods that end in ``ending``, or in the ``newest`` plan's time of each thing.

    Figures of other periods still count as history, so what is worked out is the same however
    little of it is asked for. Of attainment, gap and growth, those in ``measures``.
    """

    ending: Period | None = None
    newest: bool = False
    measures: frozenset[Measure] = frozenset((Measure.ATTAINMENT, Measure.GAP, Measure.GROWTH))

    @property
    def is_all(self) -> bool:
        """Whether no period is out of reach."""
        return not self.newest and self.ending is None

    def among(self, figures: Iterable[Figure]) -> Period | None:
        """The days on which periods end that are asked for; None is all of them.

        ``figures`` are all of one area and indicator. Their newest year is that of the newest
        figure that tells what was done; with plans of a term, it begins with the term.
        """
        if not self.newest:
            return self.ending
        keys = [figure.key for figure in figures]
        told = [key for key in keys if key.measure in _TELLING] or keys
        newest = max((key.period.end for key in told), default=date.max)
        first = date(newest.year, 1, 1)
        bases = {key.plan_basis for key in keys if key.plan_basis in _OF_A_TERM}
        if bases:
            day = Period(start=newest, end=newest)
            first = min(plan_period(basis, day).start for basis in bases)
        return Period(start=first, end=date.max)


def ends_within(period: Period, ending: Period | None) -> bool:
    """Whether a period ends on one of these days; None is all of them."""
    return ending is None or ending.start <= period.end <= ending.end


EVERYTHING = Reach()
NEWEST = Reach(newest=True)
