"""What the served app says to strangers, and to whom it opens: raw HTTP and WebSocket.

The app is a process of its own; the providers answer over HTTP as real ones do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from itsdangerous import URLSafeTimedSerializer
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from analytics.audit import Action
from analytics.ledger import Ledger
from analytics.settings import ROOT
from pages.ui import auth, sign_in
from tests.browser.serving import served
from tests.site import SECRET, Site, site_in

KNOWN = "Hoàn Kiếm"
"""A word that every page with data has."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("gate")) as running:
        yield running
        assert not running.app.failures()


@contextmanager
def signed_in(site: Site, who: str, provider: str = "first") -> Iterator[httpx2.Client]:
    """A client with who's cookies, by the way that a browser goes."""
    with httpx2.Client(base_url=site.app.url, follow_redirects=True, timeout=30) as client:
        site.second.person = who
        found = client.get(f"/sign-in/{provider}", headers={"accept": "text/html"})
        if provider == "first":
            found = client.post(str(found.url), data={"sub": who})
        assert str(found.url).startswith(site.app.url)
        assert any(name.startswith("_streamlit_user") for name in client.cookies)
        yield client


def shown_over(site: Site, client: httpx2.Client | None, page: str = "") -> bytes:
    """All that the WebSocket says of a page. Raises ``InvalidStatus`` where it is shut."""
    headers, protocols = {}, ["streamlit"]
    if client is not None:
        xsrf = client.get("/_stcore/health").cookies.get("_streamlit_xsrf")
        assert xsrf is not None
        pairs = [f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar]
        headers["Cookie"] = "; ".join(pairs)
        protocols.append(xsrf)
    with connect(
        site.socket,
        origin=Origin(site.app.url),
        additional_headers=headers,
        subprotocols=[Subprotocol(protocol) for protocol in protocols],
        max_size=None,
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = page
        socket.send(asked.SerializeToString())
        told = []
        while True:
            message = ForwardMsg()
            data = socket.recv(timeout=60)
            assert isinstance(data, bytes)
            message.ParseFromString(data)
            told.append(data)
            if message.WhichOneof("type") == "script_finished":
                return b"".join(told)


def audit_of(store: Path) -> list[tuple[Action, str, str]]:
    """The entries' kinds, names and origins, from the ledger, which can be read meanwhile."""
    entries = Ledger(store.with_name(f"{store.name}.ledger")).read().entries
    return [(entry.action, entry.who, entry.origin) for entry in entries]


# Strangers ----------------------------------------------------------------------------------

SHUT = (
    "/",
    "/tong-quan",
    "/so-sanh?areas=002",
    "/index.html",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/x/y.js",
    "/media/0123.csv",
    "/component/x/y.js",
    "/so-sanh/_stcore/health",
    "/metrics",
    "/briefings/bon-quan.pptx",
    "/van-hanh",
    "/static/../_stcore/health",
    "/static/%2e%2e/_stcore/health",
    "//_stcore/health",
    "/_STCORE/health",
    "/static/..%2f_stcore/health",
    "/health/../_stcore/health",
)


@pytest.mark.parametrize("path", SHUT)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_is_said_to_strangers(site: Site, path: str, method: str) -> None:
    found = raw(site, method, path)
    assert found.status_code in (400, 401, 404, 405), found.text
    assert KNOWN not in found.text
    assert len(found.content) <= len('{"detail":"Unauthorized"}')
    assert "set-cookie" not in found.headers


def raw(site: Site, method: str, path: str) -> httpx2.Response:
    """A request whose path is sent as it is written."""
    with httpx2.Client(timeout=30) as client:
        url = httpx2.URL(site.app.url).copy_with(raw_path=path.encode())
        return client.request(method, url)


def test_a_stranger_is_shown_the_way_in_and_no_more(site: Site) -> None:
    for language, word in (("vi", "Đăng nhập"), ("en", "Sign in")):
        found = httpx2.get(
            f"{site.app.url}/so-sanh?lang={language}", headers={"accept": "text/html"}
        )
        assert (found.status_code, word in found.text) == (401, True)
        assert KNOWN not in found.text
        assert "<script" not in found.text
        assert f'<html lang="{language}">' in found.text


@pytest.mark.parametrize(
    "path", ["/health", "/ready", "/app/static/fonts/IBMPlexSans-Regular.woff2"]
)
def test_what_holds_no_data_is_open(site: Site, path: str) -> None:
    assert httpx2.get(f"{site.app.url}{path}").status_code == 200


def test_the_websocket_is_shut_to_strangers(site: Site) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        shown_over(site, None)
    assert refusal.value.response.status_code == 403
    assert not refusal.value.response.body


def forged(secret: str, salt: str, **claims: object) -> str:
    return str(URLSafeTimedSerializer(secret, salt=salt).dumps(json.dumps(claims)))


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        '{"email": "admin@hanoi.vn"}',
        forged("another secret", "_streamlit_user", sub="admin", is_logged_in=True),
        forged(SECRET, "_streamlit_user_tokens", sub="admin", is_logged_in=True),
        forged(SECRET, "_streamlit_user", sub="admin", is_logged_in=True, origin="http://evil.vn"),
        forged(SECRET, "_streamlit_user", sub="admin", is_logged_in=False),
        forged(SECRET, "_streamlit_user", sub="", is_logged_in=True),
        forged(SECRET, "_streamlit_user", is_logged_in=True),
    ],
    ids=[
        "none",
        "no cookie of ours",
        "bare claims",
        "another secret",
        "another purpose",
        "another site",
        "signed out",
        "nobody",
        "no subject",
    ],
)
def test_a_forged_cookie_opens_nothing(site: Site, cookie: str) -> None:
    with httpx2.Client(base_url=site.app.url, cookies={"_streamlit_user": cookie}) as client:
        assert client.get("/_stcore/host-config").status_code == 401
        assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 401


