"""How a status came about, and why a figure is undefined."""

from __future__ import annotations

from decimal import Decimal

from analytics.measures import Thresholds, Undefined
from analytics.pace import Expectation
from analytics.progress import Assessment, Method, Status
from analytics.sentences.listing import listed
from analytics.wording import Wording


def assessment_sentences(assessment: Assessment, say: Wording) -> tuple[str, ...]:
    """What was judged and against what, the thresholds, and what the rounding leaves open.

    Without a verdict, only the reason.
    """
    if assessment.reason:
        return (say.words(f"measures.reason.{assessment.reason}"),)
    said = [say.words("measures.judged", method=say.words(f"measures.method.{assessment.method}"))]
    if basis := assessment.basis:
        said.append(
            say.words("measures.rests_on", value=say.figure(basis), interval=say.interval(basis))
        )
    if assessment.expectation:
        said.append(expected_sentence(assessment.expectation, say))
    said.append(_thresholds(assessment.method, assessment.thresholds, say))
    if assessment.open_between:
        said.append(open_sentence(assessment, say))
    return tuple(said)


def expected_sentence(expectation: Expectation, say: Wording) -> str:
    expected = percent(expectation.value, say, 1)
    if not expectation.shares:
        return say.words("sentences.standing.expected_time", expected=expected)
    years = listed([str(share.year) for share in expectation.shares], say)
    return say.words("sentences.standing.expected_years", years=years, expected=expected)


def open_sentence(assessment: Assessment, say: Wording) -> str:
    others = ", ".join(status_word(other, say) for other in assessment.open_between)
    return say.words("sentences.standing.open", statuses=others)


def status_word(status: Status, say: Wording) -> str:
    """The status as a word within a sentence."""
    word = say.words(f"codes.status.{status}")
    return word[:1].lower() + word[1:]


def percent(value: Decimal, say: Wording, decimals: int | None = None) -> str:
    return f"{say.words.number(value, decimals)}%"


def _thresholds(method: Method, thresholds: Thresholds, say: Wording) -> str:
    match method:
        case Method.WHOLE_PLAN:
            watch = percent(thresholds.whole_plan_watch, say)
            return say.words("measures.thresholds.whole_plan", watch=watch)
        case Method.GAP:
            on_track = percent(thresholds.gap_on_track, say)
            return say.words("measures.thresholds.gap", on_track=on_track)
        case _:
            watch = percent(thresholds.pace_watch, say)
            return say.words("measures.thresholds.pace", watch=watch)


def threshold_sentences(thresholds: Thresholds, say: Wording) -> tuple[str, ...]:
    """By what every status is given, a sentence for each way of judging."""
    ways = (Method.WHOLE_PLAN, Method.SHARE_OF_TIME, Method.GAP)
    return tuple(_thresholds(way, thresholds, say) for way in ways)


def undefined_sentence(undefined: Undefined, say: Wording) -> str:
    """Which figure is undefined, and why."""
    return say.words(
        "measures.undefined_figure",
        formula=say.words(f"measures.formula.{undefined.calculation.formula}"),
        reason=say.words(f"measures.undefined.{undefined.reason}"),
    )
