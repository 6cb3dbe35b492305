"""What readers wait for, beside bare Streamlit and Dash: in one run, in turns, in Chromium.

Run: ``make bench``, or ``python -m benchmarks.pages --quick`` for a look. ``--store`` measures over
another store, ``--write`` puts the results into ``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import tempfile
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


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often each thing is measured."""

    starts: int
    first_visits: int
    later: int
    changes: int


FULL = Rounds(starts=7, first_visits=9, later=9, changes=12)
QUICK = Rounds(starts=2, first_visits=2, later=3, changes=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    parser.add_argument("--store", type=Path, help="a store to measure over; default: the bundled")
    parser.add_argument("--indicators", help="two codes, with a comma between them")
    parser.add_argument("--areas", help="codes of areas, with commas between them")
    parser.add_argument("--year", type=int, help="a year with figures of both indicators")
    parser.add_argument("--only", choices=["starts", "browser", "memory"], help="one part of all")
    asked = parser.parse_args()
    question = _question(asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = asked.store or _bundled_store(folder / "bundled")
        results = measured(store, folder, question, QUICK if asked.quick else FULL, asked.only)
    print(results.text())
    if asked.write:
        performance_page.write(ROOT / "docs" / "performance.md", results)


def measured(
    store: Path, folder: Path, question: Question, rounds: Rounds, only: str | None = None
) -> Results:
    results = Results(defaultdict(list))
    apps = [c for c in contenders(store, folder, question) if c.name != "dash" or DASH.exists()]
    if only in (None, "starts"):
        for _ in range(rounds.starts):
            for app in apps:
                with running(app, folder / f"{app.name}.log") as started:
                    results.add("start", app.name, started.seconds_to_answer * 1000)
    with ExitStack() as stack:
        started_apps = [
            stack.enter_context(running(app, folder / f"{app.name}.log")) for app in apps
        ]
        if only in (None, "browser"):
            with sync_playwright() as playwright:
                browser = launch(playwright)
                _browse(browser, started_apps, rounds, results)
                browser.close()
    with ExitStack() as stack:
        if only in (None, "memory"):
            for app in apps:
                if app.name != "dash":
                    _remember(stack.enter_context(running(app, folder / "memory.log")), results)
    return results


def _browse(browser: Browser, apps: list[Running], rounds: Rounds, results: Results) -> None:
    for app in apps:  # the process's own first visit is not the reader's
        visits.first_visit(browser, app, slowly=False)
    for _ in range(rounds.first_visits):
        for app in apps:
            seen = visits.first_visit(browser, app, slowly=True)
            name = app.contender.name
            results.add("first_visit", name, seen.first_chart)
            results.add("first_visit_whole", name, seen.last_chart)
            results.add("bytes", name, seen.http_bytes / _MEGABYTE)
            results.add("message_bytes", name, seen.message_bytes / _MEGABYTE)
    with ExitStack() as stack:
        pages = [(app, stack.enter_context(visits.window(browser))) for app in apps]
        for app, page in pages:
            for _ in range(2):  # the second time, the browser keeps the compiled scripts too
                visits.again(page, app)
        _in_turns(pages, rounds.later, lambda app, page, _: _again(app, page, results))
        _in_turns(pages, rounds.changes, lambda app, page, turn: _change(app, page, turn, results))
        ours = [(app, page) for app, page in pages if app.contender.other]
        _in_turns(ours, rounds.later, lambda app, page, _: _switch(app, page, results))


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
    results.add("memory", app.contender.name, memory(app.process) / _MEGABYTE)
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