# Signed in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "provider"), [("viewer", "first"), ("an", "second")])
def test_who_has_a_role_is_let_in(site: Site, who: str, provider: str) -> None:
    with signed_in(site, who, provider) as client:
        assert client.get("/_stcore/host-config").status_code == 200
        assert KNOWN.encode() in shown_over(site, client)


def test_an_address_that_nobody_vouches_for_is_nobody(site: Site) -> None:
    """The second provider does not say that ``admin@hanoi.vn`` is verified."""
    with signed_in(site, "admin", "second") as client:
        assert client.get("/_stcore/host-config").status_code == 403


def test_without_a_role_nothing_is_shown_and_it_is_on_record(site: Site) -> None:
    with signed_in(site, "stranger") as client:
        found = client.get("/tong-quan", headers={"accept": "text/html"})
        assert found.status_code == 403
        assert "stranger@hanoi.vn" in found.text
        assert KNOWN not in found.text
        assert client.get("/_stcore/host-config").status_code == 403
        with pytest.raises(InvalidStatus):
            connect(site.socket, additional_headers={"Cookie": cookies_of(client)})
    entry = (Action.REFUSED_SIGN_IN, "stranger@hanoi.vn", "127.0.0.1")
    assert audit_of(site.store).count(entry) == 1


def cookies_of(client: httpx2.Client) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)


def test_one_is_led_back_to_the_page_that_was_asked_for(site: Site) -> None:
    with httpx2.Client(base_url=site.app.url, follow_redirects=True) as client:
        client.get("/so-sanh?areas=002,003", headers={"accept": "text/html"})
        found = client.get("/sign-in/first")
        found = client.post(str(found.url), data={"sub": "viewer"})
        assert str(found.url) == f"{site.app.url}/so-sanh?areas=002,003"


@pytest.mark.parametrize("elsewhere", ["//evil.vn/", "https://evil.vn/", "/\\evil.vn", "evil"])
def test_nobody_is_led_elsewhere(site: Site, elsewhere: str) -> None:
    with httpx2.Client(base_url=site.app.url, follow_redirects=True) as client:
        client.cookies.set("district_return", quote(elsewhere), domain="localhost.local")
        found = client.get("/sign-in/first")
        found = client.post(str(found.url), data={"sub": "viewer"})
        assert str(found.url) == f"{site.app.url}/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    with httpx2.Client(base_url=site.app.url) as client:
        found = client.get("/sign-in/first")
        while found.next_request is not None:
            found = client.send(found.next_request)
        found = client.post(str(found.url), data={"sub": "viewer"})
        assert found.next_request is not None
        found = client.send(found.next_request)
    (cookie,) = [
        c for c in found.headers.get_list("set-cookie") if c.startswith("_streamlit_user=")
    ]
    assert {"HttpOnly", "SameSite=Lax", "Max-Age=43200"} <= set(cookie.split("; "))


def test_who_signed_out_is_out(site: Site) -> None:
    with signed_in(site, "viewer") as client:
        kept = cookies_of(client)
        client.get("/auth/logout", follow_redirects=False)
        old = httpx2.get(f"{site.app.url}/_stcore/host-config", headers={"cookie": kept})
        assert old.status_code == 401


