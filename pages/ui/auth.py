"""Sign-in as ``[auth]`` in Streamlit's secrets sets it up, known before anything of figures is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from streamlit.auth_util import get_redirect_uri, get_secrets_auth_section

_OWN = ("client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET = 32
"""Characters of the secret that cookies are signed with: whoever guesses it is anybody."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """Sign-in as ``[auth]`` in the secrets has it; ``origin`` is where browsers find the app."""

    origin: str
    secret: str
    providers: tuple[str, ...]  # "default" is the one that [auth] itself describes

    @property
    def is_secure(self) -> bool:
        """Whether browsers come over HTTPS."""
        return self.origin.startswith("https://")


class WrongSetUpError(Exception):
    """``[auth]`` cannot do; ``code`` names the words for it in ``data/text``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_asked_for() -> bool:
    """Whether there is an ``[auth]``, right or wrong: known before the server has looked at it."""
    return bool(get_secrets_auth_section())


@cache
def set_up() -> SetUp | None:
    """None without ``[auth]``: the app is for one machine. Raises :class:`WrongSetUpError`."""
    section = get_secrets_auth_section()
    if not section:
        return None
    told = section.to_dict()
    redirect_uri = get_redirect_uri(section) or ""
    parts = urlsplit(redirect_uri)
    if not parts.netloc or not parts.path.endswith("/oauth2callback"):
        raise WrongSetUpError("no_redirect_uri")
    secret = str(told.get("cookie_secret", ""))
    if len(secret) < _SHORTEST_SECRET:
        raise WrongSetUpError("weak_cookie_secret")
    providers = [name for name, value in told.items() if isinstance(value, dict)]
    if all(told.get(name) for name in _OWN):
        providers.insert(0, "default")
    if not providers:
        raise WrongSetUpError("no_provider")
    return SetUp(f"{parts.scheme}://{parts.netloc}", secret, tuple(providers))
