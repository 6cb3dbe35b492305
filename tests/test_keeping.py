"""What the app says of the store: on every page, at its routes, in its log."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from analytics import backup, bundled
from analytics.backup_schedule import Schedule
from analytics.settings import DAILY, ROOT, Settings
from analytics.store import Store
from analytics.text import words
from pages.ui import keeping, logs, reads
from server import routes
from server.numbered import Numbered
from tests.builders import observation
from tests.test_store import submit

LIMIT = 60


@pytest.fixture
def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store that lacks its last submission, as the process's own."""
    path = tmp_path / "figures.duckdb"
    with closing(Store.open(path)) as store:
        bundled.load(store, Settings.read({}))
    shutil.copyfile(path, tmp_path / "old.duckdb")
    with closing(Store.open(path)) as store:
        submit(store, "lost.csv", observation("100"))
    shutil.copyfile(tmp_path / "old.duckdb", path)
    monkeypatch.setenv("DISTRICT_STORE", str(path))
    st.cache_resource.clear()
    yield path
    reads.store().close()
    st.cache_resource.clear()


def test_a_store_that_lacks_something_is_said_on_the_page_and_in_the_log(
    behind: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("district"), "propagate", True)
    page = AppTest.from_file(ROOT / "pages" / "main.py", default_timeout=LIMIT).run()
    assert not page.exception
    assert page.error[0].value == words("vi")("keeping.warning", count=1)
    assert any("lost.csv" in text.value for text in page.text)
    assert "missing_submission" in caplog.text
    assert "lost.csv" not in caplog.text, "a file's name may be a person's"


def asked(authorization: str = "") -> Request:
    headers = [(b"authorization", authorization.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": headers})


def test_a_store_that_lacks_something_is_alive_and_not_ready(behind: Path) -> None:
    assert routes.health(asked()).status_code == 200
    answer = routes.ready(asked())
    assert answer.status_code == 503
    checks = json.loads(bytes(answer.body))["checks"]
    assert checks == {"store": True, "verified": False, "disk": True}


def test_a_disk_without_room_is_not_ready(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "store", lambda: store)
    st.cache_resource.clear()
    assert routes.ready(asked()).status_code == 200
    monkeypatch.setattr(routes, "_ROOM", 1 << 62)
    assert routes.ready(asked()).status_code == 503
    st.cache_resource.clear()


def test_metrics_are_for_who_has_the_token(behind: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert routes.metrics(asked()).status_code == 401
    monkeypatch.setenv("DISTRICT_METRICS_TOKEN", "secret")
    for given in ("", "Bearer other", "secret"):
        assert routes.metrics(asked(given)).status_code == 401
    answer = routes.metrics(asked("Bearer secret"))
    assert b"district_store_complaints 1\n" in bytes(answer.body)


def test_every_request_has_an_id() -> None:
    seen: list[str] = []
    sent: list[Message] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(logs.request_id.get())
        await Response()(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Numbered(inner)({"type": "http"}, receive, send))
    assert dict(sent[0]["headers"])[b"x-request-id"] == seen[0].encode()
    assert len(seen[0]) == 16


def test_a_whole_store_is_not_spoken_of(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "store", lambda: store)
    st.cache_resource.clear()
    assert keeping.state() == ()
    st.cache_resource.clear()


def test_a_line_of_the_log_is_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    token = logs.request_id.set("1234")
    line = ""
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        info = (type(error), error, error.__traceback__)
        record = logging.LogRecord("district", logging.ERROR, __file__, 1, "sự cố %s", ("x",), info)
        line = logs.AsJson().format(record)
    finally:
        logs.request_id.reset(token)
    told = json.loads(line)
    assert (told["level"], told["message"], told["request"]) == ("error", "sự cố x", "1234")
    assert "ZeroDivisionError" in told["error"]


def test_a_backup_is_taken_when_it_is_due(store: Store) -> None:
    schedule = Schedule(store, timedelta(hours=DAILY))
    assert schedule.take_if_due()
    assert not schedule.take_if_due()
    assert backup.last_taken(store.backups)
    schedule.start()
    schedule.stop()


def test_a_backup_that_fails_is_in_the_log_and_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(logging.getLogger("district"), "propagate", True)
    schedule = Schedule(store, timedelta(hours=DAILY))
    monkeypatch.setattr(backup, "_free", lambda _: 0)
    assert not schedule.take_if_due()
    assert "no_room" in caplog.text
    monkeypatch.setattr(backup, "_free", lambda _: 1 << 40)
    assert schedule.take_if_due()


def test_the_hours_between_backups_are_set_by_the_environment() -> None:
    assert Settings.read({}).backup_hours == DAILY
    assert Settings.read({"DISTRICT_BACKUP_HOURS": "0"}).backup_hours == 0
    with pytest.raises(ValueError, match="could not convert"):
        Settings.read({"DISTRICT_BACKUP_HOURS": "daily"})