def test_a_sign_out_outlives_the_server(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process over the same store knows of it: after a restart, and on a second server."""
    with signed_in(site, "viewer") as client:
        cookies = {cookie.name: cookie.value or "" for cookie in client.cookies.jar}
        monkeypatch.setenv("DISTRICT_STORE", str(site.store))
        told = auth.SetUp(site.app.url, SECRET, ("first", "second"))
        monkeypatch.setattr(auth, "set_up", lambda: told)
        before = sign_in.found(cookies)
        assert before is not None
        assert before.identity.email == "viewer@hanoi.vn"
        client.get("/auth/logout", follow_redirects=False)
        assert sign_in.found(cookies) is None


def test_an_open_session_ends_with_its_sign_in(site: Site) -> None:
    with signed_in(site, "viewer") as client:
        headers = {"Cookie": cookies_of(client)}
        with connect(
            site.socket, origin=Origin(site.app.url), additional_headers=headers
        ) as socket:
            client.get("/auth/logout", follow_redirects=False)
            asked = BackMsg()
            asked.rerun_script.query_string = ""
            socket.send(asked.SerializeToString())
            with pytest.raises(ConnectionClosed):
                _all_of(socket)


def _all_of(socket: ClientConnection) -> None:
    while True:
        socket.recv(timeout=60)


# Uploads ------------------------------------------------------------------------------------


def put(client: httpx2.Client, content: bytes, session: str = "s") -> int:
    xsrf = client.get("/_stcore/health").cookies.get("_streamlit_xsrf") or ""
    return client.put(
        f"/_stcore/upload_file/{session}/f",
        files={"f.csv": content},
        headers={"X-Xsrftoken": xsrf, "origin": str(client.base_url)},
    ).status_code


@pytest.mark.parametrize(
    ("who", "is_let_through"), [("viewer", False), ("analyst", True), ("admin", True)]
)
def test_only_analysts_and_admins_upload(site: Site, who: str, is_let_through: bool) -> None:
    with signed_in(site, who) as client:
        # A session that is not there: Streamlit's own refusal says that the gate let it through.
        assert put(client, b"x") == (400 if is_let_through else 403)
    refused = (Action.REFUSED, f"{who}@hanoi.vn", "127.0.0.1") in audit_of(site.store)
    assert refused is not is_let_through


def test_a_file_that_is_too_large_is_not_taken(site: Site) -> None:
    with signed_in(site, "analyst") as client:
        assert put(client, b"x" * 3_000_000) == 413
        xsrf = client.get("/_stcore/health").cookies.get("_streamlit_xsrf") or ""
        chunks = (b"x" * 100_000 for _ in range(40))  # of a length that is not said
        found = client.put(
            "/_stcore/upload_file/s/f",
            content=chunks,
            headers={"X-Xsrftoken": xsrf, "content-type": "multipart/form-data; boundary=b"},
        )
        assert found.status_code in (400, 413)


# Metrics ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("viewer", 401), ("analyst", 401), ("admin", 200)])
def test_metrics_are_for_admins(site: Site, who: str, status: int) -> None:
    with signed_in(site, who) as client:
        assert client.get("/metrics").status_code == status


# Headers and hosts --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/health", "/_stcore/health", "/static/x.js"])
def test_every_answer_has_the_headers(site: Site, path: str) -> None:
    headers = httpx2.get(f"{site.app.url}{path}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert "frame-ancestors 'self'" in policy
    assert "strict-transport-security" not in headers, "this one is served without TLS"


def test_the_app_answers_to_its_own_names_only(site: Site) -> None:
    for host in ("evil.vn", "localhost.evil.vn", ""):
        found = httpx2.get(f"{site.app.url}/health", headers={"host": host})
        assert found.status_code == 400


# Without sign-in ----------------------------------------------------------------------------


def started(tmp_path: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port=0", *options],
        cwd=ROOT,
        env={"PATH": "", "DISTRICT_STORE": str(tmp_path / "figures.duckdb"), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_app_does_not_open_to_the_network_without_sign_in(tmp_path: Path) -> None:
    ended = started(tmp_path, "--server.address=0.0.0.0", DISTRICT_OPEN_TO_NETWORK="yes")
    assert ended.returncode != 0
    assert "DISTRICT_OPEN_TO_NETWORK=without-sign-in" in ended.stderr + ended.stdout
    assert not (tmp_path / "figures.duckdb").exists()


def test_a_weak_secret_does_not_start(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(
        '[auth]\nredirect_uri = "http://localhost/oauth2callback"\ncookie_secret = "short"\n',
        encoding="utf-8",
    )
    ended = started(tmp_path, f"--secrets.files={secrets}")
    assert ended.returncode != 0
    assert "cookie_secret" in ended.stderr + ended.stdout


def test_a_local_app_says_so_and_asks_nobody(tmp_path: Path) -> None:
    with served(tmp_path / "local") as app:
        assert httpx2.get(f"{app.url}/").status_code == 200
        assert "for this machine only" in app.log.read_text(encoding="utf-8")
        found = httpx2.get(f"{app.url}/health", headers={"host": "evil.vn"})
        assert found.status_code == 400, "a page elsewhere may call itself by any name"
