"""A second OpenID provider, of another shape than ``oidc-provider-mock``.

Like Entra it does not say whether an address is verified; like Keycloak it names groups and nested
roles, so many that the sign-in's cookie is cut into pieces; and it asks nobody, but signs in who is
set as :attr:`Provider.person`.
"""

from __future__ import annotations

import base64
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

_GROUPS = [f"group-{number:03}-{'x' * 20}" for number in range(150)]


class Provider:
    """The authorization code flow, one client, RS256."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"
        self.person = "an"
        self._key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig"})
        self._codes: dict[str, tuple[str, str]] = {}

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    def _metadata(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def _authorize(self, request: Request) -> Response:
        asked, code = request.query_params, secrets.token_urlsafe(16)
        self._codes[code] = (self.person, asked["nonce"])
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

    async def _token(self, request: Request) -> Response:
        expected = base64.b64encode(b"figures:secret").decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"error": "invalid_client"}, 401)
        person, nonce = self._codes.pop(str((await request.form())["code"]))
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": f"oid-{person}",
            "aud": "figures",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": f"{person}@hanoi.vn",
            "preferred_username": f"{person}@hanoi.vn",
            "groups": [*_GROUPS, f"office-{person}"],
            "realm_access": {"roles": [f"figures-{person}"]},
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self._key)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        )

    def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


@contextmanager
def second_provider() -> Iterator[Provider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    provider = Provider(port)
    server = uvicorn.Server(
        uvicorn.Config(provider.app, host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield provider
    server.should_exit = True
    thread.join()
