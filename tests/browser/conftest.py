"""The app in a process of its own, and visitors with a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.serving import Served, served
from tests.browser.visit import Scheme, Size, Visit, visiting


class Visitor(Protocol):
    """Opens a window on the app."""

    def __call__(self, size: Size = "laptop", scheme: Scheme = "light") -> Visit: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with the bundled reports, for tests that only read."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running
        assert not running.failures()


@pytest.fixture
def fresh_app(tmp_path: Path) -> Iterator[Served]:
    """The app on a server that nobody has visited, over a store that the test may change."""
    with served(tmp_path / "served") as running:
        yield running
        assert not running.failures()


@pytest.fixture
def visitor(browser: Browser, app: Served) -> Iterator[Visitor]:
    with ExitStack() as windows:
        yield _visitor(browser, app, windows.enter_context)


@pytest.fixture
def fresh_visitor(browser: Browser, fresh_app: Served) -> Iterator[Visitor]:
    with ExitStack() as windows:
        yield _visitor(browser, fresh_app, windows.enter_context)


def _visitor(
    browser: Browser, app: Served, enter: Callable[[AbstractContextManager[Visit]], Visit]
) -> Visitor:
    def visit(size: Size = "laptop", scheme: Scheme = "light") -> Visit:
        return enter(visiting(browser, app.url, size=size, scheme=scheme))

    return visit
