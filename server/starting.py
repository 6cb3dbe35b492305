"""What the server does before its first page and after its last.

It answers with its scripts and styles at once, and opens the store meanwhile: a browser needs
longer for those than the store for that. Whatever needs figures waits until the store is open.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.ui import auth, logs
from server import hosts, theme
from server.hosts import Said
from server.later import later

log = logging.getLogger("district")
_NOT_STARTED = 3
"""The exit code, as uvicorn's for an application that does not start."""
_ANSWER_FIRST = 0.1
"""Seconds in which the server begins to answer, before the imports for figures slow it down."""

_open = asyncio.Event()


@asynccontextmanager
async def lifespan(app: streamlit.App) -> AsyncIterator[None]:
    logs.configure()
    theme.keep()
    try:
        about_hosts = hosts.check()
    except auth.WrongSetUpError as error:
        _say([Said(logging.CRITICAL, f"access.{error.code}", {})])
        raise
    except hosts.OpenDoorError as error:
        _say([Said(logging.CRITICAL, "access.not_open", {"address": error.address})])
        raise
    if auth.set_up() is None:
        opening = asyncio.create_task(_opened(about_hosts, after=_ANSWER_FIRST))
        opening.add_done_callback(_say_that_it_is_open)
    else:  # who may see even the first page is in the store
        opening = asyncio.create_task(_opened(about_hosts))
        await opening
        _open.set()
    yield
    (await opening).close()
    _open.clear()


async def _opened(first: list[Said], *, after: float = 0.0) -> Any:
    await asyncio.sleep(after)
    await run_in_threadpool(_say, first)
    return await run_in_threadpool(later("server.opening:opened"))


def _say(told: list[Said]) -> None:
    """Write it to the log; the words are read only now, after the first answer where it can be."""
    words = later("analytics.text:words")("en")
    for said in told:
        log.log(said.level, "%s", words(said.key, **said.values))


def _say_that_it_is_open(opening: asyncio.Task[object]) -> None:
    """Let the pages run; without a store there is nothing to serve."""
    if opening.cancelled():
        return
    error = opening.exception()
    if error is None:
        _open.set()
        return
    log.critical("the app cannot start", exc_info=error)
    logging.shutdown()
    os._exit(_NOT_STARTED)


class WhenOpen:
    """Keeps waiting whoever needs the store, until it is open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await _open.wait()
        await self._app(scope, receive, send)
