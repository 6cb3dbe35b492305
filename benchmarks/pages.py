"""What readers wait for, beside bare Streamlit and Dash: in one run, in turns, in Chromium.

Run: ``make bench``, or ``python -m benchmarks.pages --quick`` for a look. ``--only change,switch``
measures parts, one to three minutes each; ``--kept FILE`` gathers parts that were measured one by
one. ``--store`` measures over another store, ``--write`` puts all into ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from analytics import bundled
from analytics.settings import ROOT, Settings
from analytics.store import Store
from benchmarks import performance_page, visits
from benchmarks.contenders import DASH, Question, Running, contenders, memory, running
from benchmarks.results import Results
from benchmarks.sessions import Session
from tests.browser.chromium import launch

_SESSIONS = 20
_MEGABYTE = 1_000_000
_UNTIL_ALL_RUNS = 30.0  # seconds; the picture browser starts 15 s after the server


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often each thing is measured."""

    starts: int
    first_visits: int
    later: int
    changes: int


PARTS = ("starts", "first", "second", "change", "switch", "memory")
IN_A_BROWSER = frozenset({"first", "second", "change", "switch"})
FULL = Rounds(starts=21, first_visits=5, later=9, changes=12)
QUICK = Rounds(starts=2, first_visits=2, later=3, changes=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--store", type=Path, help="a store to measure over; default: the bundled")
    parser.add_argument("--indicators", help="two codes, with a comma between them")
    parser.add_argument("--areas", help="codes of areas, with commas between them")
    parser.add_argument("--year", type=int, help="a year with figures of both indicators")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--kept", type=Path, help="a file of results, to add to")
    asked = parser.parse_args()
    parts = frozenset(asked.only.split(","))
    if not parts <= set(PARTS):
        parser.error(f"--only takes {', '.join(PARTS)}")
    question = _question(asked)
    rounds = QUICK if asked.quick else FULL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = asked.store or _bundled_store(folder / "bundled")
        results = measured(store, folder, question, rounds, parts)
    if asked.kept:
        results = results.kept_with(asked.kept)
    print(results.text())
    if asked.write:
        performance_page.write(ROOT / "docs" / "performance.md", results)


def measured(
    store: Path, folder: Path, question: Question, rounds: Rounds, parts: frozenset[str]
) -> Results:
    results = Results(defaultdict(list))
    apps = [c for c in contenders(store, folder, question) if c.name != "dash" or DASH.exists()]
    results.load.update((part, os.getloadavg()[0]) for part in parts)
    if "starts" in parts:
        for _ in range(rounds.starts):
            for app in apps:
                with running(app, folder / f"{app.name}.log") as started:
                    results.add("start", app.name, started.seconds_to_answer * 1000)
    if parts & IN_A_BROWSER:
        with ExitStack() as stack:
            started_apps = [
                stack.enter_context(running(app, folder / f"{app.name}.log")) for app in apps
            ]
            with sync_playwright() as playwright:
                browser = launch(playwright)
                _browse(browser, started_apps, rounds, results, parts)
                browser.close()
    if "memory" in parts:
        for app in apps:
            if app.name != "dash":
                with running(app, folder / "memory.log") as started:
                    _remember(started, results)
    return results


def _browse(
    browser: Browser,
    apps: list[Running],
    rounds: Rounds,
    results: Results,
    parts: frozenset[str],
) -> None:
    for app in apps:  # the process's own first visit is not the reader's
        visits.first_visit(browser, app, slowly=False)
    if "first" in parts:
        for _ in range(rounds.first_visits):
            for app in apps:
                _first(browser, app, results)
    with ExitStack() as stack:
        pages = [(app, stack.enter_context(visits.window(browser))) for app in apps]
        for app, page in pages:
            for _ in range(2):  # the second time, the browser keeps the compiled scripts too
                visits.again(page, app)
        if parts & {"second", "switch"}:  # a switch is held against the floor's reload
            _in_turns(pages, rounds.later, lambda app, page, _: _again(app, page, results))
        if "change" in parts:
            _in_turns(
                pages, rounds.changes, lambda app, page, turn: _change(app, page, turn, results)
            )
        if "switch" in parts:
            ours = [(app, page) for app, page in pages if app.contender.other]
            _in_turns(ours, rounds.later, lambda app, page, _: _switch(app, page, results))


def _first(browser: Browser, app: Running, results: Results) -> None:
    seen = visits.first_visit(browser, app, slowly=True)
    name = app.contender.name
    results.add("first_visit", name, seen.first_chart)
    results.add("first_visit_whole", name, seen.last_chart)
    results.add("bytes", name, seen.http_bytes / _MEGABYTE)
    results.add("message_bytes", name, seen.message_bytes / _MEGABYTE)


def _in_turns(
    pages: list[tuple[Running, Page]], times: int, do: Callable[[Running, Page, int], None]
) -> None:
    for turn in range(times):
        for app, page in pages:
            do(app, page, turn)


def _again(app: Running, page: Page, results: Results) -> None:
    seen = visits.again(page, app)
    results.add("second_visit", app.contender.name, seen.first)
    results.add("second_visit_whole", app.contender.name, seen.last)
    results.charts[app.contender.name] = visits.charts(page)


def _change(app: Running, page: Page, turn: int, results: Results) -> None:
    seen = visits.change_indicator(page, app, app.contender.names[(turn + 1) % 2])
    if turn > 1:  # both have been asked for once
        results.add("change_first", app.contender.name, seen.first)
        results.add("change", app.contender.name, seen.last)
    else:
        results.add("change_unasked", app.contender.name, seen.last)


def _switch(app: Running, page: Page, results: Results) -> None:
    seen = visits.change_page(page, app)
    results.add("switch_first", app.contender.name, seen.first)
    results.add("switch", app.contender.name, seen.last)


def _remember(app: Running, results: Results) -> None:
    """Memory with sessions that each have run the page and changed the indicator."""
    sessions = [Session(app.url, app.contender.address) for _ in range(_SESSIONS)]
    for session in sessions:
        session.run()
        session.run("year=2021")
    results.add("memory", app.contender.name, memory(app.process).server / _MEGABYTE)
    time.sleep(_UNTIL_ALL_RUNS)
    later = memory(app.process)
    results.add("memory_later", app.contender.name, later.server / _MEGABYTE)
    results.add("memory_pictures", app.contender.name, later.pictures / _MEGABYTE)
    for session in sessions:
        session.close()


def _question(asked: argparse.Namespace) -> Question:
    usual = Question()
    first, second = asked.indicators.split(",") if asked.indicators else usual.indicators
    return Question(
        indicators=(first, second),
        areas=tuple(asked.areas.split(",")) if asked.areas else usual.areas,
        year=asked.year or usual.year,
    )


def _bundled_store(folder: Path) -> Path:
    folder.mkdir()
    settings = Settings(store=folder / "figures.duckdb")
    store = Store.open(settings.store)
    bundled.load(store, settings)
    store.close()
    return folder / "figures.duckdb"


if __name__ == "__main__":
    main()
