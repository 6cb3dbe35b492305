"""Three app servers over one lake: what one takes in the others show, and PostgreSQL may go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.address import LAKE, Lake
from analytics.settings import ROOT, Settings
from analytics.store import Store
from analytics.text import words
from pages.ui import reads
from tests.durability_child import SMALL, bring_in
from tests.lake import Postgres

SERVERS = 3
TOKEN = "token-of-the-tests"  # noqa: S105
SECONDS = 120


@dataclass(frozen=True)
class App:
    """A served app: where it answers, what it logs, its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def ask(self, path: str) -> tuple[int, str]:
        """The status and text of an answer; 0 while nothing answers."""
        request = urllib.request.Request(
            f"http://localhost:{self.port}/{path}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0, ""

    def until(self, path: str, status: int, text: str = "", *, seconds: float = SECONDS) -> None:
        given_up = time.monotonic() + seconds
        while True:
            found, told = self.ask(path)
            if found == status and text in told:
                return
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < given_up, f"{path}: {found} {told}"
            time.sleep(0.1)


@contextmanager
def app(number: int, environment: dict[str, str], folder: Path) -> Iterator[App]:
    port = 8790 + number + (os.getpid() % 100) * 10
    path = folder / f"app-{number}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with path.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 (our own app)
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield App(port, path, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_servers_start_together_see_each_other_and_outlive_postgres(
    postgres: Postgres, few: Settings, tmp_path: Path
) -> None:
    lake = postgres.empty()
    environment = {
        **os.environ,
        "DISTRICT_STORE": f"{LAKE}{lake.catalogue}",
        "DISTRICT_STORE_DATA": str(lake.data),
        "DISTRICT_DATA": str(few.data),
        "DISTRICT_METRICS_TOKEN": TOKEN,
    }
    with ExitStack() as stack:
        apps = [stack.enter_context(app(n, environment, tmp_path)) for n in range(SERVERS)]
        for one in apps:
            one.until("ready", 200)
        with closing(Store.open(lake)) as store:
            loaded = len(store.submissions())
            assert len({s.sha256 for s in store.submissions()}) == loaded, "each report once"
            bring_in(store, "a.csv", SMALL)
        for one in apps:
            one.until("metrics", 200, f"district_submissions {loaded + 1}\n", seconds=2)
        postgres.stop()
        try:
            for one in apps:
                one.until("ready", 503)
                assert json.loads(one.ask("ready")[1])["checks"]["store"] is False
                assert one.ask("health")[0] == 200
        finally:
            postgres.start()
        for one in apps:
            one.until("ready", 200)


def failing() -> None:
    """A page whose store is away, as the server shows it."""
    from analytics.store import StoreError  # noqa: PLC0415 (the script of an AppTest)
    from pages.ui import failure  # noqa: PLC0415

    failure.say(StoreError("store_unreachable", reason="…"))


def test_that_the_store_is_away_is_said_without_a_fault_of_ours() -> None:
    say = words("vi")
    test = AppTest.from_function(failing, default_timeout=SECONDS).run()
    assert [told.value for told in test.warning] == [say("app.store_away")]
    assert not test.error
    assert [button.label for button in test.button] == [say("app.try_again")]


def test_a_page_works_again_as_soon_as_postgres_does(
    lake: Lake, postgres: Postgres, few: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTRICT_STORE", f"{LAKE}{lake.catalogue}")
    monkeypatch.setenv("DISTRICT_STORE_DATA", str(lake.data))
    monkeypatch.setenv("DISTRICT_DATA", str(few.data))
    st.cache_resource.clear()
    try:
        test = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=SECONDS).run()
        assert not test.exception
        postgres.stop()
        try:
            time.sleep(1)  # for a moment, what was just asked is not asked again
            away = test.run()
            assert [*away.exception, *away.warning], "in what words is the test above"
        finally:
            postgres.start()
        again = test.run()
        assert not [*again.exception, *again.warning]
    finally:
        reads.store().close()
        st.cache_resource.clear()


@pytest.fixture
def lake(postgres: Postgres) -> Lake:
    return postgres.lake()
