"""The server: Streamlit over ``pages/main.py``, our routes, the store opened first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from analytics.export.browser import BROWSER
from pages.ui import failure, reads


@asynccontextmanager
async def lifespan(app: streamlit.App) -> AsyncIterator[None]:
    reads.store()
    BROWSER.warm()
    yield
    BROWSER.stop()


async def health(request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok", "revision": reads.store().revision()})


app = streamlit.App(
    "pages/main.py",
    lifespan=lifespan,
    routes=[Route("/health", health)],
    on_script_error=failure.say,
)
