"""Whom the app answers: its own machine only, unless people sign in or it is told otherwise."""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from analytics.settings import Settings
from analytics.text import Words
from pages.ui import sign_in

log = logging.getLogger("district")
_OWN = ("localhost", "127.0.0.1", "::1")


class OpenDoorError(Exception):
    """The app would answer other machines, and nobody would have to sign in."""


def check(words: Words) -> None:
    """Say at the start whom the app answers, and hold Streamlit to it.

    Raises :class:`OpenDoorError`, and ``WrongSetUpError`` where sign-in cannot work.
    """
    address = str(config.get_option("server.address") or "0.0.0.0")  # noqa: S104 - read
    told = sign_in.set_up()
    names = allowed()
    config.set_option("server.allowedHosts", names)
    config.set_option("server.corsAllowedOrigins", _origins(names))
    if told is not None:
        log.info("%s", words("access.with_sign_in", origin=told.origin))
        if not told.is_secure and urlsplit(told.origin).hostname not in _OWN:
            log.warning("%s", words("access.without_https", origin=told.origin))
    elif _is_own(address):
        log.info("%s", words("access.own_machine", address=address))
    elif Settings.read().is_open_to_network:
        log.warning("%s", words("access.open", address=address))
    else:
        raise OpenDoorError(words("access.not_open", address=address))


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
    told = sign_in.set_up()
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
