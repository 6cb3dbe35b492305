"""Headers of every answer: what a page may load and run, and who may show it inside another."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from analytics.settings import Settings
from pages.ui import auth

_YEAR = 31_536_000
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def scripts_of_the_page() -> tuple[str, ...]:
    """The scripts that Streamlit writes into its page, by their hashes."""
    page = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    return tuple(f"'sha256-{base64.b64encode(found).decode()}'" for found in hashes)


def policy(host: str, frame_ancestors: str) -> str:
    """The content security policy that Streamlit and Plotly live with.

    Scripts come from the app only, and the line that is written into Streamlit's page is known by
    its hash, so a script in a figure's note does not run even where it got into a page. Components
    are loaded from ``blob:``, which only a script that runs already can make. Styles are written by
    Streamlit's components as they are shown.
    """
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", "blob:", *scripts_of_the_page()]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": f"'self' ws://{host} wss://{host}" if host else "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SafeHeaders:
    """Puts the headers on every answer, its own refusals among them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._frame_ancestors = Settings.read().frame_ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        told = auth.set_up()
        is_secure = scope["scheme"] == "https" or (told is not None and told.is_secure)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = policy(_name(host), self._frame_ancestors)
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
                headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
                if self._frame_ancestors in ("'self'", "'none'"):  # for browsers before 2017
                    options = {"'self'": "SAMEORIGIN", "'none'": "DENY"}
                    headers["x-frame-options"] = options[self._frame_ancestors]
                if is_secure:
                    headers["strict-transport-security"] = f"max-age={_YEAR}"
            await send(message)

        await self._app(scope, receive, sending)


def _name(host: str) -> str:
    """The host, if it is one that may stand in a header's value."""
    return host if all(c.isalnum() or c in ".:-[]" for c in host) else ""
