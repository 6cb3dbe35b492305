"""Figures and standings as cells: the value, what qualifies it, its status in shape and word."""

from __future__ import annotations

from analytics.comparison import Difference, Lane, Score
from analytics.model import Bound, Figure, Kind, Measure, ObsStatus
from analytics.progress import Assessment, Standing, Status
from analytics.views.table import Cell, Mark, Tone
from analytics.wording import Wording

_SHAPES: dict[Status, tuple[str, Tone]] = {
    Status.ACHIEVED: ("●", "good"),
    Status.ON_TRACK: ("▶", "good"),
    Status.WATCH: ("◆", "warn"),
    Status.BEHIND: ("▼", "bad"),
    Status.NO_JUDGEMENT: ("○", "quiet"),
    Status.NOT_ENOUGH_DATA: ("○", "quiet"),
}


def status_mark(say: Wording, assessment: Assessment) -> Mark | None:
    """The status, and what else the rounding leaves possible; nothing where nothing is judged."""
    if assessment.status in (Status.NO_JUDGEMENT, Status.NOT_ENOUGH_DATA):
        return None
    shape, tone = _SHAPES[assessment.status]
    word = say.words(f"codes.status.{assessment.status}")
    if assessment.open_between:
        others = [say.words(f"codes.status.{other}") for other in assessment.open_between]
        word = say.words("cells.open_between", status=word, others=", ".join(others))
    return Mark(shape, word, tone)


def flags(say: Wording, figure: Figure) -> tuple[str, ...]:
    """What must be known before a figure is used: computed, estimated, suspect, only a bound."""
    words, described = say.words, say.codelists.source_by_code
    found = {
        "app.computed": figure.is_computed,
        "app.estimate": figure.obs_status is ObsStatus.ESTIMATE,
        "app.provisional": figure.obs_status is ObsStatus.PROVISIONAL,
        "app.suspect": figure.obs_status is ObsStatus.SUSPECT,
        "cells.bound": figure.bound not in (Bound.EQUAL, Bound.ABOUT),
        "cells.about": figure.bound is Bound.ABOUT,
        "cells.source_not_described": any(o.source not in described for o in figure.reported),
    }
    return tuple(words(flag) for flag, is_so in found.items() if is_so)


def figure_cell(say: Wording, figure: Figure | None) -> Cell | None:
    """A figure alone; None is a gap."""
    if figure is None:
        return None
    return Cell(say.figure(figure), flags=flags(say, figure), figure=figure.key)


def score_cell(say: Wording, score: Score | None) -> Cell | None:
    """A cell of the scoreboard: the leading figure, its period and plan, its status and source."""
    if score is None:
        return None
    standing, figure = score.standing, score.lead
    return Cell(
        value=lead_value(say, standing, figure),
        lines=(*_beside(say, standing, figure), _source(say, figure)),
        flags=(*differences(say, score.differs, figure), *flags(say, figure)),
        status=status_mark(say, standing.assessment),
        figure=figure.key,
        strong=True,
    )


def _source(say: Wording, figure: Figure) -> str:
    """The publisher and the date; where no publisher is printed, a report of that date."""
    source = say.codelists.source_by_code[figure.reported[0].source]
    if source.publisher or source.published is None:
        return say.citation(source.source)
    return say.words("cells.report_of", date=say.words.date(source.published))


def lead_value(say: Wording, standing: Standing, figure: Figure) -> str:
    """The value as one says it: ``21/21 chỉ tiêu``, ``hạng 4/30``, ``168% kế hoạch``."""
    words = say.words
    indicator = say.codelists.indicator_by_code[standing.indicator]
    whole = standing.denominator or (standing.plan if indicator.kind is Kind.COUNT else None)
    if figure.key.measure is Measure.GROWTH:
        return words("cells.growth", value=say.figure(figure))
    if figure.key.measure is Measure.ATTAINMENT:
        return words("cells.attainment", value=say.figure(figure))
    if figure.key.measure is Measure.PLAN:
        return words("cells.plan", value=say.figure(figure))
    if whole is not None and indicator.kind in (Kind.COUNT, Kind.RANK):
        key = "cells.rank" if indicator.kind is Kind.RANK else "cells.of_whole"
        return words(key, part=say.number(figure), whole=say.figure(whole))
    return say.figure(figure)


def _beside(say: Wording, standing: Standing, figure: Figure) -> tuple[str, ...]:
    """The period, and what else the standing tells, on lines of their own."""
    words = say.words
    lines = [words.period(standing.period)]
    if standing.attainment and not standing.attainment.is_computed:
        basis = say.plan_basis(standing.attainment.key)
        if figure is standing.attainment:
            lines[0] += f" · {basis}"
        else:
            lines.append(f"{say.figure(standing.attainment)} {basis}")
    growth = standing.growth
    if growth and figure is not growth and not growth.is_computed:
        lines.append(words("cells.growth_beside", value=say.figure(growth)))
    if standing.numerator and standing.denominator and figure is standing.actual:
        whole = say.figure(standing.denominator)
        lines.append(words("cells.of_whole", part=say.number(standing.numerator), whole=whole))
    return tuple(lines)


def differences(say: Wording, differs: tuple[Difference, ...], figure: Figure) -> tuple[str, ...]:
    """How a figure is unlike its neighbours, in words."""
    return tuple(
        say.words(
            f"codes.difference.{difference}",
            name=say.indicator(figure.key.indicator),
            basis=say.plan_basis(figure.key) if figure.key.plan_basis else "",
        )
        for difference in differs
    )


def lane_note(say: Wording, lane: Lane) -> str:
    return "; ".join(differences(say, lane.differs, lane.figure))
