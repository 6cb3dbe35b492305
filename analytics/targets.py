"""Sets of targets: how many are met, in progress, not met, and how many no report tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analytics.codelists import Codelists
from analytics.model import Figure, Frozen, Measure
from analytics.progress import Method, Standing

TARGETS = "targets"
"""The unit of indicators that count targets."""


class TargetSet(Frozen):
    """A set of targets and what became of them; counts are whole targets.

    ``rest`` are those neither met nor said to be in progress: not met where ``rest_known``
    (the report accounts for all, or the plan's period is over), else not told.
    """

    standing: Standing
    planned: Figure
    in_progress: Figure | None
    rest: int
    rest_known: bool

    @property
    def met(self) -> int:
        return int(self.standing.actual.value) if self.standing.actual else 0


def target_sets(
    standings: Iterable[Standing], figures: Sequence[Figure], codelists: Codelists
) -> tuple[TargetSet, ...]:
    """The sets among ``standings``: indicators that count targets, with a plan."""
    sets = []
    for standing in standings:
        planned = standing.plan
        if planned is None or codelists.indicator_by_code[standing.indicator].unit != TARGETS:
            continue
        in_progress = _in_progress(standing, figures, codelists)
        met = int(standing.actual.value) if standing.actual else 0
        rest = max(int(planned.value) - met - (int(in_progress.value) if in_progress else 0), 0)
        is_over = standing.assessment.method is Method.WHOLE_PLAN
        told = standing.actual is not None and (in_progress is not None or is_over)
        sets.append(
            TargetSet(
                standing=standing,
                planned=planned,
                in_progress=in_progress,
                rest=rest,
                rest_known=told,
            )
        )
    return tuple(sets)


def _in_progress(
    standing: Standing, figures: Sequence[Figure], codelists: Codelists
) -> Figure | None:
    """The count declared, beside the met, as a part of the targets set."""
    others = {
        part.part
        for part in codelists.parts
        if part.whole == standing.indicator
        and part.whole_measure is Measure.PLAN
        and part.part != standing.indicator
    }
    return next(
        (
            figure
            for figure in figures
            if figure.key.indicator in others
            and figure.key.ref_area == standing.ref_area
            and figure.key.measure is Measure.ACTUAL
            and figure.key.period == standing.period
        ),
        None,
    )
