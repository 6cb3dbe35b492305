"""How long every question of every page takes on a made store, and a submission while others read.

Run: ``python -m benchmarks.queries FOLDER [--runs 20] [--seconds 20] [--no-commit]`` on a folder of
``benchmarks.generate``. Prints a Markdown table: the median and the 95th percentile of the time on
the clock, the median of the processor's time (which other work on the machine does not lengthen),
and how many rows came back. Each run asks about other areas and indicators; no answer is cached.
A submission of 10,000 rows is committed, and withdrawn, while a reader asks one question after
another; the store is then put in order again by ``compact``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import random
import resource
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from analytics import comparison, progress, queries
from analytics.access import Actor
from analytics.model import (
    NOW,
    FigureKey,
    Measure,
    Observation,
    Period,
    PlanBasis,
    Source,
    Vintage,
)
from analytics.search import stands_for
from analytics.store import Store
from analytics.text import folded, words
from analytics.wording import Wording
from benchmarks import generate
from pages.ui import change_cards
from server.opening import set_aside

BY = Actor.at_the_machine(generate.WHO, "benchmark")
THEN = Vintage(published_by=date(2022, 6, 30))
_TWO_DAYS = (Vintage(published_by=date(2025, 6, 1)), NOW)
_ROWS = 10_000


class Asking:
    """What is asked, of other areas and indicators each time."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store = store
        self._drawn = random.Random(seed)  # noqa: S311 - which areas are asked about
        self._codelists = store.codelists()
        self._areas = sorted(queries.reported_areas(store))
        self._indicators = [i.indicator for i in generate.usual_indicators(self._codelists, 60)]
        self._headlines = [
            i.indicator for row in comparison.headlines(self._codelists) for i in row
        ]
        self._paced = progress.paced(self._codelists.indicators)
        self._periods = queries.periods(store)
        self._submissions = [s.submission_id for s in store.submissions() if not s.withdrawn]

    def questions(self) -> dict[str, Callable[[], object]]:
        """By page and question."""
        store, area, areas = self._store, self._area, self._four
        return {
            "every page: revision": store.revision,
            "overview: headlines of an area": lambda: self._lately(indicators=self._headlines),
            "overview: extent of an area": lambda: queries.extent(store, areas=[area()]),
            "overview: freshness of an area": lambda: queries.freshness(store, areas=[area()]),
            "concerns: findings, newest year of an area": lambda: queries.known(
                store, areas=[area()], ending=Period(start=date(2024, 1, 1), end=date.max)
            ),
            "compare, trends: four areas": lambda: queries.standing(
                store, areas=areas(), indicators=[self._indicator()]
            ),
            "compare, trends: as known on a date": lambda: queries.standing(
                store, areas=areas(), indicators=[self._indicator()], vintage=THEN
            ),
            "compare: all areas in one period": lambda: queries.standing(
                store, indicators=[self._indicator()], ending=_month(2025, 9)
            ),
            "concerns, district: newest year of an area": self._lately,
            "the same, as known on a date": lambda: self._lately(vintage=THEN),
            "district: another year of an area": lambda: self._of_year(
                self._drawn.choice(range(2018, 2025))
            ),
            "the same, as known on a date then": lambda: self._of_year(2021, THEN),
            "export: all figures of an area": lambda: queries.standing(store, areas=[area()]),
            "detail: reports of a figure": lambda: queries.reports(store, self._key()),
            "sources: newest page of all": lambda: queries.search(store, ()),
            "sources: two words, drawn": lambda: queries.search(store, self._sought()),
            "sources: two words, always ngan 2024": lambda: queries.search(
                store, self._stands_for("ngan", "2024")
            ),
            "whats_new: what two days know differently": lambda: queries.moved(store, *_TWO_DAYS),
            "whats_new: two days, an area": lambda: self._changes(self._two_days, area()),
            "whats_new: what a submission brought, and where": lambda: queries.brought(
                store, self._any_submission()
            ),
            "whats_new: newest submission, an area": lambda: self._changes_by(self._newest),
            "whats_new: any submission, an area": lambda: self._changes_by(self._any()),
            "whats_new, on demand: newest submission, counted in all areas": (
                lambda: queries.counted_changes(store, self._newest)
            ),
            "whats_new, on demand: any submission, counted in all areas": (
                lambda: queries.counted_changes(store, self._any())
            ),
            "filters: reported indicators": lambda: queries.reported_indicators(store),
            "filters: reported areas": lambda: queries.reported_areas(store),
            "sources: periods": lambda: queries.periods(store),
            "sources: figures by source": lambda: queries.figures_by_source(store),
            "every revision: codelists": store.codelists,
            "upload: submissions": store.submissions,
        }

    def _area(self) -> str:
        return str(self._drawn.choice(self._areas))

    def _four(self) -> list[str]:
        return self._drawn.sample(self._areas, 4)

    def _indicator(self) -> str:
        return self._drawn.choice(self._indicators)

    def _lately(
        self, *, indicators: Sequence[str] | None = None, vintage: Vintage = NOW
    ) -> tuple[Observation, ...]:
        area, known = self._known_area(vintage)
        return queries.lately(
            self._store,
            area,
            known,
            paced=self._paced,
            indicators=indicators,
            vintage=vintage,
        )

    def _of_year(self, year: int, vintage: Vintage = NOW) -> tuple[Observation, ...]:
        area, known = self._known_area(vintage)
        return queries.of_years(
            self._store,
            area,
            known,
            Period.year(year),
            paced=self._paced,
            vintage=vintage,
        )

    def _known_area(self, vintage: Vintage) -> tuple[str, queries.Extent]:
        """An area, and how much is known of it: every page asks that first, and keeps it."""
        return self._drawn.choice(self._extents(vintage))

    @cache  # noqa: B019 - there is one for a run
    def _extents(self, vintage: Vintage) -> list[tuple[str, queries.Extent]]:
        some = self._drawn.sample(self._areas, min(30, len(self._areas)))
        return [(a, queries.extent(self._store, areas=[a], vintage=vintage)) for a in some]

    def _key(self) -> FigureKey:
        year = self._drawn.choice(range(2018, 2025))
        return FigureKey(
            ref_area=self._area(),
            indicator=self._indicator(),
            measure=Measure.PLAN,
            period=Period.year(year),
            plan_basis=PlanBasis.ANNUAL,
        )

    def _sought(self) -> list[queries.Sought]:
        """Two words that a reader may type: of areas, indicators, units, years, numbers."""
        return self._stands_for(*self._drawn.sample(self._typed, 2))

    @cached_property
    def _typed(self) -> list[str]:
        say = Wording(words("vi"), self._codelists)
        areas = self._drawn.sample(self._areas, 30)
        named = [
            *(say.area(code) for code in areas),
            *(say.indicator(code) for code in self._indicators),
            *(unit.name_vi for unit in self._codelists.units),
        ]
        told = {word for name in named for word in folded(name).split() if len(word) > 1}
        printed = [one.printed for one in self._lately()]
        numbers = {text.split()[0] for text in self._drawn.sample(printed, 30)}
        return [*sorted(told), *map(str, range(2016, 2026)), *sorted(numbers)]

    def _stands_for(self, *typed: str) -> list[queries.Sought]:
        say = Wording(words("vi"), self._codelists)
        return [stands_for(say, word, self._periods, is_last=False) for word in typed]

    @cached_property
    def _two_days(self) -> queries.Moved:
        return queries.moved(self._store, *_TWO_DAYS)

    @cached_property
    def _newest(self) -> queries.Moved:
        return queries.brought(self._store, self._submissions[0])

    @cached_property
    def _some(self) -> list[queries.Moved]:
        """What some submissions brought, looked up beforehand as the page keeps it."""
        some = self._drawn.sample(self._submissions[:-1], 20)
        found = [queries.brought(self._store, number) for number in some]
        return [moved for moved in found if moved.touched]  # not of two at the same moment

    def _any(self) -> queries.Moved:
        return self._drawn.choice(self._some)

    def _any_submission(self) -> int:
        return self._drawn.choice(self._submissions[:-1])

    def _changes_by(self, moved: queries.Moved) -> object:
        return self._changes(moved, self._drawn.choice(moved.areas))

    def _changes(self, moved: queries.Moved, area: str) -> object:
        """An area's changes, and those that the page shows first."""
        found = queries.changed(self._store, moved, areas=[area], most=change_cards.TOLD)
        firsts = [found.first(code, 2 * change_cards.PAGE_SIZE) for code in found.counts]
        return [change for of_sort in firsts for change in of_sort]


