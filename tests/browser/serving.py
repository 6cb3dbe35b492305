"""The app served for real: a process of its own, over a store of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from analytics.settings import ROOT, WHEN_ASKED

_SECONDS_TO_START = 90
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Served:
    """Where the app answers, what it has written to its log, and its process."""

    url: str
    log: Path
    process_id: int = 0

    def failures(self) -> str:
        """The log from the first exception in the app on; empty where there was none."""
        text = _COLOUR.sub("", self.log.read_text(encoding="utf-8", errors="replace"))
        return text[text.index("Traceback") :] if "Traceback" in text else ""


@contextmanager
def served(
    folder: Path,
    *files: Path,
    port: int | None = None,
    options: Sequence[str] = (),
    prepare: Callable[[Path], None] = lambda path: None,
    **environment_too: str,
) -> Iterator[Served]:
    """Serve the app over a new store in ``folder``: the bundled reports, and ``files``.

    ``options`` are Streamlit's; ``prepare`` is given the store's path before the app has it.
    The browser for pictures starts when one is asked for, unless the environment says otherwise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "figures.duckdb"
    environment = {
        **os.environ,
        "DISTRICT_STORE": str(path),
        "DISTRICT_PICTURE_BROWSER": WHEN_ASKED,
        **environment_too,
    }
    subprocess.run(
        [sys.executable, "-m", "analytics", "init"], cwd=ROOT, env=environment, check=True
    )
    if files:
        command = [sys.executable, "-m", "analytics", "submit", *map(str, files)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    prepare(path)
    port = port or free_port()
    app = Served(url=f"http://localhost:{port}", log=folder / "server.log")
    with app.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_healthy(app, process)
            yield replace(app, process_id=process.pid)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(app: Served, process: subprocess.Popen[bytes]) -> None:
    given_up = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < given_up:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{app.url}/health", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the app does not answer:\n{app.log.read_text(encoding='utf-8')}")
