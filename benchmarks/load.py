"""Many people at once: what one waits for, what goes wrong, what memory the server takes.

Most speak Streamlit's messages without a browser; a few are real browsers; one brings in files all
the while. The server is our own, on this machine only, over a new store in a temporary folder.
"""

from __future__ import annotations

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
from tests.browser import chromium
from tests.browser.serving import Served, served

P95_SECONDS = 1.5
RSS_BYTES = 1_500_000_000
_PAGES = ("", "can-quan-tam", "so-sanh", "dien-bien", "ho-so-quan", "nguon-so-lieu", "thay-doi")
_FIGURE = "/so-sanh?figure=002~budget_revenue_area~actual~2022-01-01~2022-12-31~"
_COMMIT = ":material/check:"
_VI = words("vi")
# From the press to the moment from which nothing runs and nothing is stale, by the page's clock.
_PRESS = "() => { window.pressed = performance.now(); window.still = null; }"
_STILL = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = !app || app.dataset.testScriptState !== 'notRunning'
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
    import_rows: int = 5000  # of each file that is brought in; 0 brings in none
    seed: int = 6


@dataclass
class Told:
    """What happened; several threads add to it."""

    readers: list[float] = field(default_factory=list)  # seconds of each interaction
    browsers: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds since start, bytes
    failures_in_log: int = 0


def load(wanted: Wanted, say: Callable[[str], None]) -> Told:
    """Let everybody in, wait, and see them out again."""
    told, over = Told(), threading.Event()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "served") as app:
        began = time.perf_counter()
        everybody = [
            *(
                threading.Thread(target=_read, args=(app, wanted, number, told, over))
                for number in range(wanted.people)
            ),
            *(
                threading.Thread(target=_browse, args=(app, wanted, number, told, over))
                for number in range(wanted.browsers)
            ),
        ]
        if wanted.import_rows:
            file = Path(folder) / "import.csv"
            write_file(file, wanted.import_rows)
            content = file.read_bytes()
            everybody.append(threading.Thread(target=_bring_in, args=(app, content, told, over)))
        for one in everybody:
            one.start()
        spoken = 0
        while (passed := time.perf_counter() - began) < wanted.seconds:
            told.memory.append((passed, resident(app.process_id)))
            if passed // 300 > spoken:
                spoken += 1
                say(_so_far(passed, told))
            time.sleep(1.0)
        over.set()
        for one in everybody:
            one.join(timeout=180)
        log = app.log.read_text(encoding="utf-8", errors="replace")
        told.failures_in_log = log.count("page failed")
    return told


def _so_far(passed: float, told: Told) -> str:
    megabytes = told.memory[-1][1] / 1e6
    counts = f"{len(told.readers)} interactions, {len(told.errors)} errors"
    return f"{passed / 60:.0f} min: {megabytes:.0f} MB, {counts}"


def resident(process: int) -> int:
    """Bytes of memory that a process has, without those that it started."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


# Who is there ------------------------------------------------------------------------------


def _read(app: Served, wanted: Wanted, number: int, told: Told, over: threading.Event) -> None:
    """Look at pages, choose in their boxes, open a figure; a pause after each."""
    chance = random.Random(wanted.seed * 1000 + number)  # noqa: S311 (choices, not secrets)
    over.wait(chance.uniform(0, wanted.pause * 2))
    try:
        with Reader(app.url) as reader:
            seen = reader.open("/")  # arriving is no interaction
            while not over.wait(chance.uniform(0.6, 1.4) * wanted.pause):
                seen = _interact(reader, seen, chance)
                told.readers.append(seen.seconds)
    except Exception as error:  # noqa: BLE001 - any failure of one person is counted
        told.errors.append(f"reader {number}: {type(error).__name__}: {error}")


def _interact(reader: Reader, seen: Seen, chance: random.Random) -> Seen:
    boxes = [box for box in seen.of("selectbox") if len(box.options) > 1 and not box.disabled]
    kind = chance.random()
    if kind < 0.55 and boxes:
        box = chance.choice(boxes)
        return reader.choose(box.id, chance.choice(list(box.options)))
    if kind < 0.65:
        return reader.open(_FIGURE)
    return reader.open(f"/{chance.choice(_PAGES)}")


def _browse(app: Served, wanted: Wanted, number: int, told: Told, over: threading.Event) -> None:
    """Turn from page to page by the links of the navigation, in a real browser."""
    chance = random.Random(wanted.seed * 2000 + number)  # noqa: S311 (choices, not secrets)
    try:
        with sync_playwright() as playwright:
            browser = chromium.launch(playwright)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(60_000)
            page.goto(app.url)
            page.get_by_role("heading", level=1).wait_for()
            while not over.wait(chance.uniform(0.6, 1.4) * wanted.pause):
                told.browsers.append(_turn(page, chance))
                if page.get_by_test_id("stException").count():
                    told.errors.append(f"browser {number}: an exception on {page.url}")
            browser.close()
    except Exception as error:  # noqa: BLE001 - any failure of one person is counted
        told.errors.append(f"browser {number}: {type(error).__name__}: {error}")


def _turn(page: Page, chance: random.Random) -> float:
    """Seconds from the press on another page's link until it stands still."""
    links = page.get_by_test_id("stSidebarNavLink")
    link = links.nth(chance.randrange(len(_PAGES)))
    page.evaluate(_PRESS)
    link.click()
    return float(page.wait_for_function(_STILL, polling=50).json_value()) / 1000


