"""How fast a clean template file is checked and committed, beside DuckDB's own CSV reader.

Run: ``python -m benchmarks.ingest [ROWS]``. Prints rows per second of both, their ratio, and the
most memory that checking and committing took. Each runs in a process of its own.
"""

from __future__ import annotations

import csv
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from analytics.access import Actor
from analytics.codelists import Codelists
from analytics.ingest import check, commit
from analytics.settings import ROOT
from analytics.store import Store

_COLUMNS = [
    "ref_area",
    "indicator",
    "measure",
    "period",
    "plan_basis",
    "value",
    "unit",
    "obs_status",
    "as_of",
    "printed",
    "source",
    "source_publisher",
    "source_date",
    "source_url",
    "locator",
    "note",
]
_TYPES = {
    **dict.fromkeys(_COLUMNS, "VARCHAR"),
    "value": "DECIMAL(28, 9)",
}


def write_file(path: Path, rows: int) -> None:
    """A clean file of distinct figures with Vietnamese numbers, typed by DuckDB as well."""
    codelists = Codelists.read(ROOT / "data" / "codelists")
    areas = [area for area in codelists.areas if area.valid_to]
    indicators = [i for i in codelists.indicators if i.unit == "billion_vnd"]
    periods = [f"T{month}/{year}" for year in range(1950, 2025) for month in range(1, 13)]
    sources = [source.source for source in codelists.sources[:5]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for row in range(rows):
            area = areas[row % len(areas)]
            indicator = indicators[row // len(areas) % len(indicators)]
            period = row // (len(areas) * len(indicators))
            source = sources[period // len(periods) % len(sources)]
            value = f"{row * 7919 % 1_000_000 + 1},{row % 100:02}"
            place = f"bảng {row % 50 + 1}"
            writer.writerow(
                [
                    *(area.name_vi, indicator.name_vi, "Thực hiện"),
                    *(periods[period % len(periods)], "", value, "tỷ đồng", "", ""),
                    *(f"{value} tỷ đồng", source, "", "", "", place, ""),
                ]
            )


def by_duckdb(path: Path) -> float:
    """Seconds for DuckDB to read the file into a typed table."""
    import duckdb  # noqa: PLC0415 - our own measurement is without it

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    start = time.perf_counter()
    connection.execute(
        "CREATE TABLE t AS FROM read_csv(?, columns = ?, header = true, decimal_separator = ',')",
        [str(path), _TYPES],
    )
    seconds = time.perf_counter() - start
    (count,) = connection.execute("SELECT count(*) FROM t").fetchone() or (0,)
    assert count
    return seconds


def by_us(path: Path) -> float:
    """Seconds to check the file and commit it into a new store."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "figures.duckdb")
        store.adopt_codelists(ROOT / "data" / "codelists")
        codelists = store.codelists()
        start = time.perf_counter()
        checked = check(path.read_bytes(), path.name, codelists)
        assert checked.is_clean, checked.problems[:3]
        commit(store, checked, Actor.at_the_machine("benchmark", "command line"))
        seconds = time.perf_counter() - start
        store.close()
    return seconds


def _measured(work: Callable[[Path], float], path: Path) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, path, sender))
    process.start()
    sender.close()
    seconds, megabytes = receiver.recv()
    process.join()
    return seconds, megabytes


def _send(work: Callable[[Path], float], path: Path, sender: object) -> None:
    seconds = work(path)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sender.send((seconds, kilobytes / 1024))  # type: ignore[attr-defined]


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        write_file(path, rows)
        size = path.stat().st_size / 1e6
        print(f"{datetime.now(UTC):%Y-%m-%d}  {rows:,} rows, {size:.0f} MB")
        theirs, _ = _measured(by_duckdb, path)
        ours, megabytes = _measured(by_us, path)
        print(f"DuckDB read_csv   {theirs:6.2f} s  {rows / theirs:12,.0f} rows/s")
        print(f"check and commit  {ours:6.2f} s  {rows / ours:12,.0f} rows/s  {megabytes:.0f} MB")
        print(f"ratio             {theirs / ours:6.2f}  (at least 0.25)")


if __name__ == "__main__":
    main()
