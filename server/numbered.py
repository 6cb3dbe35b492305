"""Every request gets a number, by which its lines in the log are found again."""

from __future__ import annotations

import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui import logs


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
