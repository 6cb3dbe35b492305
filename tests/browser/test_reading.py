"""What a leader does: opens a shared link, changes language and indicator, opens a figure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from analytics.text import words
from tests.browser.conftest import Visitor
from tests.browser.visit import Visit

VI, EN = words("vi"), words("en")
YEAR_2022 = "2022-01-01~2022-12-31"


def test_a_shared_link_opens_the_same_view_on_a_new_server(fresh_visitor: Visitor) -> None:
    link = f"/so-sanh?indicator=budget_revenue_area&measure=growth&period={YEAR_2022}&lang=en"
    page = fresh_visitor().open(link)
    expect(page.get_by_role("heading", name=EN("compare.title"), level=1)).to_be_visible()
    expect(page.get_by_role("radio", name=EN("codes.measure.growth"))).to_be_checked()
    expect(page.get_by_role("combobox", name=EN("app.period"))).to_have_value("2022")
    assert page.url.endswith(link)


def test_the_overview_is_found_by_its_own_name(visitor: Visitor) -> None:
    page = visitor().open("/tong-quan?areas=003&lang=en")
    expect(page.get_by_role("heading", name=EN("overview.title"), level=1)).to_be_visible()
    assert page.url.endswith("/?areas=003&lang=en")


def test_the_language_switch_stays_on_the_address_and_on_other_pages(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/")
    expect(page.get_by_role("heading", name=VI("overview.title"), level=1)).to_be_visible()
    visit.click(page.get_by_text("English", exact=True))
    expect(page.get_by_role("heading", name=EN("overview.title"), level=1)).to_be_visible()
    assert "lang=en" in page.url
    visit.click(page.get_by_role("link", name=EN("sources.title")))
    expect(page.get_by_role("heading", name=EN("sources.title"), level=1)).to_be_visible()
    assert "lang=en" in page.url
    visit.click(page.get_by_text("Tiếng Việt", exact=True))
    expect(page.get_by_role("heading", name=VI("sources.title"), level=1)).to_be_visible()


def test_another_indicator_is_another_chart_and_another_address(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/so-sanh")
    before = bar_values(page)
    box = page.get_by_role("combobox", name=VI("app.indicator"))
    box.click()
    box.fill("Chi ngân sách")
    page.get_by_role("option", name=re.compile("^Chi ngân sách")).first.click()
    visit.settle()
    assert "indicator=budget_expenditure" in page.url
    assert bar_values(page) != before


def test_a_choice_redraws_the_page_and_not_the_frame(visitor: Visitor) -> None:
    visit = visitor()
    messages: list[bytes] = []

    def hear(message: str | bytes) -> None:
        messages.append(message if isinstance(message, bytes) else message.encode())

    visit.page.on("websocket", lambda line: line.on("framereceived", hear))
    page = visit.open("/dien-bien?indicator=budget_revenue_area&year=2021")
    above = VI("trends.answers").encode()
    assert any(above in message for message in messages)
    messages.clear()
    visit.click(page.get_by_text(VI("trends.way_years"), exact=True))
    assert "way=years" in page.url
    assert messages
    assert not any(above in message for message in messages)


def test_a_choice_draws_no_box_anew_that_shows_it(visitor: Visitor) -> None:
    visit = visitor()
    told: list[ForwardMsg] = []

    def hear(message: str | bytes) -> None:
        assert isinstance(message, bytes)
        told.append(ForwardMsg.FromString(message))

    visit.page.on("websocket", lambda line: line.on("framereceived", hear))
    page = visit.open("/dien-bien?indicator=budget_revenue_area&year=2021")
    assert any(t.delta.new_element.has_one_shot_effect for t in told)  # what the address says
    told.clear()
    visit.click(page.get_by_text(VI("trends.way_years"), exact=True))
    assert told
    assert not any(t.delta.new_element.has_one_shot_effect for t in told)
    visit.click(page.get_by_text(VI("trends.way_course"), exact=True))
    expect(page.get_by_role("combobox", name=VI("app.year"))).to_have_value("2021")
    visit.click(page.get_by_text("English", exact=True))
    expect(page.get_by_role("combobox", name=EN("app.year"))).to_have_value("2021")
    indicator = page.get_by_role("combobox", name=EN("app.indicator"))
    expect(indicator).to_have_value(re.compile("^State budget revenue"))


@pytest.mark.parametrize(
    "link",
    [
        f"/so-sanh?period={YEAR_2022}",
        f"/so-sanh?period={YEAR_2022}&measure=attainment",
        "/so-sanh?indicator=party_members_new",
    ],
)
def test_the_table_shows_the_charts_numbers(visitor: Visitor, link: str) -> None:
    visit = visitor()
    page = visit.open(link)
    drawn = bar_values(page)
    assert drawn
    visit.click(page.get_by_role("tab", name=VI("charts.as_table")))
    table = page.get_by_role("tabpanel").get_by_role("table").inner_text()
    for value in drawn:
        assert VI.number(value) in table


def test_a_new_user_reaches_the_report_behind_hoan_kiems_2021_revenue_in_three_clicks(
    visitor: Visitor,
) -> None:
    visit = visitor()
    page = visit.open("/")
    visit.click(page.get_by_role("link", name=VI("district.title")))  # opens at Hoàn Kiếm
    row = page.get_by_role("row").filter(has_text="Thu ngân sách").filter(has_text=r"2021")
    visit.click(row.get_by_role("button").filter(has_text=re.compile(r"14\.0")).first)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("trên 14 nghìn tỷ đồng")
    expect(dialog).to_contain_text(VI("detail.bounds.above"))
    report = "Hoàn Kiếm: kiểm tra công tác xây dựng Đảng, kết quả năm 2021"
    visit.click(dialog.get_by_role("link", name=VI("detail.open_other", source=report)))
    expect(page.get_by_role("heading", name=report)).to_be_visible()


def test_a_bound_says_why_it_is_one(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/")
    visit.click(page.get_by_role("button").filter(has_text=re.compile(r"^> ")).first)
    expect(page.get_by_role("dialog")).to_contain_text(VI("detail.bounds.above"))


@pytest.mark.parametrize("typed", ["dong da", unicodedata.normalize("NFD", "Đống Đa")])
def test_search_ignores_diacritics_and_how_they_are_typed(visitor: Visitor, typed: str) -> None:
    visit = visitor()
    page = visit.open("/nguon-so-lieu")
    everything = figures_told(visit)
    box = page.get_by_role("textbox", name=VI("sources.search"))
    box.fill(typed)
    box.press("Enter")
    visit.settle()
    found = figures_told(visit)
    assert 0 < found < everything
    assert found == figures_told(visit, "/nguon-so-lieu?q=dong+da")


def bar_values(page: Page) -> list[Decimal]:
    """The lengths of the bars that are drawn, as the chart holds them."""
    traces: list[Any] = page.locator(".js-plotly-plot").first.evaluate(
        "plot => plot.data.filter(t => t.type === 'bar').map(t => Array.from(t.x))"
    )
    return [Decimal(str(value)) for values in traces for value in values if value is not None]


def figures_told(visit: Visit, path: str | None = None) -> int:
    """The number of figures that the sources page says it has found."""
    page = visit.open(path) if path else visit.page
    before, after = VI("sources.count", count="#").split("#")
    told = page.get_by_test_id("stCaptionContainer").filter(
        has_text=re.compile(rf"^{re.escape(before)}\d+{re.escape(after)}$")
    )
    found = re.search(r"\d+", told.inner_text())
    assert found
    return int(found.group())


def test_work_that_takes_a_while_is_said_to_go_on(visitor: Visitor) -> None:
    """Here it is the line that is slow: the word that the page is finished comes late."""
    late: list[tuple[WebSocketRoute, str | bytes]] = []

    def through(browser_end: WebSocketRoute) -> None:
        def to_the_browser(message: str | bytes) -> None:
            told = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
            ends = told.WhichOneof("type") == "session_status_changed" and (
                not told.session_status_changed.script_is_running
            )
            if ends or told.WhichOneof("type") == "script_finished":
                late.append((browser_end, message))
            else:
                browser_end.send(message)

        browser_end.connect_to_server().on_message(to_the_browser)

    visit = visitor()
    page = visit.page
    page.route_web_socket(re.compile("/_stcore/stream"), through)
    page.goto(f"{visit.base_url}/?lang=en")
    expect(page.get_by_role("heading", name=EN("overview.title"), level=1)).to_be_visible()
    page.wait_for_function(f"said => ({_SAID})() === said", arg=EN("app.working"), polling=100)
    for browser_end, message in late:
        browser_end.send(message)
    visit.settle()
    assert page.evaluate(_SAID) is None


_SAID = """() => {
    const style = getComputedStyle(document.querySelector(".stApp"), "::after");
    return style.opacity > 0.5 && style.content !== "none" ? JSON.parse(style.content) : null;
}"""
