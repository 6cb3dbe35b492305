"""The start: nothing heavy before the first answer, and an end where there is no store."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.settings import ROOT
from server.addresses import ROUTES
from server.later import answering_later, later

_LOADED = "import json, sys, app; print(json.dumps(sorted(sys.modules)))"


def test_the_server_answers_before_it_imports_what_figures_need() -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _LOADED], cwd=ROOT, check=True, capture_output=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "server.static_files" in loaded
    assert not loaded & {"pandas", "pyarrow", "duckdb", "numpy", "analytics.store", "kaleido"}
    assert not loaded & {"pydantic", "babel", "analytics.model", "analytics.text", "server.gate"}


def test_every_address_of_ours_has_an_answer() -> None:
    for route in ROUTES:
        place = next(cell.cell_contents for cell in route.endpoint.__closure__ or ())
        module, _, name = str(place).partition(":")
        assert callable(getattr(__import__(module, fromlist=[name]), name)), place


def test_what_is_not_there_is_said_when_it_is_called() -> None:
    missing = later("server.routes:no_such_answer")
    with pytest.raises(AttributeError, match="no_such_answer"):
        missing()
    assert answering_later("server.routes:health") is not None


def test_a_store_that_cannot_be_opened_ends_the_server(tmp_path: Path) -> None:
    store = tmp_path / "figures.duckdb"
    store.write_bytes(b"no database" * 1000)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
        cwd=ROOT,
        env={**os.environ, "DISTRICT_STORE": str(store)},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 3
    said = [json.loads(line) for line in done.stderr.splitlines() if line.startswith(b"{")]
    assert any(line["level"] == "critical" and str(store) in line["message"] for line in said)
