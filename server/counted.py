"""Counts sessions, uploads and refusals as they pass."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui import counters
from pages.ui.counters import Count

_STREAM = "/_stcore/stream"
_UPLOAD = "/_stcore/upload_file/"


class Counted:
    """Stands outermost, so that what the gate refuses is counted too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "websocket" if scope["path"].endswith(_STREAM):
                await self._session(scope, receive, send)
            case "http":
                await self._request(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A session is open from the answer that accepts it until its connection ends."""
        is_open = False

        async def heard(message: Message) -> None:
            nonlocal is_open
            if message["type"] == "websocket.accept" and not is_open:
                is_open = True
                counters.add(Count.SESSIONS)
                counters.add(Count.SESSIONS_OPEN)
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            if is_open:
                counters.add(Count.SESSIONS_OPEN, -1)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["method"] == "PUT" and _UPLOAD in scope["path"]

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                _count(scope, int(message["status"]), is_upload=is_upload)
            await send(message)

        await self._app(scope, receive, heard)


def _count(scope: Scope, status: int, *, is_upload: bool) -> None:
    if status in (401, 403, 413):
        counters.add(Count.REFUSALS)
    if is_upload and status < 300:
        length = Headers(scope=scope).get("content-length", "")
        counters.add(Count.UPLOADS)
        counters.add(Count.UPLOADED, int(length) if length.isdigit() else 0)
