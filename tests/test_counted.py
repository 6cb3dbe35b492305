"""What is counted for ``/metrics``, and by which session a line of the log is found again."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
import streamlit as st
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from analytics.settings import ROOT
from analytics.store import Store
from pages.ui import counters, logs, reads
from pages.ui.counters import Count
from server import routes
from server.counted import Counted
from tests.builders import observation
from tests.test_store import submit


@pytest.fixture
def counted() -> dict[Count, int]:
    """How much was added to each count since the test began; read it after :func:`since`."""
    return counters.all_counts()


def since(before: dict[Count, int]) -> dict[Count, int]:
    after = counters.all_counts()
    return {count: after[count] - before[count] for count in Count if after[count] != before[count]}


def passing(scope: Scope, *answers: Message) -> None:
    """Let a request pass whose answers these are."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for answer in answers:
            await send(answer)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        pass

    asyncio.run(Counted(app)(scope, receive, send))


STREAM: Scope = {"type": "websocket", "path": "/_stcore/stream"}
PUT: Scope = {
    "type": "http",
    "method": "PUT",
    "path": "/_stcore/upload_file/session/file",
    "headers": [(b"content-length", b"1234")],
}


def test_a_session_is_open_while_it_is(counted: dict[Count, int]) -> None:
    open_meanwhile: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        open_meanwhile.append(since(counted)[Count.SESSIONS_OPEN])
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(Counted(app)(STREAM, None, _into_nothing))  # type: ignore[arg-type]
    assert open_meanwhile == [1]
    assert since(counted) == {Count.SESSIONS: 1}


async def _into_nothing(message: Message) -> None:
    pass


def test_a_session_that_was_refused_is_none(counted: dict[Count, int]) -> None:
    passing(STREAM, {"type": "websocket.close"})
    assert since(counted) == {}


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (204, {Count.UPLOADS: 1, Count.UPLOADED: 1234}),
        (403, {Count.REFUSALS: 1}),
        (413, {Count.REFUSALS: 1}),
        (400, {}),
    ],
)
def test_uploads_and_refusals(counted: dict[Count, int], status: int, told: object) -> None:
    passing(PUT, {"type": "http.response.start", "status": status, "headers": []})
    assert since(counted) == told


def test_a_page_that_runs_and_one_that_fails(
    store: Store, counted: dict[Count, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "store", lambda: store)
    st.cache_resource.clear()
    AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60).run()
    assert since(counted) == {Count.RUNS: 1}

    def failing() -> None:
        from pages.ui import failure  # noqa: PLC0415 - AppTest runs these lines alone

        failure.say(ValueError())

    AppTest.from_function(failing).run()
    assert since(counted) == {Count.RUNS: 1, Count.FAILURES: 1}
    st.cache_resource.clear()


def test_metrics_tell_all_counts_and_actions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(store, "a.csv", observation("100"))
    monkeypatch.setattr(reads, "store", lambda: store)
    monkeypatch.setenv("DISTRICT_METRICS_TOKEN", "secret")
    st.cache_resource.clear()
    headers = [(b"authorization", b"Bearer secret")]
    asked = Request({"type": "http", "method": "GET", "path": "/metrics", "headers": headers})
    lines = bytes(routes.metrics(asked).body).decode().splitlines()
    assert 'district_actions_total{action="submission"} 1' in lines
    for count in Count:
        assert f"# TYPE {count} {count.kind}" in lines
        assert any(line.startswith(f"{count} ") for line in lines)
    st.cache_resource.clear()


def test_a_line_that_a_page_logs_names_its_session() -> None:
    def page() -> None:
        import logging  # noqa: PLC0415 - AppTest runs these lines alone

        import streamlit as st  # noqa: PLC0415

        from pages.ui import logs  # noqa: PLC0415

        record = logging.LogRecord("district", logging.INFO, "", 1, "hello", None, None)
        st.text(logs.AsJson().format(record))

    told = json.loads(AppTest.from_function(page).run().text[0].value)
    assert told["session"]
    assert "request" not in told
    outside = logging.LogRecord("district", logging.INFO, "", 1, "hello", None, None)
    assert "session" not in json.loads(logs.AsJson().format(outside))
