"""What the server holds to, part by part: cookies, headers, addresses, allowances, sign-ins."""

from __future__ import annotations

import asyncio
import json
import logging
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message
from streamlit import config

from analytics.settings import ROOT, Settings
from analytics.text import words
from pages.ui import auth, sign_in
from pages.ui.auth import SetUp
from server import cookies, hosts
from server.allowance import Allowance, TooMuchError
from server.headers import SafeHeaders, policy

SECRET = "0123456789" * 4
HTTPS = SetUp("https://figures.example.vn", SECRET, ("default",))
CLAIMS = {"sub": "an", "iss": "https://id.example.vn", "is_logged_in": True, "origin": HTTPS.origin}


@pytest.fixture
def with_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "set_up", lambda: HTTPS)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    names = ("server.address", "server.allowedHosts", "server.corsAllowedOrigins")
    before = {name: config.get_option(name) for name in names}
    monkeypatch.setattr(auth, "set_up", lambda: None)
    yield
    for name, value in before.items():
        config.set_option(name, value)


# Addresses ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_without_sign_in_the_app_is_for_its_own_machine(name: str) -> None:
    config.set_option("server.address", name)
    assert [said.key for said in hosts.check()] == ["access.own_machine"]
    assert "evil.vn" not in hosts.allowed()
    assert "localhost" in hosts.allowed()


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    "name",
    ["0.0.0.0", "::", "10.0.0.1", "figures.example.vn", None],  # noqa: S104 (refused)
)
@pytest.mark.parametrize("told", ["", "1", "yes", "true", "without sign-in"])
def test_it_does_not_start_elsewhere_unless_told_in_so_many_words(
    monkeypatch: pytest.MonkeyPatch, name: str | None, told: str
) -> None:
    config.set_option("server.address", name)
    monkeypatch.setenv("DISTRICT_OPEN_TO_NETWORK", told)
    with pytest.raises(hosts.OpenDoorError) as refusal:
        hosts.check()
    says = words("en")("access.not_open", address=refusal.value.address)
    assert "without-sign-in" in says
    monkeypatch.setenv("DISTRICT_OPEN_TO_NETWORK", "without-sign-in")
    (said,) = hosts.check()
    assert (said.level, said.key) == (logging.WARNING, "access.open")


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    ("origin", "warned"),
    [("https://a.vn", False), ("http://a.vn", True), ("http://localhost:8501", False)],
)
def test_with_sign_in_and_without_https_it_warns(
    monkeypatch: pytest.MonkeyPatch, origin: str, *, warned: bool
) -> None:
    monkeypatch.setattr(auth, "set_up", lambda: SetUp(origin, SECRET, ("default",)))
    keys = [said.key for said in hosts.check()]
    assert keys == ["access.with_sign_in", *["access.without_https"] * warned]


# Cookies and headers ------------------------------------------------------------------------


def safe(cookie: str, *, is_secure: bool) -> tuple[set[str], bool]:
    headers = MutableHeaders(raw=[(b"set-cookie", cookie.encode())])
    is_in = cookies.make_safe(headers, is_secure=is_secure)
    return set(headers["set-cookie"].split("; ")), is_in


def test_a_sign_in_leaves_with_all_its_attributes() -> None:
    told = "_streamlit_user=x; HttpOnly; Max-Age=2592000; Path=/; SameSite=none"
    found, is_in = safe(told, is_secure=True)
    assert found == {
        *("_streamlit_user=x", "Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=43200"),
    }
    assert is_in
    assert "Secure" not in safe(told, is_secure=False)[0]


def test_an_ended_one_stays_ended() -> None:
    found, is_in = safe("_streamlit_user=; Max-Age=0; Path=/", is_secure=True)
    assert "Max-Age=0" in found
    assert not is_in


def test_the_one_against_forged_requests_can_be_read_by_the_page() -> None:
    assert "HttpOnly" not in safe("_streamlit_xsrf=x; Path=/", is_secure=True)[0]


