"""A process that brings files into a store until it is killed or runs out of something.

It sends what happens: ``("open", 0)``; ``("entry", n)`` once the audit's n-th entry is
acknowledged; ``("refused", 0)`` where the store said that it could not write.
"""

from __future__ import annotations

import hashlib
import os
import resource
import signal
from datetime import date
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa

from analytics.store import OBSERVATION_SCHEMA, Store, StoreError
from tests.builders import somebody

MEGABYTE = 1 << 20
_SAME: dict[str, object] = {
    "ref_area": "003",
    "indicator": "budget_revenue_area",
    "measure": "actual",
    "period_start": date(2022, 1, 1),
    "period_end": date(2022, 12, 31),
    "plan_basis": "",
    "decimals": 0,
    "bound": "=",
    "unit": "billion_vnd",
    "obs_status": "A",
    "as_of": None,
    "source": "s",
    "locator": "",
    "note": "",
}


def rows(count: int) -> pa.Table:
    """So many plain figures that do not pack well."""
    number = range(1, count + 1)
    columns: dict[str, list[object]] = {name: [value] * count for name, value in _SAME.items()}
    columns["row_number"] = list(number)
    columns["obs_value"] = [Decimal(n) for n in number]
    columns["printed"] = [hashlib.sha256(str(n).encode()).hexdigest() for n in number]
    return pa.table([columns[n] for n in OBSERVATION_SCHEMA.names], schema=OBSERVATION_SCHEMA)


SMALL, LARGE = rows(3), rows(8000)


def bring_in(store: Store, name: str, table: pa.Table) -> int:
    content = f"{name}\n".encode() * 500
    submission, _ = store.submit(
        sha256=hashlib.sha256(content).hexdigest(),
        file_name=name,
        content=content,
        by=somebody("child"),
        observations=table,
    )
    return submission.submission_id


def bring_in_many(path: Path, prefix: str, told: Connection) -> None:
    """Small and large files in turn, every fourth thing a withdrawal or a putting back."""
    store = Store.open(path)
    told.send(("open", 0))
    done = len(store.entries())
    is_withdrawn = store.submissions()[-1].withdrawn if done else False
    for number in range(1_000_000):
        if number % 4 == 3:
            mark = store.put_back if is_withdrawn else store.withdraw
            mark(1, by=somebody("child"), reason="")
            is_withdrawn = not is_withdrawn
        else:
            bring_in(store, f"{prefix}-{number}.csv", LARGE if number % 3 == 2 else SMALL)
        done += 1
        told.send(("entry", done))


def bring_in_until_refused(path: Path, prefix: str, told: Connection) -> None:
    try:
        bring_in_many(path, prefix, told)
    except StoreError as refusal:
        if refusal.code != "not_written":
            raise
        told.send(("refused", 0))


def with_small_files(path: Path, prefix: str, told: Connection) -> None:
    """No file may grow beyond a megabyte."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, MEGABYTE))
    bring_in_until_refused(path, prefix, told)


def with_little_memory(path: Path, prefix: str, told: Connection) -> None:
    """Address space for little more than what the process begins with; it dies as it may."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    room = pages * resource.getpagesize() + 400 * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    kept: list[bytearray] = []
    store = Store.open(path)
    told.send(("open", 0))
    done = len(store.entries())
    while True:
        kept.append(bytearray(20 * MEGABYTE))
        bring_in(store, f"{prefix}-{done}.csv", LARGE)
        done += 1
        told.send(("entry", done))
