"""The method names everything that the program computes, by the words that people read."""

from __future__ import annotations

from enum import StrEnum

import pytest

from analytics.measures import THRESHOLDS
from analytics.model import FindingCode, Formula
from analytics.progress import Status
from analytics.settings import ROOT
from analytics.text import words

METHOD = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").lower()
ENGLISH = words("en")

NAMED: list[tuple[StrEnum, str]] = [
    *((code, f"findings.title.{code}") for code in FindingCode),
    *((status, f"codes.status.{status}") for status in Status),
]


@pytest.mark.parametrize(("code", "key"), NAMED)
def test_what_people_read_is_explained_by_the_same_name(code: StrEnum, key: str) -> None:
    assert ENGLISH(key).lower() in METHOD, code


@pytest.mark.parametrize("formula", Formula)
def test_every_formula_is_written_down(formula: Formula) -> None:
    assert f"| {formula.value.replace('_', ' ')} |" in METHOD


def test_the_thresholds_are_those_of_the_program() -> None:
    assert f"up to {THRESHOLDS.whole_plan_watch} % short" in METHOD
    assert f"up to {THRESHOLDS.pace_watch} % of *e* short" in METHOD
    assert f"up to {THRESHOLDS.gap_on_track} % short" in METHOD
    assert THRESHOLDS.earlier_years == 2 and "at least two such years" in METHOD
    assert THRESHOLDS.linear_spread == 10 and "ten percent either side" in METHOD
