"""What changed between two vintages of the figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from analytics.model import FigureKey, Frozen, Observation
from analytics.progress import Standing, Status, latest


class ChangeCode(StrEnum):
    NEW = "new"
    REVISED = "revised"  # another value, bound, precision or status stands
    WITHDRAWN = "withdrawn"  # no report of it is left


class Change(Frozen):
    """A figure that stands otherwise; ``before`` is None of a new one, ``after`` of one gone."""

    code: ChangeCode
    key: FigureKey
    before: Observation | None
    after: Observation | None


class StatusChange(Frozen):
    """An area's newest verdict on an indicator that is another word now; None is no verdict."""

    ref_area: str
    indicator: str
    before: Standing | None
    after: Standing | None


def changes(before: Iterable[Observation], after: Iterable[Observation]) -> tuple[Change, ...]:
    """Between two sets of standing figures: new, then revised, then withdrawn ones, by key.

    The same figure from a newer source is no change.
    """
    old = {observation.key: observation for observation in before}
    new = {observation.key: observation for observation in after}
    found = [
        change
        for key in {**old, **new}
        if (change := _change(key, old.get(key), new.get(key))) is not None
    ]
    order = list(ChangeCode)
    return tuple(sorted(found, key=lambda change: (order.index(change.code), str(change.key))))


def _change(key: FigureKey, before: Observation | None, after: Observation | None) -> Change | None:
    if before is None:
        code = ChangeCode.NEW
    elif after is None:
        code = ChangeCode.WITHDRAWN
    elif _said(before) != _said(after):
        code = ChangeCode.REVISED
    else:
        return None
    return Change(code=code, key=key, before=before, after=after)


def _said(observation: Observation) -> tuple[object, ...]:
    return (
        observation.obs_value,
        observation.decimals,
        observation.bound,
        observation.obs_status,
        observation.as_of,
    )


def status_changes(
    before: Sequence[Standing], after: Sequence[Standing]
) -> tuple[StatusChange, ...]:
    """Where the newest verdict is another word, by area and indicator."""
    old, new = _verdicts(before), _verdicts(after)
    return tuple(
        StatusChange(ref_area=place[0], indicator=place[1], before=was, after=now)
        for place in sorted({**old, **new})
        if _word(was := old.get(place)) != _word(now := new.get(place))
    )


def _verdicts(standings: Sequence[Standing]) -> Mapping[tuple[str, str], Standing]:
    no_verdict = (Status.NO_JUDGEMENT, Status.NOT_ENOUGH_DATA)
    return latest([s for s in standings if s.assessment.status not in no_verdict])


def _word(standing: Standing | None) -> Status | None:
    return standing.assessment.status if standing else None
