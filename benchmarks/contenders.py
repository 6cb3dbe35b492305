"""What is measured side by side: our app, bare Streamlit, and Dash, each a process over a store."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from analytics.codelists import Codelists
from analytics.settings import ROOT
from analytics.text import words
from benchmarks.usage import family

DASH = ROOT / ".venv" / "dash" / "bin" / "python"
_BENCHMARKS = ROOT / "benchmarks"
_SECONDS_TO_START = 120


@dataclass(frozen=True, slots=True)
class Question:
    """What all are asked: two indicators in turn, of these areas, in a year that has both."""

    indicators: tuple[str, str] = ("budget_revenue_area", "budget_revenue_unspecified")
    areas: tuple[str, ...] = ("002", "003", "004", "006")
    year: int = 2021


@dataclass(frozen=True, slots=True)
class Contender:
    """How one is started and driven. ``choose`` finds its indicator box, ``names`` its options.

    ``address`` opens on charts of the first indicator; ``other`` is the address of a page without
    them, from which ``way`` leads there; empty means that there is only one page.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    address: str
    choose: str
    names: tuple[str, ...]
    other: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    contender: Contender
    url: str
    port: int
    process: subprocess.Popen[bytes]
    seconds_to_answer: float


def contenders(store: Path, folder: Path, question: Question) -> tuple[Contender, ...]:
    """Each over a copy of the store of its own, because DuckDB lets one process write to a file."""
    copies = {name: folder / name / "figures.duckdb" for name in ("ours", "floor", "dash")}
    for copy in copies.values():
        copy.parent.mkdir(parents=True)
        shutil.copyfile(store, copy)
    for beside in store.parent.glob(f"{store.name}.*"):
        target = copies["ours"].with_name(beside.name.replace(store.name, "figures.duckdb"))
        (shutil.copytree if beside.is_dir() else shutil.copyfile)(beside, target)
    shutil.copyfile(_BENCHMARKS / "floor_app.py", copies["floor"].with_name("floor_app.py"))
    say = words("vi")
    known = Codelists.read(ROOT / "data" / "codelists").indicator_by_code
    labels = [
        f"{say.name(known[code])} · {say(f'codes.domain.{known[code].domain}')}"
        for code in question.indicators
    ]
    chosen = ",".join(question.areas)
    streamlit = (sys.executable, "-m", "streamlit", "run")
    asked = f"areas={quote(chosen)}&year={question.year}&indicator={question.indicators[0]}"
    return (
        Contender(
            name="ours",
            command=(*streamlit, "app.py", "--server.port={port}"),
            folder=ROOT,
            environment={"DISTRICT_STORE": str(copies["ours"])},
            address=f"/dien-bien?{asked}",
            choose="[data-testid=stSelectbox] input",
            names=(labels[0], labels[1]),
            other=f"/nguon-so-lieu?{asked}",
            way="[data-testid=stSidebarNavLink][href*='dien-bien']",
        ),
        Contender(
            name="floor",
            command=(*streamlit, "floor_app.py", "--server.port={port}", "--server.headless=true"),
            folder=copies["floor"].parent,
            environment={"FLOOR_STORE": str(copies["floor"]), "FLOOR_AREAS": chosen},
            address="/",
            choose="[data-testid=stSelectbox] input",
            names=question.indicators,
        ),
        Contender(
            name="dash",
            command=(str(DASH), str(_BENCHMARKS / "dash_app.py"), "{port}"),
            folder=copies["dash"].parent,
            environment={"FLOOR_STORE": str(copies["dash"]), "FLOOR_AREAS": chosen},
            address="/",
            choose="#indicator",
            names=question.indicators,
        ),
    )


@contextmanager
def running(contender: Contender, log: Path) -> Iterator[Running]:
    """Start it, wait for its first answer, and stop it at the end."""
    port = _free_port()
    command = [part.format(port=port) for part in contender.command]
    with log.open("ab") as written:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=contender.folder,
            env={**os.environ, **contender.environment},
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for_answer(port, process, log)
            seconds = time.perf_counter() - began
            yield Running(contender, f"http://localhost:{port}", port, process, seconds)
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes, shared pages counted by their share (PSS): the server's, and its picture browser's.

    All that a server starts here is the picture browser, which neither floor nor Dash has.
    """

    server: int
    pictures: int


def memory(process: subprocess.Popen[bytes]) -> Memory:
    server, *started = family(process.pid)
    return Memory(_proportional(server), sum(_proportional(pid) for pid in started))


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_answer(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    given_up = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < given_up:
        if process.poll() is not None:
            break
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", "/")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.005)
        finally:
            line.close()
    raise RuntimeError(f"no answer:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
