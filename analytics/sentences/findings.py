"""What the cross-checks say, in a sentence with its numbers and the likely cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from analytics.codelists import Codelists
from analytics.model import Figure, Finding, FindingCode
from analytics.text import Words


def finding_sentences(finding: Finding, codelists: Codelists, words: Words) -> str:
    """What a cross-check says, with its numbers, and the likely cause where one is known."""

    def shown(figure: Figure) -> str:
        return words.figure(figure, codelists.unit_by_code[figure.unit])

    values = _VALUES[finding.code](finding, shown, words)
    sentences = [words(f"findings.message.{finding.code}", **values)]
    details = dict(finding.details)
    if cause := details.get("cause"):
        sentences.append(words(f"findings.cause.{cause}", **details))
    return " ".join(sentences)


Shown = Callable[[Figure], str]
Values = Mapping[str, str]


def _expectation(*names: str) -> Callable[[Finding, Shown, Words], Values]:
    """The printed figure, its operands by name, and what they give."""

    def values(finding: Finding, shown: Shown, words: Words) -> Values:
        assert finding.expected is not None
        named = dict(zip(("printed", *names), map(shown, finding.figures), strict=True))
        return {**named, "expected": shown(finding.expected)}

    return values


def _sum(finding: Finding, shown: Shown, words: Words) -> Values:
    whole, *parts = finding.figures
    total = sum((part.value for part in parts), Decimal(0))
    return {"whole": shown(whole), "sum": words.number(total)}


def _suspect(finding: Finding, shown: Shown, words: Words) -> Values:
    (figure,) = finding.figures
    text = figure.observation.printed if figure.observation else ""
    return {"printed": shown(figure), "text": text}


def _reports(finding: Finding, shown: Shown, words: Words) -> Values:
    stands, *others = finding.figures
    return {"standing": shown(stands), "others": "; ".join(map(shown, others))}


def _plans(finding: Finding, shown: Shown, words: Words) -> Values:
    low, high = finding.figures
    return {"low": shown(low), "high": shown(high)}


def _fall(finding: Finding, shown: Shown, words: Words) -> Values:
    later, earlier = finding.figures
    return {
        "later": shown(later),
        "earlier": shown(earlier),
        "later_period": words.period(later.key.period),
        "earlier_period": words.period(earlier.key.period),
    }


_VALUES: Mapping[FindingCode, Callable[[Finding, Shown, Words], Values]] = {
    FindingCode.RATIO_NOT_FROM_PARTS: _expectation("numerator", "denominator"),
    FindingCode.ATTAINMENT_NOT_FROM_PLAN: _expectation("actual", "plan"),
    FindingCode.GROWTH_NOT_FROM_ACTUALS: _expectation("actual", "before"),
    FindingCode.PARTS_DO_NOT_ADD_UP: _sum,
    FindingCode.SUSPECT: _suspect,
    FindingCode.SOURCES_DISAGREE: _reports,
    FindingCode.BOUND_BROKEN: _reports,
    FindingCode.IMPLIED_PLANS_DISAGREE: _plans,
    FindingCode.CUMULATIVE_FALLS: _fall,
}
