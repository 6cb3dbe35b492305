"""Long work is stopped between its steps, and leaves nothing behind."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from analytics.ingest import check, workbooks
from analytics.ingest.stopping import Step, Stopped, Stopping, stoppable
from tests.builders import CODELISTS
from tests.ingest.made import xlsx

BAD = Path(__file__).with_name("bad")


def test_a_check_that_is_stopped_ends_with_nothing() -> None:
    content = (BAD / "unknown_area.csv").read_bytes()
    stopping = Stopping()
    with stoppable(stopping):
        assert check(content, "x", CODELISTS).observations.num_rows == 1
        assert stopping.step is Step.CHECKING
        stopping.stop()
        with pytest.raises(Stopped):
            check(content, "x", CODELISTS)
    assert check(content, "x", CODELISTS).observations.num_rows == 1, "only within"


def test_every_mark_is_a_place_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first look and the last, a file of any size is looked after often."""
    looks = []
    stopping = Stopping()
    monkeypatch.setattr(stopping, "look", lambda: looks.append(stopping.step))
    with stoppable(stopping):
        check((BAD / "figure_twice.csv").read_bytes(), "x", CODELISTS)
    assert len(looks) > 30


def test_a_stopped_workbooks_process_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "pid"
    program = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    monkeypatch.setattr(workbooks, "_PROGRAM", program)
    stopping, ended = Stopping(), []

    def work() -> None:
        with stoppable(stopping):
            try:
                check(xlsx([["x"]]), "x", CODELISTS)
            except Stopped:
                ended.append("stopped")

    thread = threading.Thread(target=work)
    thread.start()
    while not told.exists() or not told.read_text():
        time.sleep(0.05)
    stopping.stop()
    thread.join(timeout=60)
    assert ended == ["stopped"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)