def _month(year: int, month: int) -> Period:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return Period(start=last, end=last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20, help="the most for one question")
    parser.add_argument("--no-commit", action="store_true")
    asked = parser.parse_args()
    path = asked.folder / "figures.duckdb"
    store = Store.open(path)
    try:
        _say_where(store, path)
        print("| question | rows | median ms | 95 % ms | processor ms | runs |")
        print("|---|---|---|---|---|---|", flush=True)
        questions = Asking(store, seed=1).questions()
        set_aside()  # as the server does
        for name, ask in questions.items():
            _measure(name, ask, asked.runs, asked.seconds)
        if not asked.no_commit:
            _commit(store)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\nMost memory of this process: {most:,.0f} MB.")
    finally:
        store.close()


def _say_where(store: Store, path: Path) -> None:
    (row,) = store.rows("SELECT count(*) AS figures FROM observation")
    (used,) = store.rows("SELECT used_blocks * block_size AS bytes FROM pragma_database_size()")
    figures = row["figures"]
    load = os.getloadavg()[0]
    print(
        f"{figures:,} observations, {path.stat().st_size / figures:.1f} bytes each in the file, "
        f"{used['bytes'] / figures:.1f} of them used; {os.cpu_count()} processors, "
        f"{platform.machine()}, load {load:.1f}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.\n"
    )


