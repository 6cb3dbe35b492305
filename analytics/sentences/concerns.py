"""What needs attention, and what changed, in words."""

from __future__ import annotations

from analytics.attention import Concern, ConcernCode
from analytics.changes import Change, StatusChange
from analytics.measures import figure_of
from analytics.model import Observation
from analytics.pace import Quantity
from analytics.progress import Standing
from analytics.sentences.explaining import status_word
from analytics.sentences.findings import finding_sentences
from analytics.sentences.listing import listed
from analytics.sentences.standing import required_sentence
from analytics.wording import Wording


def concern_title(concern: Concern, say: Wording) -> str:
    return say.words(f"attention.title.{concern.code}")


def concern_sentences(concern: Concern, say: Wording) -> tuple[str, ...]:
    """What is the matter and by how much, what rate would mend it, since when it is known."""
    said: list[str] = []
    match concern.code:
        case ConcernCode.NO_FIGURE:
            names = _indicators(concern, say)
            said.append(say.words("attention.says.no_figure", indicators=names))
        case ConcernCode.STALE if concern.newest:
            names, date = _indicators(concern, say), say.words.date(concern.newest)
            said.append(say.words("attention.says.stale", date=date, indicators=names))
        case ConcernCode.CONTRADICTION if concern.finding:
            said.append(finding_sentences(concern.finding, say.codelists, say.words))
        case _ if concern.standing:
            said.extend(_short(concern, concern.standing, say))
    if concern.since:
        said.append(say.words("attention.since", date=say.words.date(concern.since)))
    return tuple(said)


def _indicators(concern: Concern, say: Wording) -> str:
    return listed([say.indicator(code) for code in concern.indicators], say)


def _short(concern: Concern, standing: Standing, say: Wording) -> list[str]:
    period = say.words.period(standing.period)
    actual, plan, gap = standing.actual, standing.plan, standing.gap
    if concern.code is ConcernCode.TARGETS_NOT_MET and actual and plan and gap:
        met, planned = say.number(actual), say.number(plan)
        left = say.words.number(gap.value.copy_abs(), gap.decimals)
        return [
            say.words("attention.says.targets", met=met, planned=planned, left=left, period=period)
        ]
    basis = standing.assessment.basis
    if basis is None:
        return []
    values = {"attainment": say.figure(basis), "basis": say.plan_basis(basis.key), "period": period}
    if concern.short and concern.short.value > 0:
        short = _quantity(concern.short, say)
        said = [say.words("attention.says.short", **values, short=short)]
    else:
        said = [say.words("attention.says.of_plan", **values)]
    if standing.pace and (required := required_sentence(standing.pace, say)):
        said.append(required)
    return said


def _quantity(quantity: Quantity, say: Wording) -> str:
    unit = say.codelists.unit_by_code[quantity.unit]
    return say.words.amount(quantity.value, quantity.decimals, unit)


# What changed ----------------------------------------------------------------------------------


def change_told(change: Change, say: Wording) -> str:
    """What stood before and stands now."""
    values = {
        name: _shown(one, say)
        for name, one in (("before", change.before), ("after", change.after))
        if one is not None
    }
    return say.words(f"changes.says.{change.code}", **values)


def _shown(observation: Observation, say: Wording) -> str:
    indicator = say.codelists.indicator_by_code[observation.indicator]
    return say.figure(figure_of(observation, indicator))


def status_change(change: StatusChange, say: Wording) -> str:
    """An indicator's word in an area before and now."""
    before, after = (
        status_word(standing.assessment.status, say) if standing else say.words("changes.none")
        for standing in (change.before, change.after)
    )
    return say.words("changes.status", before=before, after=after)
