"""How cookies leave the app: not readable by scripts, not sent by other sites, over HTTPS only."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from analytics.settings import Settings
from pages.ui import sign_in

_OURS = frozenset({"secure", "httponly", "samesite"})


def make_safe(headers: MutableHeaders, *, is_secure: bool) -> bool:
    """Give each cookie its attributes; whether somebody has just signed in.

    Streamlit leaves ``Secure`` out on purpose and gives a sign-in 30 days. The cookie against
    forged requests stays readable: its whole use is that Streamlit's script reads it.
    """
    told = headers.getlist("set-cookie")
    if not told:
        return False
    del headers["set-cookie"]
    for cookie in told:
        headers.append("set-cookie", _safe(cookie, is_secure=is_secure))
    return any(cookie.startswith(f"{sign_in.COOKIE}=") and not _is_end(cookie) for cookie in told)


def _safe(cookie: str, *, is_secure: bool) -> str:
    first, *rest = (part.strip() for part in cookie.split(";"))
    name = first.partition("=")[0]
    attributes = [part for part in rest if part.partition("=")[0].lower() not in _OURS]
    if name.startswith(sign_in.COOKIE) and not _is_end(cookie):
        attributes = [part for part in attributes if not part.lower().startswith("max-age")]
        attributes.append(f"Max-Age={int(Settings.read().sign_in_hours * 3600)}")
    if name != XSRF_COOKIE_NAME:
        attributes.append("HttpOnly")
    if is_secure:
        attributes.append("Secure")
    return "; ".join([first, *attributes, "SameSite=Lax"])


def _is_end(cookie: str) -> bool:
    return "max-age=0" in cookie.lower()