async def answer_of(host: str) -> dict[str, str]:
    """The headers of an answer."""
    app = SafeHeaders(Starlette(routes=[Route("/", lambda _: PlainTextResponse("x"))]))
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "query_string": b"",
        "headers": [(b"host", host.encode())],
    }
    await app(scope, receive, send)
    return dict(MutableHeaders(scope=told[0]).items())


@pytest.mark.usefixtures("with_sign_in")
def test_over_https_browsers_are_told_to_stay_there() -> None:
    assert asyncio.run(answer_of("a.vn"))["strict-transport-security"] == "max-age=31536000"


def test_who_may_show_the_app_inside_a_page_can_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(answer_of("a.vn"))["x-frame-options"] == "SAMEORIGIN"
    monkeypatch.setenv("DISTRICT_FRAME_ANCESTORS", "https://portal.example.vn")
    found = asyncio.run(answer_of("a.vn"))
    assert "frame-ancestors https://portal.example.vn" in found["content-security-policy"]
    assert "x-frame-options" not in found


def test_a_host_cannot_write_into_the_policy() -> None:
    found = asyncio.run(answer_of("a.vn; script-src *"))
    assert "script-src *" not in found["content-security-policy"]
    assert "object-src 'none'" in policy("", "'self'")


def test_streamlits_own_export_is_off() -> None:
    """It writes formulas as they are."""
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert told["client"]["disableDataExport"] is True


# Allowances ---------------------------------------------------------------------------------


def test_an_upload_is_counted_as_it_arrives() -> None:
    allowance = Allowance(per_file=1_000_000, per_hour=2_000_000)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 300_000, "more_body": True}

    async def file(who: str, times: int) -> None:
        receiving = allowance.counting(who, receive)
        for _ in range(times):
            await receiving()

    asyncio.run(file("an", 3))
    with pytest.raises(TooMuchError):
        asyncio.run(file("an", 4))
    with pytest.raises(TooMuchError):
        allowance.announced("an", "200000")  # with what has come before
    allowance.announced("binh", "200000")
    with pytest.raises(TooMuchError):
        allowance.announced("binh", "3000000")


# Sign-ins -----------------------------------------------------------------------------------


def signed(secret: str = SECRET, **claims: object) -> dict[str, str]:
    serializer = URLSafeTimedSerializer(secret, salt=sign_in.COOKIE)
    return {sign_in.COOKIE: str(serializer.dumps(json.dumps({**CLAIMS, **claims})))}


@pytest.mark.usefixtures("with_sign_in")
def test_a_sign_in_holds_for_its_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = signed()
    found = sign_in.found(cookie)
    assert found is not None
    assert found.identity.subject == "an"
    monkeypatch.setenv("DISTRICT_SIGN_IN_HOURS", "-1")
    assert sign_in.found(cookie) is None


@pytest.mark.usefixtures("with_sign_in")
def test_a_sign_in_that_ended_is_none() -> None:
    cookie = signed(sub="binh")
    found = sign_in.found(cookie)
    assert found is not None
    sign_in.end(found)
    assert sign_in.found(cookie) is None
    assert sign_in.found(signed(sub="chi")) is not None


@pytest.mark.usefixtures("with_sign_in")
def test_a_sign_in_elsewhere_is_none_here() -> None:
    assert sign_in.found(signed(origin="https://other.example.vn")) is None
    assert sign_in.found(signed("another secret of enough length, really")) is None


def test_without_sign_in_no_cookie_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "set_up", lambda: None)
    assert sign_in.found(signed()) is None


def test_settings_say_how_long_and_how_open() -> None:
    told = Settings.read({"DISTRICT_SIGN_IN_HOURS": "8", "DISTRICT_OPEN_TO_NETWORK": "no"})
    usual = Settings.read({})
    assert (told.sign_in_hours, told.is_open_to_network) == (8, False)
    assert replace(told, sign_in_hours=12) == usual
