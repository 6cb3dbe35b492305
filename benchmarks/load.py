"""Many people at once: what one waits for, what goes wrong, what memory the server takes.

Most speak Streamlit's messages without a browser; a few are real browsers; one brings in files all
the while. The server is our own, on this machine only, over a new store in a temporary folder.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from analytics.text import words
from benchmarks.ingest import write_file
from benchmarks.protocol import FailedRunError, Reader, Seen
from benchmarks.usage import Taken, family, processor_seconds, taken
from tests.browser import chromium
from tests.browser.serving import Served, served

P95_SECONDS = 1.5
RSS_BYTES = 1_500_000_000
_PAGES = ("", "can-quan-tam", "so-sanh", "dien-bien", "ho-so-quan", "nguon-so-lieu", "thay-doi")
_FIGURE = "/so-sanh?figure=002~budget_revenue_area~actual~2022-01-01~2022-12-31~"
_VI = words("vi")
_COMMIT, _COMMITTED = (
    _VI.by_key[f"upload.{key}"].partition("{")[0] for key in ("commit", "committed")
)
# From the press to the moment from which another page stands there, nothing runs and nothing is
# stale, by the page's clock.
_PRESS = """() => {
    window.pressed = performance.now();
    window.still = null;
    window.left = document.querySelector('h1').textContent;
}"""
_STILL = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const heading = document.querySelector('h1');
    const busy = !app || !heading || heading.textContent === window.left
        || app.dataset.testScriptState !== 'notRunning'
        || document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]');
    if (busy) { window.still = null; return false; }
    window.still ??= performance.now();
    return performance.now() - window.still > 300 && window.still - window.pressed + 1;
}"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many people, how they behave, and for how long."""

    people: int = 50
    browsers: int = 3
    seconds: float = 120.0
    pause: float = 5.0
    arrival: float = 40.0  # seconds in which people come and the server warms up; told apart
    import_rows: int = 5000  # of each file that is brought in; 0 brings in none
    import_pause: float = 60.0  # seconds from one file's commit to the next file
    seed: int = 6


@dataclass
class Told:
    """What happened; several threads add to it."""

    arriving: list[float] = field(default_factory=list)  # seconds, while people still come
    readers: dict[str, list[float]] = field(default_factory=dict)  # after that, by what they did
    browsers: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)  # by the server, each second
    server: float = 0.0  # seconds of the processor
    people: float = 0.0  # the same, of those without a browser and the import's client
    chromium: float = 0.0
    failures_in_log: int = 0


@dataclass(frozen=True, slots=True)
class _Run:
    """What everybody in a run shares."""

    app: Served
    wanted: Wanted
    told: Told = field(default_factory=Told)
    arrived: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


def load(wanted: Wanted, say: Callable[[str], None]) -> Told:
    """Let everybody in, wait, and see them out again."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "served") as app:
        run = _Run(app, wanted)
        told = run.told
        began, us = time.perf_counter(), time.process_time()
        before = processor_seconds(app.process_id)
        everybody = [
            *(
                threading.Thread(target=_read, args=(run, number))
                for number in range(wanted.people)
            ),
            *(
                threading.Thread(target=_browse, args=(run, number))
                for number in range(wanted.browsers)
            ),
        ]
        if wanted.import_rows:
            file = Path(folder) / "import.csv"
            write_file(file, wanted.import_rows)
            everybody.append(threading.Thread(target=_bring_in, args=(run, file)))
        for one in everybody:
            one.start()
        spoken = 0
        while (passed := time.perf_counter() - began) < wanted.seconds:
            if passed > wanted.arrival:
                run.arrived.set()
            told.taken.append(taken(app.process_id, passed))
            if passed // 60 > spoken:
                spoken += 1
                say(_so_far(passed, told))
            time.sleep(1.0)
        told.server = processor_seconds(app.process_id) - before
        told.people = time.process_time() - us
        told.chromium = sum(processor_seconds(one) for one in _children(besides=app.process_id))
        run.over.set()
        for one in everybody:
            one.join(timeout=180)
        log = app.log.read_text(encoding="utf-8", errors="replace")
        told.failures_in_log = log.count("page failed")
    return told


def _children(besides: int) -> list[int]:
    """Processes that this one started and that still run: the browsers' drivers."""
    return [one for one in family(os.getpid(), deep=False)[1:] if one != besides]


