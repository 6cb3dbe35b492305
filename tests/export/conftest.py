"""What the tests of files begin with: views of the bundled figures, and their imprint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from analytics.export.browser import BROWSER
from analytics.export.imprint import Imprint
from analytics.store import Store
from analytics.text import words
from analytics.wording import Wording

ADDRESS = "https://so-lieu.example.vn"
MADE_AT = datetime(2026, 11, 22, 5, 0)  # noqa: DTZ001 - the store's moments are in UTC, unmarked


@pytest.fixture(scope="session")
def bundled_store(bundled_file: Store) -> Store:
    """Always a file: what is drawn and written asks a store nothing that other tests do not."""
    return bundled_file


@pytest.fixture(scope="session")
def say(bundled_store: Store) -> Wording:
    return Wording(words("vi"), bundled_store.codelists())


@pytest.fixture(scope="session")
def imprint(bundled_store: Store, say: Wording) -> Imprint:
    return Imprint(say.words, MADE_AT, bundled_store.revision(), ADDRESS)


@pytest.fixture(scope="session")
def browser_stopped() -> Iterator[Callable[[], None]]:
    """Ends the process's Chromium when the tests are over."""
    yield BROWSER.stop
    BROWSER.stop()