def _bring_in(app: Served, content: bytes, told: Told, over: threading.Event) -> None:
    """One file after the other, each by the page: put in, checked, committed."""
    try:
        with Reader(app.url) as reader:
            number = 0
            while not over.is_set():
                number += 1
                began = time.perf_counter()
                # A line more each time makes it another file.
                _commit(reader, f"import-{number}.csv", content + b"\n" * number)
                told.imports.append(time.perf_counter() - began)
                over.wait(1.0)
    except Exception as error:  # noqa: BLE001 - the import's failure is counted as well
        told.errors.append(f"import: {type(error).__name__}: {error}")


def _commit(reader: Reader, name: str, content: bytes) -> None:
    uploader = reader.open("/nhap-so-lieu").of("file_uploader")[0]
    seen = reader.bring(uploader.id, name, content)
    buttons = [b for b in seen.of("button") if b.icon == _COMMIT and not b.disabled]
    if not buttons:
        told = "; ".join(alert.body for alert in seen.of("alert"))
        raise FailedRunError(f"no button to commit: {told}")
    reader.press(buttons[0].id)


# What it comes to --------------------------------------------------------------------------


def report(wanted: Wanted, told: Told) -> list[str]:
    """The figures with their goals, a line each."""
    lines = [f"people {wanted.people}, browsers {wanted.browsers}, {wanted.seconds:.0f} s"]
    for name, seconds in (("without browser", told.readers), ("in a browser", told.browsers)):
        if len(seconds) > 1:
            p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
            lines.append(
                f"{name}: {len(seconds)} interactions, median {p50:.2f} s, 95th percentile "
                f"{p95:.2f} s (goal {P95_SECONDS} s: {_met(p95 <= P95_SECONDS)}), "
                f"longest {max(seconds):.2f} s"
            )
    if told.imports:
        mean = statistics.mean(told.imports)
        files = f"files of {wanted.import_rows} rows brought in: {len(told.imports)}"
        lines.append(f"{files}, {mean:.1f} s each")
    errors = len(told.errors) + told.failures_in_log
    lines.append(f"errors: {errors} (goal 0: {_met(not errors)})")
    lines += [f"  {error[:200]}" for error in told.errors[:10]]
    memory = [size for _, size in told.memory]
    if memory:
        most = max(memory)
        lines.append(
            f"memory of the server: {memory[0] / 1e6:.0f} MB at first, {memory[-1] / 1e6:.0f} MB "
            f"at last, at most {most / 1e6:.0f} MB (goal {RSS_BYTES / 1e6:.0f} MB: "
            f"{_met(most <= RSS_BYTES)})"
        )
        lines.append(f"growth in the second half: {growth(told.memory) / 1e6:+.0f} MB an hour")
    return lines


def growth(memory: list[tuple[float, int]]) -> float:
    """Bytes an hour by which memory grew in the second half, along a straight line."""
    half = memory[len(memory) // 2 :]
    if len(half) < 3:
        return 0.0
    slope, _ = statistics.linear_regression([t for t, _ in half], [float(m) for _, m in half])
    return slope * 3600


def _met(holds: bool) -> str:
    return "met" if holds else "not met"
