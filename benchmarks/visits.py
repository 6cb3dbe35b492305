"""What a visitor of an app waits for, in headless Chromium, by the page's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.contenders import Running

_BITS_PER_SECOND = 10_000_000
_LATENCY_MS = 40
_QUIET_MS = 500

# Times of the first chart, and of the first and last change of charts since the last press.
_PROBE = """
window.bench = {firstChart: null, pressed: null, changes: []};
const DRAWN = '.js-plotly-plot .main-svg .trace';
new MutationObserver(changes => {
    const now = performance.now();
    if (bench.firstChart === null && document.querySelector(DRAWN)) bench.firstChart = now;
    const inCharts = change => {
        const element = change.target.closest ? change.target : change.target.parentElement;
        if (!element) return false;
        if (element.closest('.js-plotly-plot')) return true;
        return [...change.addedNodes].some(n => n.querySelector && n.querySelector(DRAWN));
    };
    if (changes.some(inCharts)) bench.changes.push(now);
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
addEventListener('keydown', event => {
    if (event.key === 'Enter') { bench.pressed = event.timeStamp; bench.changes = []; }
}, true);
addEventListener('click', event => {
    if (event.target.closest('a')) { bench.pressed = event.timeStamp; bench.changes = []; }
}, true);
"""
_QUIET = f"""() => bench.changes.length > 0
    && performance.now() - bench.changes[bench.changes.length - 1] > {_QUIET_MS}"""
_CHARTS = "document.querySelectorAll('.js-plotly-plot .main-svg .cartesianlayer').length"


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """Milliseconds to the first chart and to the last, and bytes over the wire to the end."""

    first_chart: float
    last_chart: float
    http_bytes: int
    message_bytes: int


@dataclass(frozen=True, slots=True)
class Change:
    """Milliseconds from the press to the first change of a chart, and to the last of them."""

    first: float
    last: float


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    context = _context(browser)
    yield context.new_page()
    context.close()


def first_visit(browser: Browser, app: Running, *, slowly: bool) -> FirstVisit:
    """A visit with an empty cache; ``slowly`` at 10 Mbit/s and 40 ms."""
    with window(browser) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        if slowly:
            session.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": _LATENCY_MS,
                    "downloadThroughput": _BITS_PER_SECOND / 8,
                    "uploadThroughput": _BITS_PER_SECOND / 8,
                },
            )
        loaded: list[float] = []
        framed: list[int] = []
        session.on("Network.loadingFinished", lambda e: loaded.append(e["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda e: framed.append(_length(e)))
        page.goto(app.url + app.contender.address, wait_until="commit")
        _wait(page)
        page.wait_for_load_state("networkidle")
        return FirstVisit(
            first_chart=page.evaluate("bench.firstChart"),
            last_chart=page.evaluate("bench.changes[bench.changes.length - 1]"),
            http_bytes=int(sum(loaded)),
            message_bytes=sum(framed),
        )


def again(page: Page, app: Running) -> Change:
    """A visit with everything in the cache that stays there."""
    page.goto("about:blank")
    page.goto(app.url + app.contender.address, wait_until="commit")
    _wait(page)
    return Change(
        page.evaluate("bench.firstChart"), page.evaluate("bench.changes[bench.changes.length - 1]")
    )


def change_indicator(page: Page, app: Running, name: str) -> Change:
    """Choose an indicator by its name in the page that is open."""
    page.locator(app.contender.choose).first.click()
    page.wait_for_timeout(150)
    page.keyboard.type(name)
    page.wait_for_timeout(250)
    if app.contender.name == "dash":  # its box takes the first option only by an arrow
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return _changed(page)


def change_page(page: Page, app: Running) -> Change:
    """From a page without charts to the one with them, by its link."""
    page.goto(app.url + app.contender.other, wait_until="commit")
    page.locator(app.contender.way).wait_for()
    page.wait_for_timeout(1500)
    page.locator(app.contender.way).click()
    return _changed(page)


def charts(page: Page) -> int:
    return int(page.evaluate(_CHARTS))


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="vi-VN",
        bypass_csp=True,  # for what measures, not for what is measured
    )
    context.set_default_timeout(90_000)
    context.add_init_script(_PROBE)
    return context


def _length(event: dict[str, Any]) -> int:
    """A frame's bytes; binary ones are told in base 64."""
    data = str(event["response"]["payloadData"])
    return len(data) * 3 // 4 if event["response"]["opcode"] == 2 else len(data.encode())


def _wait(page: Page) -> None:
    page.wait_for_function("bench.firstChart !== null", polling=50)
    page.wait_for_function(_QUIET, polling=50)


def _changed(page: Page) -> Change:
    page.wait_for_function(_QUIET, polling=50)
    changes = page.evaluate("bench.changes.map(time => time - bench.pressed)")
    return Change(changes[0], changes[-1])
