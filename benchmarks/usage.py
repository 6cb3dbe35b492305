"""What a process takes of its machine: memory, processor time, open files, threads (Linux)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Taken:
    """At a moment, by one process without those that it started."""

    second: float  # since the measuring began
    memory: int  # resident bytes
    files: int
    threads: int


def taken(process: int, second: float) -> Taken:
    """Raises ``OSError`` once the process is gone."""
    folder = Path(f"/proc/{process}")
    told = dict(
        line.split(":", 1) for line in (folder / "status").read_text("utf-8").splitlines() if line
    )
    return Taken(
        second=second,
        memory=int(told["VmRSS"].split()[0]) * 1024,
        files=sum(1 for _ in (folder / "fd").iterdir()),
        threads=int(told["Threads"]),
    )


def processor_seconds(process: int) -> float:
    """Of the process and all that it has started, those that ended and were waited for as well."""
    total = 0
    for one in family(process):
        try:
            told = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it ended just now; its parent has its time
            continue
        total += sum(int(ticks) for ticks in told[11:15])
    return total / _TICKS


def family(process: int, *, deep: bool = True) -> Sequence[int]:
    """The process and those that it started; with ``deep`` all that descend from it."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    if not deep:
        return [process, *parents.get(process, [])]
    found = [process]
    for parent in found:
        found += parents.get(parent, [])
    return found
