"""Who is here, by the signed cookie of the sign-in; ``auth.py`` says whether people sign in."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from analytics.access import Identity
from analytics.settings import Settings
from analytics.signed_out import SignedOut
from pages.ui import auth

log = logging.getLogger("district")
COOKIE = USER_COOKIE_NAME


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who signed in, and the cookie's fingerprint, by which it is ended."""

    identity: Identity
    fingerprint: str


_ended: dict[str, float] = {}
"""Cookies of those who signed out here, and until when each would have been good."""


def found(cookies: Mapping[str, str]) -> SignIn | None:
    """Who is signed in; None where the cookie is forged, too old, ended, or of another address.

    The signature, its age and the address are checked here as Streamlit does for ``st.user``,
    but with a life of ours: Streamlit's is 31 days.
    """
    told = auth.set_up()
    if told is None or COOKIE not in cookies:
        return None
    most = Settings.read().sign_in_hours * 3600

    def unsigned(name: str) -> bytes | None:
        try:
            value = URLSafeTimedSerializer(told.secret, salt=name).loads(
                cookies.get(name, ""), max_age=int(most)
            )
        except BadSignature:  # a forged one and one that is too old
            return None
        return str(value).encode()

    value = get_cookie_with_chunks(unsigned, COOKIE)
    if value is None:
        return None
    claims = json.loads(value)
    fingerprint = hashlib.sha256(cookies[COOKIE].encode() + value).hexdigest()
    if claims.get("is_logged_in") is not True or claims.get("origin") != told.origin:
        return None
    if not claims.get("sub") or fingerprint in _ended or _signed_out().has(fingerprint):
        return None
    return SignIn(Identity.of(claims), fingerprint)


def end(sign_in: SignIn) -> None:
    """Take no cookie like this one any more, here and on every server of the store.

    It holds in this process even where it cannot be written down, of which the log is told.
    """
    now, holds = time.time(), Settings.read().sign_in_hours * 3600
    for fingerprint in [one for one, until in _ended.items() if until < now]:
        del _ended[fingerprint]
    _ended[sign_in.fingerprint] = now + holds
    try:
        _signed_out().add(sign_in.fingerprint, holds)
    except OSError as error:
        log.exception("a sign-out is not kept over a restart: %s", error.strerror)


def _signed_out() -> SignedOut:
    beside = Settings.read().beside
    return SignedOut(beside.with_name(f"{beside.name}.signed-out"))
