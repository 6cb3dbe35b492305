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
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import streamlit as st
from itsdangerous import URLSafeTimedSerializer
from streamlit.testing.v1 import AppTest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from analytics.access import Role
from analytics.address import LAKE, Lake
from analytics.door import Door
from analytics.settings import ROOT, Settings
from analytics.store import Store
from analytics.text import words
from pages.ui import reads
from tests.builders import somebody
from tests.durability_child import SMALL, bring_in
from tests.lake import Postgres
from tests.site import SECRET

SERVERS = 3
TOKEN = "token-of-the-tests"  # noqa: S105
SECONDS = 120
ADMIN = "admin@hanoi.vn"
ORIGIN = "http://localhost:8443"
"""Where a proxy would stand before the servers."""


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
    """All but the first ask people to sign in, under the one address that readers know."""
    port = 8790 + number + (os.getpid() % 100) * 10
    path = folder / f"app-{number}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    if number > 0:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            f"""
            [auth]
            redirect_uri = "{ORIGIN}/oauth2callback"
            cookie_secret = "{SECRET}"
            client_id = "figures"
            client_secret = "secret"
            server_metadata_url = "http://localhost:1/.well-known/openid-configuration"
            """,
            encoding="utf-8",
        )
        command.append(f"--secrets.files={secrets}")
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
            store.grant(ADMIN, Role.ADMIN, by=somebody())
        for one in apps:
            one.until("metrics", 200, f"district_submissions {loaded + 1}\n", seconds=2)
        let_in = Admin(apps[-1])
        assert let_in.asks() == dict.fromkeys(let_in.PATHS, 200)
        assert let_in.may_speak()
        assert asked_at_the_door(environment) == 422, "of so few figures there is no briefing"
        postgres.stop()
        try:
            for one in apps:
                one.until("ready", 503)
                assert json.loads(one.ask("ready")[1])["checks"]["store"] is False
                assert one.ask("health")[0] == 200
                assert one.ask("metrics") == (503, "")
            assert let_in.asks() == dict.fromkeys(let_in.PATHS, 503)
            assert not let_in.may_speak()
            assert asked_at_the_door(environment) == 503
        finally:
            postgres.start()
        for one in apps:
            one.until("ready", 200)
        assert let_in.asks() == dict.fromkeys(let_in.PATHS, 200)
        elsewhere = let_in.at(apps[1])
        assert elsewhere.is_in()
        let_in.sign_out()
        assert not elsewhere.is_in(), "who signed out of one server is out of all"
        apps[-1].process.terminate()
        apps[-1].process.wait(20)
        stack.enter_context(app(SERVERS - 1, environment, tmp_path)).until("ready", 200)
        assert not let_in.is_in(), "and stays out when it is started anew"


def asked_at_the_door(environment: dict[str, str]) -> int:
    """The status when the command line asks the server that started last for a briefing."""
    door = Door.found(Settings.read(environment).beside)
    assert door is not None
    secret = {"Authorization": f"Bearer {door.secret}"}
    asked = f"{door.address}/briefings/bon-quan.xlsx"
    return httpx2.get(asked, headers=secret, timeout=60).status_code


class Admin:
    """Somebody with a sign-in, at a server that asks for one."""

    PATHS = ("", "so-sanh", "_stcore/host-config", "_stcore/health", "metrics")

    def __init__(self, app: App) -> None:
        claims = {"is_logged_in": True, "origin": ORIGIN, "sub": "1", "iss": "http://localhost:1"}
        told = json.dumps({**claims, "email": ADMIN, "email_verified": True})
        signed = URLSafeTimedSerializer(SECRET, salt="_streamlit_user").dumps(told)
        self._headers = {"Cookie": f"_streamlit_user={signed}", "Accept": "text/html"}
        self._server = f"http://localhost:{app.port}"

    def asks(self) -> dict[str, int]:
        """The status of each page; where it is refused, not a word is said."""
        found = {}
        for path in self.PATHS:
            answer = httpx2.get(f"{self._server}/{path}", headers=self._headers, timeout=60)
            assert answer.status_code == 200 or not answer.content
            found[path] = answer.status_code
        return found

    def at(self, app: App) -> Admin:
        """The same person with the same cookie, at another server."""
        other = copy(self)
        other._server = f"http://localhost:{app.port}"
        return other

    def is_in(self) -> bool:
        answer = httpx2.get(f"{self._server}/_stcore/host-config", headers=self._headers)
        assert answer.status_code in (200, 401)
        return answer.status_code == 200

    def sign_out(self) -> None:
        httpx2.get(f"{self._server}/auth/logout", headers=self._headers)

    def may_speak(self) -> bool:
        """Whether the WebSocket opens, or says anything as it is refused."""
        place = f"{self._server.replace('http', 'ws')}/_stcore/stream"
        try:
            with connect(
                place,
                origin=Origin(ORIGIN),
                additional_headers=self._headers,
                subprotocols=[Subprotocol("streamlit")],
                open_timeout=60,
            ):
                return True
        except InvalidStatus as refused:
            return bool(refused.response.body)


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
