"""Behind a proxy: under the names that the app is asked for, its own pages reach it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config, net_util
from streamlit.web.server.server_util import is_url_from_allowed_origins

from server.hosts import check

_SET = ("server.allowedHosts", "server.corsAllowedOrigins")


@pytest.fixture
def under_a_name(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The app as it is started for a proxy that answers for figures.example.vn."""
    before = {name: config.get_option(name) for name in _SET}
    monkeypatch.setattr(net_util, "get_internal_ip", lambda: None)
    monkeypatch.setattr(net_util, "get_external_ip", lambda: None)
    config.set_option("server.allowedHosts", ["figures.example.vn", ".example.org", "localhost"])
    check()
    yield
    for name, value in before.items():
        config.set_option(name, value)


@pytest.mark.usefixtures("under_a_name")
@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [
        ("https://figures.example.vn", True),
        ("https://figures.example.vn:8443", True),
        ("http://localhost:8501", True),
        ("https://figures.example.vn.evil.example", False),
        ("https://evil.example", False),
        ("https://example.org", False),
    ],
)
def test_pages_under_its_own_names_may_open_the_websocket(origin: str, is_ours: bool) -> None:
    assert is_url_from_allowed_origins(origin) is is_ours