def _so_far(passed: float, told: Told) -> str:
    now = told.taken[-1]
    done = sum(len(seconds) for seconds in told.readers.values())
    return (
        f"{passed / 60:.0f} min: {now.memory / 1e6:.0f} MB, {now.files} files, {now.threads} "
        f"threads, {done} interactions, {len(told.imports)} imports, {len(told.errors)} errors"
    )


# Who is there ------------------------------------------------------------------------------


def _read(run: _Run, number: int) -> None:
    """Look at pages, choose in their boxes, open a figure; a pause after each."""
    chance = random.Random(run.wanted.seed * 1000 + number)  # noqa: S311 (choices, not secrets)
    run.over.wait(chance.uniform(0, run.wanted.pause * 2))
    try:
        with Reader(run.app.url) as reader:
            seen = reader.open("/")  # arriving is no interaction
            while not run.over.wait(chance.uniform(0.6, 1.4) * run.wanted.pause):
                counts = run.arrived.is_set()
                kind, drawn = _interact(reader, seen, chance)
                places = run.told.readers.setdefault(kind, []) if counts else run.told.arriving
                places.append(drawn.seconds)
                # A choice draws its own part anew; what else there is to choose in still stands.
                seen = seen if kind == "choose" and not drawn.of("selectbox") else drawn
    except Exception as error:  # noqa: BLE001 - any failure of one person is counted
        run.told.errors.append(f"reader {number}: {type(error).__name__}: {error}")


def _interact(reader: Reader, seen: Seen, chance: random.Random) -> tuple[str, Seen]:
    """What was done, and what came of it."""
    boxes = [box for box in seen.of("selectbox") if len(box.options) > 1 and not box.disabled]
    kind = chance.random()
    if kind < 0.55 and boxes:
        box = chance.choice(boxes)
        return "choose", reader.choose(box.id, chance.choice(list(box.options)))
    if kind < 0.65:
        return "open a figure", reader.open(_FIGURE)
    page = chance.choice(_PAGES)
    return f"/{page}", reader.open(f"/{page}")


def _browse(run: _Run, number: int) -> None:
    """Turn from page to page by the links of the navigation, in a real browser."""
    chance = random.Random(run.wanted.seed * 2000 + number)  # noqa: S311 (choices, not secrets)
    try:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(60_000)
            page.goto(run.app.url)
            page.get_by_role("heading", level=1).wait_for()
            while not run.over.wait(chance.uniform(0.6, 1.4) * run.wanted.pause):
                counts = run.arrived.is_set()
                (run.told.browsers if counts else run.told.arriving).append(_turn(page, chance))
                if page.get_by_test_id("stException").count():
                    run.told.errors.append(f"browser {number}: an exception on {page.url}")
            browser.close()
    except Exception as error:  # noqa: BLE001 - any failure of one person is counted
        run.told.errors.append(f"browser {number}: {type(error).__name__}: {error}")


def _turn(page: Page, chance: random.Random) -> float:
    """Seconds from the press on another page's link until it stands still."""
    links = page.get_by_test_id("stSidebarNavLink").all()[: len(_PAGES)]
    here = page.get_by_role("heading", level=1).inner_text()
    link = chance.choice([link for link in links if here not in link.inner_text()])
    page.evaluate(_PRESS)
    link.click()
    return float(page.wait_for_function(_STILL, polling=50).json_value()) / 1000


def _bring_in(run: _Run, file: Path) -> None:
    """One file after the other, each by the page: put in, checked, committed.

    The first when everybody has arrived: each commit has all that is shown worked out anew.
    """
    content = file.read_bytes()
    run.over.wait(run.wanted.arrival)
    try:
        with Reader(run.app.url) as reader:
            number = 0
            while not run.over.is_set():
                number += 1
                began = time.perf_counter()
                # A line more each time makes it another file.
                _commit(reader, f"import-{number}.csv", content + b"\n" * number)
                run.told.imports.append(time.perf_counter() - began)
                run.over.wait(run.wanted.import_pause)
    except Exception as error:  # noqa: BLE001 - the import's failure is counted as well
        run.told.errors.append(f"import: {type(error).__name__}: {error}")