def _measure(name: str, ask: Callable[[], object], runs: int, seconds: float) -> None:
    ask()
    took: list[float] = []
    worked: list[float] = []
    rows = 0
    began = time.perf_counter()
    while len(took) < runs and (len(took) < 3 or time.perf_counter() - began < seconds):
        clock, processor = time.perf_counter(), time.process_time()
        answer = ask()
        took.append(1000 * (time.perf_counter() - clock))
        worked.append(1000 * (time.process_time() - processor))
        rows = len(answer) if isinstance(answer, tuple | list | dict | frozenset) else 1
    print(
        f"| {name} | {rows:,} | {statistics.median(took):.0f} | {_95(took):.0f} "
        f"| {statistics.median(worked):.0f} | {len(took)} |",
        flush=True,
    )


def _95(took: Sequence[float]) -> float:
    return sorted(took)[min(len(took) - 1, int(0.95 * len(took)))]


def _commit(store: Store) -> None:
    """A submission while somebody reads: how long it takes, and how long they wait."""
    newest = store.submissions()[0]
    rows = store.observations(newest.submission_id).slice(0, _ROWS)
    asking = Asking(store, seed=2)
    ask = asking.questions()["compare, trends: four areas"]
    alone: list[float] = []
    meanwhile: list[float] = []
    done = threading.Event()

    def read(into: list[float], *, until: Callable[[], bool]) -> None:
        while not until():
            began = time.perf_counter()
            ask()
            into.append(1000 * (time.perf_counter() - began))

    read(alone, until=lambda: len(alone) >= 15)
    reader = threading.Thread(target=read, args=(meanwhile,), kwargs={"until": done.is_set})
    reader.start()
    took: list[float] = []
    for _ in range(5):
        content = f"benchmark {time.time_ns()}\n".encode()
        began = time.perf_counter()
        submission, _ = store.submit(
            sha256=hashlib.sha256(content).hexdigest(),
            file_name="benchmark.csv",
            content=content,
            by=BY,
            observations=rows,
            sources=[Source(source="benchmark", title="Benchmark", published=date(2026, 1, 1))],
        )
        took.append(time.perf_counter() - began)
        store.withdraw(submission.submission_id, by=BY, reason="benchmark")
    done.set()
    reader.join()
    print(
        f"\nCommit of {rows.num_rows:,} rows: median {statistics.median(took):.2f} s, most "
        f"{max(took):.2f} s of {len(took)}. A reader's question: median "
        f"{statistics.median(alone):.0f} ms, 95 % {_95(alone):.0f} ms alone; median "
        f"{statistics.median(meanwhile):.0f} ms, 95 % {_95(meanwhile):.0f} ms meanwhile."
    )


if __name__ == "__main__":
    main()
