"""Progress through time: as known on a date, the pace, what needs attention, what changed."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from analytics.text import words
from tests.browser.conftest import Visitor

VI = words("vi")
REVENUE_2021 = (
    "/so-sanh?indicator=budget_revenue_unspecified&areas=002&period=2021-01-01~2021-12-31"
)


def trace_names(page: Page) -> list[str]:
    names: list[Any] = page.locator(".js-plotly-plot").first.evaluate(
        "plot => plot.data.map(trace => trace.name || '')"
    )
    return [str(name) for name in names]


def test_a_page_shows_what_was_published_by_a_date_and_leads_back(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open(f"{REVENUE_2021}&known=2022-06-30")
    expect(page.get_by_text("14.000 tỷ đồng").first).to_be_visible()
    expect(page.get_by_text("14.008 tỷ đồng")).to_have_count(0)
    visit.click(page.get_by_role("button", name=VI("known_on.back")))
    assert "known=" not in page.url
    expect(page.get_by_text("14.008 tỷ đồng").first).to_be_visible()


def test_the_year_adds_up_against_its_plan_with_a_projection_and_says_so(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/dien-bien?indicator=budget_revenue_area&areas=006&year=2024")
    names = trace_names(page)
    assert VI("charts.plan") in names or VI("charts.implied_plan") in names
    assert {VI("charts.even_pace"), VI("charts.projection"), "Đống Đa"} <= set(names)
    expect(page.get_by_text("86,55%").first).to_be_visible()
    visit.click(page.get_by_text(VI("trends.way_years"), exact=True))
    assert "way=years" in page.url
    assert VI("charts.projection") not in trace_names(page)


def test_a_concern_opens_to_its_figure_and_the_thresholds_are_shown(visitor: Visitor) -> None:
    visit = visitor()
    page = visit.open("/can-quan-tam")
    expect(page.get_by_role("heading", name=VI("concerns.thresholds"))).to_be_visible()
    visit.click(page.get_by_role("table").get_by_role("button").first)
    assert "figure=" in page.url
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(VI("app.status"))
    expect(dialog).to_contain_text(VI("app.source"))


def test_what_changed_between_two_dates_is_listed(visitor: Visitor) -> None:
    page = visitor().open("/thay-doi?by=published&from=2022-06-30&to=2022-12-31&areas=002")
    table = page.locator(".st-key-card-revised, .st-key-card-new").get_by_role("table")
    expect(table.first).to_be_visible()
    expect(page.get_by_text("> 14.000 tỷ đồng → 14.008 tỷ đồng").first).to_be_visible()
