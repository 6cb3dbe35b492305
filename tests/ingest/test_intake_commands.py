"""Files by the command line: what the page asks and tells is asked and told here too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.address import Address
from analytics.settings import ROOT
from tests.places import environment

BAD = Path(__file__).with_name("bad")


@pytest.fixture(autouse=True)
def store(place: Address, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    named = environment(place)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    return named


def run(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_slip_of_the_unit_is_told_when_a_file_is_submitted(tmp_path: Path) -> None:
    slipped = (BAD / "unit_slip.csv").read_text(encoding="utf-8")
    known = tmp_path / "known.csv"
    known.write_text(
        slipped.replace("9.500.000,5", "9.500,5").replace(",2020,", ",2019,"), encoding="utf-8"
    )
    assert "[unit_slip]" not in run("submit", known)
    told = run("submit", BAD / "unit_slip.csv")
    assert "[unit_slip]" in told
    assert "9.500,5 tỷ đồng" in told, "the usual value, in the reader's marks"


def test_columns_are_said_to_be_read_as_held_or_as_shown() -> None:
    path = BAD / "shown_otherwise.xlsx"
    asked = json.loads(run("check", path, "--json", code=1))
    assert [problem["code"] for problem in asked["problems"]] == ["shown_otherwise"]
    assert "1.950.000.000" in asked["problems"][0]["message"]
    for option in ("--as-held", "--as-shown"):
        told = json.loads(run("check", path, "--json", option, "F"))
        assert told == {"problems": [], "observations": 1}
    run("check", path, "--as-shown", "6", code=2)


def test_a_reader_that_closes_early_gets_no_traceback(store: dict[str, str]) -> None:
    """``… | head``: what is printed after the reader has gone is lost, and nothing else."""
    run("submit", ROOT / "data" / "reports" / "hoan-kiem-2022-05.csv")
    for command in (["submissions"], ["export", "observations"]):
        with subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "analytics", *command],
            cwd=ROOT,
            env={**os.environ, **store},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait() == 1
