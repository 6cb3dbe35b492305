"""The gate: nothing of the app without a sign-in and a role, over HTTP or WebSocket.

Streamlit guards nothing: behind ``st.login`` it takes files from anybody who has been given a
session, and talks to whoever opens its WebSocket. So the gate stands in front and lets in what it
knows; everything else needs a sign-in whose cookie the gate checks itself, and a role by the rules
in the store, read anew for each request. Without ``[auth]`` there is no gate: the app then answers
its own machine only, see ``server/hosts.py``, and imports nothing of this before its first answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.user_info import generate_login_redirect_url

from analytics import languages
from analytics.access import Actor, Role
from analytics.audit import Action
from analytics.languages import Language
from pages.ui import sign_in
from pages.ui.auth import SetUp
from pages.ui.sign_in import SignIn
from server import cookies, doorway, refusals
from server.allowance import Allowance, TooMuchError

_FOR_EVERYBODY = ("/static/", "/app/static/")
"""Streamlit's own code and our fonts: the same for everybody, and no word of data."""
_EXACTLY = frozenset({"/health", "/ready", "/favicon.png"})
_ASK_THEMSELVES = ("/metrics", "/briefings/")
"""Addresses that ask for a secret of their own before they read or say anything."""
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
SIGN_IN = "/sign-in/"
_UPLOAD = "/_stcore/upload_file/"
_UPLOADING = {"action": Action.SUBMISSION.value, "about": "PUT /_stcore/upload_file"}
_RETURN = "district_return"
"""The cookie with the page that was asked for before the sign-in."""
_AGAIN = 600.0  # seconds until the same refusal of the same person is noted again