def _commit(reader: Reader, name: str, content: bytes) -> None:
    uploader = reader.open("/nhap-so-lieu").of("file_uploader")[0]
    seen = reader.bring(uploader.id, name, content)
    buttons = [b for b in seen.of("button") if b.label.startswith(_COMMIT) and not b.disabled]
    told = seen
    if buttons:
        told = reader.press(buttons[0].id)
    if not any(alert.body.startswith(_COMMITTED) for alert in told.of("alert")):
        said = "; ".join(alert.body for alert in told.of("alert"))
        raise FailedRunError(f"not committed: {said}")


# What it comes to --------------------------------------------------------------------------


def report(wanted: Wanted, told: Told) -> list[str]:
    """The figures with their goals, a line each."""
    lines = [f"people {wanted.people}, browsers {wanted.browsers}, {wanted.seconds:.0f} s"]
    without = [second for seconds in told.readers.values() for second in seconds]
    everybody = without + told.browsers
    for name, seconds in (
        (f"in the first {wanted.arrival:.0f} s, while people come", told.arriving),
        ("then without browser", without),
        ("then in a browser", told.browsers),
    ):
        lines += [f"{name}: {_told(seconds)}"] if len(seconds) > 1 else []
    if len(everybody) > 1:
        met = _met(_percentile(everybody, 95) <= P95_SECONDS)
        lines.append(f"then all: {_told(everybody)} (goal 95 % {P95_SECONDS} s: {met})")
    for kind, seconds in sorted(told.readers.items()):
        lines += [f"  {kind}: {_told(seconds)}"] if len(seconds) > 1 else []
    if told.imports:
        mean = statistics.mean(told.imports)
        files = f"files of {wanted.import_rows} rows brought in: {len(told.imports)}"
        lines.append(f"{files}, {mean:.1f} s each")
    errors = len(told.errors) + told.failures_in_log
    lines.append(f"errors: {errors} (goal 0: {_met(not errors)})")
    lines += [f"  {error[:200]}" for error in told.errors[:10]]
    lines.append(
        f"processor: server {told.server:.0f} s, people without browser {told.people:.0f} s, "
        f"browsers {told.chromium:.0f} s, of {wanted.seconds * (os.cpu_count() or 1):.0f} s there "
        "were"
    )
    if told.taken:
        first, last = told.taken[0], told.taken[-1]
        most = max(one.memory for one in told.taken)
        lines.append(
            f"memory of the server: {first.memory / 1e6:.0f} MB at first, "
            f"{last.memory / 1e6:.0f} MB at last, at most {most / 1e6:.0f} MB "
            f"(goal {RSS_BYTES / 1e6:.0f} MB: {_met(most <= RSS_BYTES)})"
        )
        lines.append(
            "growth in the last two thirds, an hour: "
            f"{growth(told.taken, 'memory') / 1e6:+.0f} MB, "
            f"{growth(told.taken, 'files'):+.0f} open files, "
            f"{growth(told.taken, 'threads'):+.0f} threads"
        )
    return lines


def _told(seconds: list[float]) -> str:
    p50, p95, p99 = (_percentile(seconds, share) for share in (50, 95, 99))
    return (
        f"{len(seconds)} interactions, median {p50:.2f} s, 95 % {p95:.2f} s, 99 % {p99:.2f} s, "
        f"longest {max(seconds):.2f} s"
    )


def _percentile(seconds: list[float], share: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1]


def growth(told: list[Taken], what: str) -> float:
    """How much more of it is taken each hour, along a straight line through the last two thirds.

    The first third is left out: caches fill.
    """
    late = told[len(told) // 3 :]
    if len(late) < 3:
        return 0.0
    seconds, values = [one.second for one in late], [float(getattr(one, what)) for one in late]
    slope, _ = statistics.linear_regression(seconds, values)
    return slope * 3600


def _met(holds: bool) -> str:
    return "met" if holds else "not met"
