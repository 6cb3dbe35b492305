"""Damaged files: refused or read with the damage named, never an exception or a hang.

``MUTATIONS=20000`` in the environment runs the long way.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Callable
from datetime import date

import pytest

from analytics.ingest import Checked, Options, check, legacy
from analytics.problems import described
from analytics.settings import ROOT
from analytics.text import words
from tests.builders import CODELISTS
from tests.ingest.made import KINDS, Layout

MUTATIONS = int(os.environ.get("MUTATIONS", "2000"))
REPORT = (ROOT / "data" / "reports" / "hoan-kiem-2022-05.csv").read_bytes()
TABLE = list(csv.reader(io.StringIO(REPORT.decode("utf-8-sig"))))[:6]
WORKBOOKS = tuple(make(TABLE, Layout(hidden=(3,))) for make in KINDS.values())
SEEDS = (
    REPORT,
    REPORT.replace(b",", b";"),
    REPORT.decode().encode("utf-16"),
    legacy.encode(REPORT.decode(), "tcvn3"),
    REPORT.decode().encode("utf-16-le"),
)
PIECES = (b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"\xcc\x81", b".", b"-", b"%", b"(", b"9" * 40)


def _flip(content: bytearray, rng: random.Random) -> None:
    content[rng.randrange(len(content))] = rng.randrange(256)


def _insert(content: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(content))
    content[place:place] = rng.choice(PIECES)


def _cut(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content))
    del content[start : start + rng.randrange(1, 40)]


def _repeat(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content))
    content[start:start] = content[start : start + rng.randrange(1, 200)]


def _truncate(content: bytearray, rng: random.Random) -> None:
    del content[rng.randrange(len(content)) :]


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip,
    _insert,
    _cut,
    _repeat,
    _truncate,
)


def damaged(seed: bytes, rng: random.Random) -> bytes:
    content = bytearray(seed)
    for _ in range(rng.randrange(1, 6)):
        if content:
            rng.choice(DAMAGES)(content, rng)
    return bytes(content)


def _checked(content: bytes, options: Options) -> Checked:
    checked = check(content, "x.csv", CODELISTS, options)
    for problem in checked.problems[:20]:
        assert described(problem, words("vi")).message
    # Every figure has its place in the file, and none is of a row that has an error.
    if checked.table is not None:
        rows = set(checked.observations["row_number"].to_pylist())
        wrong = {p.row for p in checked.problems if p.severity == "error" and p.column_letter}
        assert not rows & wrong
    return checked


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_damaged_text(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    options = (
        Options(today=date(2026, 11, 1)),
        Options(today=date(2026, 11, 1), encoding="tcvn3"),
        Options(today=date(2026, 11, 1), delimiter=";"),
    )
    for _ in range(MUTATIONS // len(SEEDS)):
        _checked(damaged(SEEDS[seed], rng), rng.choice(options))


def test_damaged_workbooks() -> None:
    rng = random.Random(9)  # noqa: S311 - repeatable, not secret
    for place in range(MUTATIONS // 50):
        content = damaged(WORKBOOKS[place % len(WORKBOOKS)], rng)
        _checked(content, Options(today=date(2026, 11, 1)))
