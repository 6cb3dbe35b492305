"""The page of measured speed, ``docs/performance.md``: its part about pages, written by a run."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.results import HEAD, Results

_BEGIN, _END = "<!-- pages: written by make bench -->", "<!-- pages: end -->"
_PACKAGES = ("streamlit", "plotly", "duckdb", "uvicorn")


def write(page: Path, results: Results) -> None:
    """Put the results between the page's two marks; the rest stays. The marks must be there."""
    text = page.read_text(encoding="utf-8")
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{page} lacks the marks between which results are written")
    part = f"{_BEGIN}\n\n{_machine()}\n\n{_table(results)}\n\n{_END}"
    text = re.sub(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", lambda _: part, text, flags=re.DOTALL)
    page.write_text(text, encoding="utf-8")


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, {packages}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _table(results: Results) -> str:
    lines = [HEAD, ["---"] + ["--:"] * 5 + ["---"] * 2, *results.rows()]
    charts = ", ".join(f"{app} {count}" for app, count in results.charts.items())
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    load = ", ".join(f"{part} {value:.1f}" for part, value in results.load.items())
    return (
        f"{table}\n\nMedian (middle half). Charts on the measured page: {charts}. "
        f"The machine's load when each part began: {load}."
    )
