"""Where the gate stands: before the app if people sign in, and nowhere if they do not."""

from __future__ import annotations

from functools import cached_property

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.ui import auth
from server.later import later

_gate = later("server.gate:Gate")


class Guarded:
    """Lets nothing past the gate; the server's own start and end are nobody's to ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app if scope["type"] == "lifespan" else self._guarded
        await app(scope, receive, send)

    @cached_property
    def _guarded(self) -> ASGIApp:
        told = auth.set_up()
        guarded: ASGIApp = self._app if told is None else _gate(self._app, told)
        return guarded
