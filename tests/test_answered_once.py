"""Answers that are kept: worked out once, however many ask, and not for ever."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.ui.answered_once import answered_once

MANY = 20


def test_who_asks_while_it_is_worked_out_waits_for_it() -> None:
    asking: set[int] = set()
    everybody_has_asked, worked_out_by = threading.Event(), []

    class Question:
        def __hash__(self) -> int:
            asking.add(threading.get_ident())
            if len(asking) == MANY:
                everybody_has_asked.set()
            return 0

    @answered_once(4)
    def answer(question: Question) -> int:
        worked_out_by.append(threading.get_ident())
        assert everybody_has_asked.wait(10)
        return 49

    question = Question()
    with ThreadPoolExecutor(MANY) as people:
        assert set(people.map(answer, [question] * MANY)) == {49}
    assert len(worked_out_by) == answer.worked_out == 1


def test_the_answers_that_were_asked_for_last_are_kept() -> None:
    @answered_once(2)
    def same(number: int, *, sign: int = 1) -> int:
        return sign * number

    assert [same(1), same(2), same(1), same(3), same(1)] == [1, 2, 1, 3, 1]
    assert same.worked_out == 3
    assert same(2) == 2, "the one that nobody had asked for the longest"
    assert same.worked_out == 4
    assert same(2, sign=-1) == -2
    same.clear()
    assert same(2) == 2
    assert same.worked_out == 6


def test_what_failed_is_tried_again() -> None:
    failures = [ValueError("once")]

    @answered_once(2)
    def asked(number: int) -> int:
        if failures:
            raise failures.pop()
        return number

    with pytest.raises(ValueError, match="once"):
        asked(5)
    assert asked(5) == 5


def test_what_the_store_said_two_commits_ago_is_forgotten() -> None:
    @answered_once(100, per_revision=True)
    def told(revision: str, area: str) -> str:
        return revision + area

    for revision in ("1", "2", "3"):
        for area in ("a", "b"):
            told(revision, area)
            told("2", area)
    assert told.worked_out == 6, "both of the newest are kept, whichever is asked for"
    assert [told("3", "a"), told("2", "b"), told.worked_out] == ["3a", "2b", 6]
    told("1", "a")
    assert told.worked_out == 7
