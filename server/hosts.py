"""Whom the app answers: its own machine only, unless people sign in or it is told otherwise."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from analytics.settings import Settings
from pages.ui import auth

_OWN = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Said:
    """What the log is to say: the name of the words in ``data/text``, and what fills them."""

    level: int
    key: str
    values: Mapping[str, str]


class OpenDoorError(Exception):
    """The app would answer other machines, and nobody would have to sign in."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def check() -> list[Said]:
    """Hold Streamlit to whom the app answers, and what the log is to say of it.

    Raises :class:`OpenDoorError`, and ``WrongSetUpError`` where sign-in cannot work.
    """
    address = str(config.get_option("server.address") or "0.0.0.0")  # noqa: S104 - read
    told = auth.set_up()
    names = allowed()
    config.set_option("server.allowedHosts", names)
    config.set_option("server.corsAllowedOrigins", _origins(names))
    if told is not None:
        said = [Said(logging.INFO, "access.with_sign_in", {"origin": told.origin})]
        if not told.is_secure and urlsplit(told.origin).hostname not in _OWN:
            said.append(Said(logging.WARNING, "access.without_https", {"origin": told.origin}))
        return said
    if _is_own(address):
        return [Said(logging.INFO, "access.own_machine", {"address": address})]
    if Settings.read().is_open_to_network:
        return [Said(logging.WARNING, "access.open", {"address": address})]
    raise OpenDoorError(address)


def _is_own(address: str) -> bool:
    if address.startswith("unix://") or address in _OWN:
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def allowed() -> list[str]:
    """The names under which the app is asked for; none where all are good.

    ``server.allowedHosts`` where it is set; else the one that people sign in at; else this machine,
    so that no page elsewhere can pass its own name off for it (DNS rebinding).
    """
    if configured := config.get_option("server.allowedHosts"):
        return [str(host) for host in configured]
    told = auth.set_up()
    if told is not None:
        return [urlsplit(told.origin).hostname or "", *_OWN]
    address = str(config.get_option("server.address") or "")
    return [*_OWN, address] if _is_own(address) else []


def _origins(names: list[str]) -> list[str]:
    """Pages under these names may open the WebSocket, which Streamlit asks on its own.

    Behind a proxy it knows no name of its own but this machine's, and refuses its own pages.
    """
    known = [str(origin) for origin in config.get_option("server.corsAllowedOrigins") or ()]
    return known + [f"https://{name}" for name in names if name[0].isalnum()]


class Hosts:
    """Answers only who asks for the app by one of its names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_host_allowed(Headers(scope=scope).get("host")):
            await PlainTextResponse("", 400)(scope, receive, send)
            return
        await self._app(scope, receive, send)  # Streamlit asks the same of a WebSocket
