"""The server: Streamlit over ``pages/main.py``, our routes, the store opened first."""

from __future__ import annotations

import hmac
import logging
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import streamlit
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.backup_schedule import Schedule
from analytics.export.browser import BROWSER
from analytics.settings import Settings
from analytics.store import StoreError
from analytics.text import words
from analytics.views.request import Page
from pages.ui import failure, keeping, logs, reads

log = logging.getLogger("district")
_ROOM = 200_000_000
"""Bytes that must be free on the store's disk for the app to be ready for more."""


@asynccontextmanager
async def lifespan(app: streamlit.App) -> AsyncIterator[None]:
    logs.configure()
    try:
        store = reads.store()
    except StoreError as error:
        log.critical("%s", words("en")(f"commands.errors.{error.code}", **error.details))
        raise
    complaints = keeping.state()
    log.info("store open at revision %s, %d complaints", store.revision(), len(complaints))
    hours = Settings.read().backup_hours
    schedule = Schedule(store, timedelta(hours=hours)) if hours else None
    if schedule:
        schedule.start()
    BROWSER.warm()
    yield
    BROWSER.stop()
    if schedule:
        schedule.stop()


def health(request: Request) -> JSONResponse:
    """Is it alive: answers as long as the process does."""
    return JSONResponse({"status": "ok"})


def ready(request: Request) -> JSONResponse:
    """Can it be worked with: the store answers, was found whole, and has room to grow."""
    store = reads.store()
    checks = {
        "store": bool(store.revision()),
        "verified": not keeping.state(),
        "disk": shutil.disk_usage(store.path.parent).free >= _ROOM,
    }
    is_ready = all(checks.values())
    return JSONResponse(
        {"status": "ready" if is_ready else "not ready", "checks": checks},
        status_code=200 if is_ready else 503,
    )


def metrics(request: Request) -> Response:
    """Counters for Prometheus, for whoever has the token; without one there is no such page."""
    token = Settings.read().metrics_token
    if not token:
        return Response(status_code=404)
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
    store = reads.store()
    submissions = store.submissions()
    gauges = {
        "district_submissions": len(submissions),
        "district_submissions_withdrawn": sum(s.withdrawn for s in submissions),
        "district_observations": sum(s.row_count for s in submissions),
        "district_store_bytes": store.path.stat().st_size,
        "district_store_complaints": len(keeping.state()),
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in gauges.items()]
    return PlainTextResponse("".join(lines), media_type="text/plain; version=0.0.4")


def first_page(request: Request) -> RedirectResponse:
    """The overview by its own name, as links from slides have it; Streamlit has it at the root."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


class Numbered:
    """Every request gets an id, which is in the log and in the answer's ``X-Request-Id``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        logs.request_id.set(number)

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", []).append((b"x-request-id", number.encode()))
            await send(message)

        await self._app(scope, receive, numbered)


app = streamlit.App(
    "pages/main.py",
    lifespan=lifespan,
    routes=[
        Route("/health", health),
        Route("/ready", ready),
        Route("/metrics", metrics),
        Route(f"/{Page.OVERVIEW}", first_page),
    ],
    middleware=[Middleware(Numbered)],
    on_script_error=failure.say,
)
