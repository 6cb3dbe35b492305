"""Signing in with a real browser, and a role that is taken away while its page is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from analytics.text import words
from tests.browser.visit import SIZES
from tests.site import Site, site_in

WITHIN_A_MINUTE = 60_000
FIRST = 60_000
"""Until a page is drawn on a server that has just started, on a busy machine."""
VI = words("vi")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("sign-in")) as running:
        yield running
        assert not running.app.failures()


def signed_in(browser: Browser, site: Site, who: str, path: str) -> Page:
    """A window in which somebody went to a page, and signed in on the way."""
    page = browser.new_context(viewport=SIZES["laptop"], locale="vi-VN").new_page()
    page.set_default_timeout(FIRST)
    page.goto(site.app.url + path)
    expect(page.get_by_role("heading")).to_have_text(VI("app.name"))
    assert page.locator("canvas, table, script").count() == 0
    page.get_by_role("link", name=VI("access.sign_in_with", provider="first")).click()
    page.locator("input[name=sub]").fill(who)
    page.locator("button, input[type=submit]").first.click()
    return page


def test_sign_in_from_a_deep_link_and_out_again(browser: Browser, site: Site) -> None:
    path = "/so-sanh?areas=002,003"
    page = signed_in(browser, site, "viewer", path)
    expect(page.get_by_role("heading", level=1)).to_have_text(VI("compare.title"), timeout=FIRST)
    assert page.url == site.app.url + path
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text("viewer@hanoi.vn")
    expect(sidebar).not_to_contain_text(VI("upload.title"))
    page.get_by_role("button", name=VI("access.sign_out")).click()
    page.wait_for_url(f"{site.first}/**")  # the provider ends its own sign-in too
    page.goto(site.app.url + path)
    link = page.get_by_role("link", name=VI("access.sign_in_with", provider="first"))
    expect(link).to_be_visible(timeout=FIRST)
    page.context.close()


def test_a_role_that_is_taken_away_is_gone_within_a_minute(browser: Browser, site: Site) -> None:
    viewer = signed_in(browser, site, "viewer", "/so-sanh")
    expect(viewer.get_by_role("heading", level=1)).to_have_text(VI("compare.title"), timeout=FIRST)
    admin = signed_in(browser, site, "admin", "/van-hanh")
    expect(admin.get_by_role("heading", name=VI("audit.heading"))).to_be_visible(timeout=FIRST)
    admin.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    # A list of options closes when the page scrolls, and a click at the edge scrolls it.
    admin.get_by_role("button", name=VI("access.give")).scroll_into_view_if_needed()
    admin.get_by_label(VI("access.subject")).fill("viewer@hanoi.vn")
    admin.get_by_role("combobox", name=VI("access.role")).click()
    admin.get_by_role("option", name=VI("access.roles.none")).click()
    admin.get_by_role("button", name=VI("access.give")).click()
    said = VI("access.granted", subject="viewer@hanoi.vn", role=VI("access.roles.none"))
    expect(admin.get_by_text(said)).to_be_visible(timeout=FIRST)
    expect(viewer.get_by_text(VI("access.no_role"))).to_be_visible(timeout=WITHIN_A_MINUTE)
    expect(viewer.get_by_role("heading", name=VI("compare.title"))).to_have_count(0)
    assert viewer.locator(".js-plotly-plot").count() == 0
    viewer.reload()
    expect(viewer.get_by_text("viewer@hanoi.vn")).to_be_visible()
    viewer.context.close()
    admin.context.close()


def test_nothing_is_against_the_policy(browser: Browser, site: Site) -> None:
    """What a page may load is tried on every page by the other tests; here, signed in."""
    page = signed_in(browser, site, "analyst", "/")
    troubles: list[str] = []
    page.on("console", lambda m: troubles.append(m.text) if "Content Security" in m.text else None)
    for path in ("/", "/nhap-so-lieu", "/ban-trinh-bay"):
        page.goto(site.app.url + path)
        expect(page.get_by_test_id("stSidebar")).to_contain_text("analyst@hanoi.vn", timeout=FIRST)
        page.wait_for_timeout(1000)
    assert troubles == []
    page.context.close()
