"""What many tests begin with: a real store, empty or with the bundled reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from analytics import bundled
from analytics.settings import Settings
from analytics.store import Store

# A slow machine is no failure, and a run can be repeated: the examples follow from the code.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

SHIPPED = Settings.read({})

# Limits, signals and file systems as on Linux.
collect_ignore = [] if sys.platform == "linux" else ["test_durability.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=20, help="how often an import is killed")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store that knows the shipped codes and holds no figure."""
    opened = Store.open(tmp_path / "figures.duckdb")
    opened.adopt_codelists(SHIPPED.codelists)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def bundled_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store as ``init`` leaves it. For reading only: all tests of a session share it."""
    opened = Store.open(tmp_path_factory.mktemp("bundled") / "figures.duckdb")
    bundled.load(opened, SHIPPED)
    yield opened
    opened.close()
