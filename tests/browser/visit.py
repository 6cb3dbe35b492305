"""A visitor: one browser window that knows when Streamlit has finished, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize

from analytics.languages import Language
from pages.ui.page_list import PAGES

Size = Literal["laptop", "projector", "phone"]
Scheme = Literal["light", "dark"]
SIZES: dict[Size, ViewportSize] = {
    "laptop": {"width": 1440, "height": 900},
    "projector": {"width": 1280, "height": 720},
    "phone": {"width": 390, "height": 844},
}

ADDRESSES = {name: "/" if name == "overview" else f"/{path}" for name, path, _ in PAGES}
"""Every page that the navigation offers, by the name of its file; the first is at the root."""

# Finished for a while: between a click and its rerun the script is "not running" too.
_FINISHED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = !app
        || app.dataset.testScriptState !== "notRunning"
        || app.dataset.testConnectionState !== "CONNECTED"
        || document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')
        || [...document.querySelectorAll(".chart-card .chart")]
            .some(chart => chart.offsetWidth > 0 && !chart.querySelector(".main-svg"))
        || document.fonts.status !== "loaded";
    if (busy) { window.quietSince = null; return false; }
    window.quietSince ??= performance.now();
    return performance.now() - window.quietSince > 500;
}"""
# Whatever the content security policy holds back, also where the browser would not say so.
_HELD_BACK = """document.addEventListener("securitypolicyviolation", held =>
    console.error(`against the policy: ${held.violatedDirective} ${held.blockedURI}`));"""


class Visit:
    """A window at ``page``. ``troubles`` gathers the page's own errors."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.base_url = base_url
        page.add_init_script(_HELD_BACK)
        page.on("pageerror", lambda error: self.troubles.append(f"exception: {error}"))
        page.on("console", self._hear)
        page.on("requestfailed", self._miss)

    def _miss(self, request: Request) -> None:
        # What was on its way when the reader went to another page is no trouble.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"not loaded: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        # A deep link makes Streamlit ask below the page's own address first, and then at the root.
        is_probe = "/_stcore/" in message.location["url"]
        if message.type == "error" and not is_probe:
            self.troubles.append(f"{message.text} {message.location['url']}")

    def open(self, path: str = "/") -> Page:
        """Go to a page of the app, wait until it is drawn and check that nothing broke."""
        self.page.goto(self.base_url + path)
        return self.settle()

    def settle(self) -> Page:
        """Wait until Streamlit has finished; no exception may stand on the page."""
        self.page.evaluate("window.quietSince = null")
        self.page.wait_for_function(_FINISHED, polling=100, timeout=30_000)
        exceptions = self.page.get_by_test_id("stException")
        assert exceptions.count() == 0, exceptions.all_inner_texts()
        return self.page

    def click(self, target: Locator) -> Page:
        target.click()
        return self.settle()


@contextmanager
def visiting(
    browser: Browser, base_url: str, *, size: Size = "laptop", scheme: Scheme = "light"
) -> Iterator[Visit]:
    """A window of a reader who has never been here; its own troubles fail at the end."""
    context = browser.new_context(
        viewport=SIZES[size],
        color_scheme=scheme,
        has_touch=size == "phone",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    context.set_default_timeout(15_000)
    visit = Visit(context.new_page(), base_url)
    yield visit
    context.close()
    assert visit.troubles == [], visit.troubles


def in_language(path: str, language: Language) -> str:
    """The page's address with the language in it; Vietnamese needs none."""
    if language == "vi":
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={language}"