class Gate:
    """Lets in who may come in; says to everybody else how, and nothing more."""

    def __init__(self, app: ASGIApp, told: SetUp) -> None:
        self._app = app
        self._told = told
        self._base = _base()
        self._allowance = Allowance(per_file=config.get_option("server.maxUploadSize") * 1_000_000)
        self._noted: dict[tuple[str, str], float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = self._with_safe_cookies(scope, send)
        path = self._path(scope)
        if path is None:
            await self._refuse(scope, receive, send, 404)
        elif path.startswith(SIGN_IN) and scope["type"] == "http":
            await self._begin(path.removeprefix(SIGN_IN))(scope, receive, send)
        elif scope["type"] == "http" and _is_for_everybody(path, scope["method"]):
            if path == _LOGOUT and (ended := _signed_in(scope)):
                await run_in_threadpool(sign_in.end, ended)
            await self._app(scope, receive, send)
        else:
            await self._for_known(scope, receive, send, path)

    async def _for_known(self, scope: Scope, receive: Receive, send: Send, path: str) -> None:
        found = _signed_in(scope)
        if found is None:
            await self._to_sign_in(scope, receive, send)
            return
        by = Actor.signed_in(found.identity, _client(scope))
        role = await run_in_threadpool(refusals.role, by)
        if role is None:
            await self._refuse(scope, receive, send, 503)
            return
        if not role.reaches(Role.VIEWER):
            await self._note(by, Action.REFUSED_SIGN_IN, {"about": path})
            await self._no_role(scope, receive, send, by)
        elif path.startswith(_UPLOAD) and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            await self._upload(scope, receive, send, by, role)
        elif scope["type"] == "websocket":
            await self._app(scope, _while_signed_in(scope, receive), send)
        else:
            await self._app(scope, receive, send)

    def _path(self, scope: Scope) -> str | None:
        """The address below the app's root; None for one that might be read in two ways."""
        path = str(scope["path"])
        if not path.startswith(f"{self._base}/") or "//" in path or "\\" in path:
            return None
        if any(part in (".", "..") for part in unquote(path).split("/")):
            return None
        return path.removeprefix(self._base)

    # Without a sign-in -----------------------------------------------------------------------

    def _begin(self, provider: str) -> Response:
        """To the provider, by Streamlit's own way there."""
        if provider not in self._told.providers:
            return Response(status_code=404)
        return RedirectResponse(generate_login_redirect_url(provider), 302)

    async def _to_sign_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page with the way to the provider for who opens a page; 401 for all else."""
        if not _opens_a_page(scope):
            await self._refuse(scope, receive, send, 401)
            return
        links = [f"{self._base}{SIGN_IN}{name}" for name in self._told.providers]
        page = doorway.sign_in(
            _language(scope), list(zip(self._told.providers, links, strict=True)), self._base
        )
        response = HTMLResponse(page, 401, headers={"Cache-Control": "no-store"})
        asked = str(scope["path"]) + (f"?{scope['query_string'].decode('latin-1')}".rstrip("?"))
        response.set_cookie(
            _RETURN, quote(asked), max_age=600, httponly=True, samesite="lax", path="/"
        )
        await response(scope, receive, send)

    async def _no_role(self, scope: Scope, receive: Receive, send: Send, by: Actor) -> None:
        if not _opens_a_page(scope):
            await self._refuse(scope, receive, send, 403)
            return
        page = doorway.no_role(_language(scope), by.name, f"{self._base}{_LOGOUT}", self._base)
        response = HTMLResponse(page, 403, headers={"Cache-Control": "no-store"})
        await response(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int) -> None:
        """No more than a number; a WebSocket is not opened at all."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await PlainTextResponse("", status)(scope, receive, send)

    # Uploads ---------------------------------------------------------------------------------

    async def _upload(
        self, scope: Scope, receive: Receive, send: Send, by: Actor, role: Role
    ) -> None:
        if not role.reaches(Role.ANALYST):
            await self._note(by, Action.REFUSED, _UPLOADING)
            await self._refuse(scope, receive, send, 403)
            return
        counted = self._allowance.counting(by.name, receive)
        try:
            self._allowance.announced(by.name, HTTPConnection(scope).headers.get("content-length"))
            await self._app(scope, counted, send)
        except TooMuchError:
            await self._note(by, Action.REFUSED, _UPLOADING)
            await self._refuse(scope, receive, send, 413)

    async def _note(self, by: Actor, action: Action, details: Mapping[str, str]) -> None:
        """Leave a refusal in the audit, not more than once in a while for the same thing."""
        now, key = time.monotonic(), (by.name, action.value)
        if now - self._noted.get(key, -_AGAIN) < _AGAIN:
            return
        self._noted = {k: at for k, at in self._noted.items() if now - at < _AGAIN} | {key: now}
        await run_in_threadpool(refusals.note, action, by, details)

    # Cookies ---------------------------------------------------------------------------------

    def _with_safe_cookies(self, scope: Scope, send: Send) -> Send:
        """Every cookie with the attributes of ``server/cookies.py``; back to the page asked for."""
        asked = HTTPConnection(scope).cookies.get(_RETURN, "")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_in = cookies.make_safe(headers, is_secure=self._told.is_secure)
                back = _own_page(unquote(asked))
                if is_in and back and str(scope["path"]).endswith(_CALLBACK):
                    headers["location"] = back
            await send(message)

        return sending


def _is_for_everybody(path: str, method: str) -> bool:
    if path.startswith(_ASK_THEMSELVES):
        return True
    if method not in ("GET", "HEAD"):
        return False
    return path.startswith(_FOR_EVERYBODY) or path in _EXACTLY | {_LOGIN, _LOGOUT, _CALLBACK}


def _signed_in(scope: Scope) -> SignIn | None:
    return sign_in.found(HTTPConnection(scope).cookies)


def _while_signed_in(scope: Scope, receive: Receive) -> Receive:
    """What a browser sends, for as long as its sign-in holds; then it is gone."""

    async def receiving() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive" and _signed_in(scope) is None:
            return {"type": "websocket.disconnect", "code": 1008}
        return message

    return receiving


def _opens_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    return "text/html" in HTTPConnection(scope).headers.get("accept", "")


def _own_page(address: str) -> str:
    """An address of ours to go back to; empty for one that leads elsewhere."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if is_ours and "\\" not in address and address.isprintable() else ""


def _language(scope: Scope) -> Language:
    return languages.known(HTTPConnection(scope).query_params.get("lang", ""))


def _client(scope: Scope) -> str:
    client: Iterable[object] | None = scope.get("client")
    return str(next(iter(client))) if client else ""


def _base() -> str:
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
