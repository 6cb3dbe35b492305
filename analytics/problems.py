"""Problems in words: where, what, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analytics.model import Problem
from analytics.text import Words

_READINGS = {"vietnamese", "english", "held", "shown", "usual"}
"""Numbers among the details; told in the reader's own marks, or both look alike."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Described:
    """A problem for people."""

    severity: str
    place: str  # "trang Thu, dòng 12, cột F (Giá trị)"; empty where it is the whole file
    message: str
    hint: str


def described(problem: Problem, words: Words) -> Described:
    """A problem in the language of ``words``."""
    nothing = words("problems.none")
    values = {name: value or nothing for name, value in problem.details}
    values = {"value": problem.value, "column": problem.column, **values}
    for reading in _READINGS & values.keys():
        values[reading] = _NUMBER.sub(lambda n: words.number(Decimal(n[0])), values[reading])
    return Described(
        severity=words(f"problems.{problem.severity}"),
        place=", ".join(_place(problem, words)),
        message=words(f"problems.{problem.code}.message", **values),
        hint=words(f"problems.{problem.code}.hint", **values),
    )


def _place(problem: Problem, words: Words) -> list[str]:
    place = []
    if problem.sheet:
        place.append(words("problems.sheet", sheet=problem.sheet))
    if problem.row is not None:
        place.append(words("problems.row", row=str(problem.row)))
    if problem.column and problem.column_letter:
        named = {"letter": problem.column_letter, "column": problem.column}
        place.append(words("problems.column_lettered", **named))
    elif problem.column or problem.column_letter:
        place.append(words("problems.column", column=problem.column or problem.column_letter))
    return place
