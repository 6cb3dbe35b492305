"""What is said of pip-audit's report: found, clean, and not looked up are three things."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.settings import ROOT
from scripts.vulnerabilities import verdict

CLEAN = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "not found on PyPI"}
BAD = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}


def test_a_vulnerability_is_named_with_its_remedy() -> None:
    told = verdict({"dependencies": [CLEAN, BAD]})
    assert told.is_vulnerable
    assert told.lines == [
        "c 2: CVE-1, mended in 3",
        "2 packages looked up, 1 known vulnerabilities",
    ]


def test_what_was_not_looked_up_is_not_called_clean() -> None:
    told = verdict({"dependencies": [CLEAN, SKIPPED]})
    assert not told.is_vulnerable
    assert told.lines[0].startswith("1 packages looked up")
    assert told.lines[1].startswith("NOT LOOKED UP: 1 of 2")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")
@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ("no route to host", 0, "NOT LOOKED UP: the index does not answer"),
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}', 0, "1 packages"),
        (
            json.dumps({"dependencies": [{**BAD, "vulns": [{"id": "X", "fix_versions": []}]}]}),
            1,
            "no version yet",
        ),
    ],
)
def test_only_a_vulnerability_fails(tmp_path: Path, answer: str, code: int, said: str) -> None:
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n", encoding="utf-8")
    program.chmod(0o755)
    command = [sys.executable, "-m", "scripts.vulnerabilities", str(program)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603
    assert (done.returncode, said in done.stdout) == (code, True), done.stderr
