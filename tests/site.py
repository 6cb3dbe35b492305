"""The app with sign-in, and two places to sign in at."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpcore2  # noqa: F401 (httpx2 would import it amid a browser's test, where imports can break)
import httpx2

from analytics.access import Role
from analytics.store import Store
from tests.browser.serving import Served, free_port, served
from tests.builders import somebody
from tests.provider import Provider, second_provider

SECRET = "0123456789" * 4
_PEOPLE = ("viewer", "analyst", "admin", "stranger")


@dataclass(frozen=True)
class Site:
    """The app with sign-in, and the two places to sign in at."""

    app: Served
    store: Path
    first: str  # the first provider's address
    second: Provider

    @property
    def socket(self) -> str:
        return f"{self.app.url.replace('http', 'ws')}/_stcore/stream"


@contextmanager
def first_provider() -> Iterator[str]:
    """``oidc-provider-mock`` as a process of its own; its address."""
    port = free_port()
    people = [
        {"sub": name, "email": f"{name}@hanoi.vn", "email_verified": True} for name in _PEOPLE
    ]
    told = [part for one in people for part in ("--user-claims", json.dumps(one))]
    process = subprocess.Popen(  # noqa: S603 (a program of ours to start)
        [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *told],
        stderr=subprocess.DEVNULL,
    )
    url = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                httpx2.get(f"{url}/.well-known/openid-configuration")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    with ExitStack() as open_now:
        first = open_now.enter_context(first_provider())
        second = open_now.enter_context(second_provider())
        port, secrets = free_port(), folder / "secrets.toml"
        secrets.write_text(
            f"""
            [auth]
            redirect_uri = "http://localhost:{port}/oauth2callback"
            cookie_secret = "{SECRET}"
            [auth.first]
            client_id = "figures"
            client_secret = "secret"
            server_metadata_url = "{first}/.well-known/openid-configuration"
            [auth.second]
            client_id = "figures"
            client_secret = "secret"
            server_metadata_url = "{second.url}/.well-known/openid-configuration"
            """,
            encoding="utf-8",
        )
        running = open_now.enter_context(
            served(
                folder,
                port=port,
                options=[f"--secrets.files={secrets}", "--server.maxUploadSize=2"],
                prepare=give_roles,
            )
        )
        yield Site(running, folder / "figures.duckdb", first, second)


def give_roles(path: Path) -> None:
    with closing(Store.open(path)) as store:
        for role in (Role.VIEWER, Role.ANALYST, Role.ADMIN):
            store.grant(f"{role}@hanoi.vn", role, by=somebody())
        store.grant("realm_access.roles=figures-an", Role.ANALYST, by=somebody())
