"""The same store in a file and in a lake, side by side: what the lake costs and gives.

Run: ``python -m benchmarks.lake FIGURES.duckdb FOLDER``, with a store that ``benchmarks.generate``
made; it is copied, never changed. PostgreSQL comes from the wheel of the tests, on this machine.
With ``--away MS`` the lake is asked once more over a line on which a question to PostgreSQL and its
answer take so many milliseconds together. The questions of ``benchmarks.queries`` are among what is
asked. Prints a table for ``docs/scaling.md``.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pyarrow as pa

from analytics import queries, shared_store
from analytics.access import Actor
from analytics.address import Lake
from analytics.store import Store
from benchmarks.queries import Asking
from tests.lake import Postgres
from tests.relay import Relay

TIMES = 15
BY = Actor.at_the_machine("benchmark", "command line")


def seconds(act: Callable[[], object], times: int = 1) -> float:
    """The median."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def submit(store: Store, rows: pa.Table, name: str) -> None:
    store.submit(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        file_name=name,
        content=name.encode(),
        by=BY,
        observations=rows,
    )


def measured(store: Store, rows: pa.Table, where: str) -> dict[str, float]:
    """Seconds by what was asked; ``where`` tells the files that are brought in from others."""
    (asked,) = store.rows(
        "SELECT mode(indicator) AS indicator, list(DISTINCT ref_area)[1:4] AS areas"
        " FROM observation WHERE submission_id = 1"
    )
    questions: dict[str, Callable[[], object]] = {
        "revision, nothing new": store.revision,
        "revision, something new": store._read_register,
        "one indicator, four areas": lambda: queries.standing(
            store, areas=asked["areas"], indicators=[asked["indicator"]]
        ),
        "submissions": store.submissions,
    }
    questions |= Asking(store, seed=1).questions()
    found = {name: seconds(act, TIMES) for name, act in questions.items()}
    numbers = count()
    few = rows.slice(0, 10)
    found["submit 10 rows"] = seconds(lambda: submit(store, few, f"few-{where}-{next(numbers)}"), 5)
    found["submit 10,000 rows"] = seconds(
        lambda: submit(store, rows, f"many-{where}-{next(numbers)}"), 3
    )
    return found


def seen_elsewhere(store: Store, other: Store, rows: pa.Table) -> list[float]:
    """Seconds from the word that a file is in until another server has it, that asks all along."""
    taken = []
    for number in range(TIMES):
        seen = other.revision()
        submit(store, rows, f"seen-{number}")
        began = time.perf_counter()
        while other.revision() == seen:
            time.sleep(0.005)
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def main(file: Path, folder: Path, away: float) -> None:
    folder.mkdir(parents=True)
    copy = folder / "figures.duckdb"
    shutil.copy(file, copy)
    shutil.copy(f"{file}.ledger", f"{copy}.ledger")
    shutil.copytree(f"{file}.files", f"{copy}.files")
    server = Postgres(listens=True)
    try:
        lake = Lake(server.empty().catalogue, folder / "lake")
        moved = seconds(lambda: shared_store.move(copy, lake))
        print(f"moved in {moved:.1f} s")
        with closing(Store.open(copy)) as store:
            rows = store.rows("SELECT count(*) AS n FROM observation")[0]["n"]
            some = store.arrow(
                "SELECT * EXCLUDE (submission_id) REPLACE (row_number() OVER () AS row_number)"
                " FROM observation LIMIT 10000"
            )
            found = [measured(store, some, "file")]
            bytes_in_file = store.size()
        with closing(Store.open(lake)) as store:
            bytes_in_lake = store.size()
            found.append(measured(store, some, "lake"))
            with closing(Store.open(lake)) as other:
                seen = seen_elsewhere(store, other, some.slice(0, 10))
            tidied = seconds(lambda: print(store.tidy(timedelta(0))))
            after = store.size()
        if away:
            with closing(Relay(server.port, late=away / 2000)) as line:
                far = server.over_tcp(lake, line.port)
                with closing(Store.open(far)) as store:
                    found.append(measured(store, some, "away"))
        print(f"{rows} observations; bytes: file {bytes_in_file}, lake {bytes_in_lake}")
        print(f"tidied in {tidied:.1f} s, then {after} bytes")
        print(f"seen elsewhere after {statistics.median(seen):.2f} s, at most {seen[-1]:.2f} s")
        for name in found[0]:
            print(f"| {name} |", " | ".join(f"{taken[name] * 1000:.0f} ms" for taken in found), "|")
    finally:
        server.remove()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--away", type=float, default=0, metavar="MS")
    asked = arguments.parse_args()
    main(asked.file, asked.folder, asked.away)
