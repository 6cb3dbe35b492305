"""What many tests begin with: a real store, empty or with the bundled reports."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from analytics import bundled, measures, queries
from analytics.address import Address
from analytics.model import Figure
from analytics.settings import Settings
from analytics.store import Store
from analytics.views.asking import Known

if TYPE_CHECKING:
    from tests.lake import Postgres

# A slow machine is no failure, and a run can be repeated: the examples follow from the code.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

SHIPPED = Settings.read({})

# Limits, signals and file systems as on Linux.
ON_LINUX = sys.platform == "linux"
collect_ignore = (
    []
    if ON_LINUX
    else ["test_durability.py", "test_cluster.py", "test_cluster_served.py", "test_cut_line.py"]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=20, help="how often an import is killed")


BOTH_ENGINES = pytest.mark.both_engines
"""Tests that run over a database file and over a lake, in an ordinary run too."""


IS_LONG_RUN = "DISTRICT_LONG_TESTS" in os.environ
LONG = pytest.mark.skipif(not IS_LONG_RUN, reason="DISTRICT_LONG_TESTS")
"""What says the same once more, at greater length than an ordinary run has time for."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever is over a store is over a file; in a long run over a lake as well."""
    if "engine" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    engines: list[Any] = ["file"]
    if IS_LONG_RUN or "both_engines" in marks:
        needs_linux = pytest.mark.skipif(not ON_LINUX, reason="needs Linux")
        engines.append(pytest.param("lake", marks=needs_linux))
    metafunc.parametrize("engine", engines, indirect=True, scope="module")


@pytest.fixture(autouse=True)
def _the_program_is_pytest() -> Iterator[None]:
    """Streamlit's test of a page puts the page in the program's place; new processes start it."""
    program = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = program


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL that all tests of a session share; who stops it starts it again."""
    from tests.lake import Postgres  # noqa: PLC0415 (it needs Linux)

    server = Postgres()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped codes, and as many of the shipped reports as a lake's tests can wait for."""
    folder = tmp_path_factory.mktemp("few")
    shutil.copytree(SHIPPED.codelists, folder / "codelists")
    (folder / "reports").mkdir()
    for report in sorted(SHIPPED.reports.rglob("*.csv"))[:2]:
        shutil.copy(report, folder / "reports")
    return Settings(store=folder / "none", data=folder)


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    """``file`` or ``lake``: what the stores of a test are, see :func:`pytest_generate_tests`."""
    return str(request.param)


@pytest.fixture(scope="module")
def new_place(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Address]:
    """Where a store can be opened: a file that is not there yet, or a lake without figures."""

    def new_place() -> Address:
        if engine == "lake":
            server: Postgres = request.getfixturevalue("postgres")
            return server.lake()
        return tmp_path_factory.mktemp("store") / "figures.duckdb"

    return new_place


@pytest.fixture
def place(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Where a store can be opened; a file is alone in the test's own folder."""
    if engine == "lake":
        server: Postgres = request.getfixturevalue("postgres")
        return server.lake()
    return tmp_path / "figures.duckdb"


@pytest.fixture
def empty_place(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """Where nobody has ever opened a store."""
    if engine == "lake":
        server: Postgres = request.getfixturevalue("postgres")
        return server.empty()
    return tmp_path / "figures.duckdb"


@pytest.fixture
def store(place: Address) -> Iterator[Store]:
    """A new store that knows the shipped codes and holds no figure."""
    opened = Store.open(place)
    opened.adopt_codelists(SHIPPED.codelists)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def bundled_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The file as ``init`` leaves it. For reading only: all tests of a session share it."""
    opened = Store.open(tmp_path_factory.mktemp("bundled") / "figures.duckdb")
    bundled.load(opened, SHIPPED)
    loaded = opened.revision()
    yield opened
    assert opened.revision() == loaded, "a test wrote to the store that all tests read"
    opened.close()


@pytest.fixture(scope="session")
def bundled_lake(postgres: Postgres) -> Iterator[Store]:
    """The lake that ``init`` and ``maintain`` leave. For reading only: all tests share it."""
    opened = Store.open(postgres.lake())
    bundled.load(opened, SHIPPED)
    opened.tidy(timedelta(0))
    loaded = opened.revision()
    yield opened
    assert opened.revision() == loaded, "a test wrote to the store that all tests read"
    opened.close()


@pytest.fixture(scope="module")
def bundled_store(engine: str, request: pytest.FixtureRequest) -> Store:
    """The store as ``init`` leaves it. For reading only."""
    bundled_store: Store = request.getfixturevalue(f"bundled_{engine}")
    return bundled_store


@pytest.fixture(scope="module")
def known(bundled_store: Store) -> Known:
    """What a view asks of the bundled figures."""
    codelists = bundled_store.codelists()

    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        standing = queries.standing(bundled_store, areas=areas, indicators=indicators)
        return measures.figures(standing, codelists)

    return known
