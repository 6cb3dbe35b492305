"""Text that was given (cells, headers, sheets, files, names) is shown as text and runs nowhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect

from analytics.text import words
from tests.browser.serving import Served, served
from tests.browser.test_mapping import put
from tests.browser.visit import ADDRESSES, Visit, visiting

VI = words("vi")
PIECES = (
    "<script>ran.push('script')</script>",
    "<img src='x:' onerror=\"ran.push('image')\">",
    "<svg onload=\"ran.push('svg')\"></svg>",
    "<iframe srcdoc=\"<script>parent.ran.push('frame')</script>\"></iframe>",
    "<a href=\"javascript:ran.push('anchor')\">anchor</a>",
    "[link](javascript:ran.push('link'))",
    "![picture](https://outside.invalid/picture.png)",
    "</style></title></textarea><b onmouseover=\"ran.push('over')\">bold</b>",
    "**strong** `code` $x^2$ :red[red] :material/home: &lt;b&gt; {{7*7}}",
)
GIVEN = " ".join(PIECES)
"""Everything that is markup somewhere: for a page, for Markdown, for Streamlit, for Plotly."""
NAME = "<img src=x onerror=ran.push('name')> [n](javascript:ran.push('n')) $y$.csv"
"""The same as the name of a file, which has no slash."""
SHORT = "<img src=x onerror=ran.push('short')> [s](javascript:ran.push(1))"
HEADER = (
    "ref_area", "indicator", "measure", "period", "plan_basis", "value", "unit", "printed",
    "source", "source_publisher", "source_date", "source_url", "locator", "note",
)  # fmt: skip
KEY = "budget_revenue_area~actual~2019-01-01~2019-12-31~"
SHOWING = {
    "overview": "?period=2019-01-01~2019-12-31",
    "compare": f"?period=2019-01-01~2019-12-31&areas=006,003&figure=006~{KEY}",
    "trends": "?areas=006,003&area=006&way=years",
    "district": f"?area=006&period=2019-01-01~2019-12-31&figure=006~{KEY}",
    "sources": "?q=ngoai",
    "whats_new": "?by=submission",
}
"""What leads each page to the given figures; a page that has no such choice needs none."""


def report(*rows: tuple[str, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([HEADER, *rows])
    return written.getvalue().encode()


def row(area: str, value: str, url: str) -> tuple[str, ...]:
    told = (area, "budget_revenue_area", "actual", "2019", "", value, "billion_vnd", GIVEN)
    return (*told, f"{GIVEN} ngoài {url}", GIVEN, "2020-01-15", url, GIVEN, GIVEN)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the bundled reports and one that is all markup."""
    folder = tmp_path_factory.mktemp("given")
    file = folder / NAME
    rows = [
        row("006", "9.876,5", "javascript:ran.push('url')"),
        row("003", "9.876,6", 'https://outside.invalid/"onclick="ran.push(2)'),
    ]
    file.write_bytes(report(*rows))
    with served(folder / "served", file) as running:
        yield running
        assert not running.failures()


class Watched:
    """A window in which whatever runs, asks or reaches outside is remembered."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.told: list[str] = []
        self.page.add_init_script("window.ran = []")
        self.page.on("dialog", self._refuse)
        self.page.on("request", self._hear)

    def _refuse(self, dialog: Dialog) -> None:
        self.told.append(dialog.message)
        dialog.dismiss()

    def _hear(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme.startswith("http") and address.hostname != "localhost":
            self.told.append(request.url)

    def assert_nothing_ran(self) -> None:
        assert self.page.evaluate("window.ran") == []
        assert self.told == []
        # Streamlit's components live in shadow roots, which locators see into.
        for mark in ("a[href^='javascript:' i]", "[onerror]", "[onload]", "[onmouseover]"):
            assert self.page.locator(mark).count() == 0, mark
        assert self.page.locator("iframe[srcdoc], img[src*='outside'], katex").count() == 0

    def open(self, address: str) -> Page:
        self.visit.open(address)
        for figure in self.page.locator(".js-plotly-plot .point path").all()[:4]:
            figure.hover(force=True)
        self.assert_nothing_ran()
        return self.page


@pytest.fixture
def watched(browser: Browser, app: Served) -> Iterator[Watched]:
    with visiting(browser, app.url) as visit:
        yield Watched(visit)


def shown(place: Locator, text: str = GIVEN) -> None:
    """Whether the text is there letter by letter, whatever is around it."""
    expect(place.filter(has_text=text).first).to_be_visible()


def test_nothing_given_runs_on_any_page(watched: Watched) -> None:
    for name, address in ADDRESSES.items():
        page = watched.open(address + SHOWING.get(name, ""))
        if name in ("compare", "district"):
            dialog = page.get_by_role("dialog")
            shown(dialog.get_by_role("cell"))
            shown(dialog.get_by_role("cell"), NAME)
        if name == "sources":
            shown(page.get_by_role("heading"))
            shown(page.get_by_role("cell"))
        if name in ("upload", "keeping"):
            shown(page.get_by_text(NAME), NAME)


def test_nothing_typed_into_an_address_runs(watched: Watched) -> None:
    choices = (
        "lang",
        "areas",
        "area",
        "indicator",
        "period",
        "figure",
        "q",
        "search",
        "known",
        "name",
    )
    asked = "&".join(f"{name}={quote(GIVEN)}" for name in choices)
    for name in ("sources", "compare"):
        watched.open(f"{ADDRESSES[name]}?{asked}")


def test_nothing_runs_of_a_file_with_problems(watched: Watched) -> None:
    page = watched.open("/nhap-so-lieu")
    bad = [cell.replace("2019", SHORT) for cell in row("006", GIVEN, "")]
    put(watched.visit, NAME, report(tuple(bad), (SHORT,) * len(HEADER)))
    shown(page.get_by_role("table", name=VI("upload.step_problems")).get_by_role("cell"), SHORT)
    watched.assert_nothing_ran()


def test_nothing_runs_of_a_workbook_of_unknown_form(watched: Watched) -> None:
    page = watched.open("/nhap-so-lieu")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        for name in ("<img src=x onerror=ran()>", "<b>&amp;"):
            sheet = book.add_worksheet(name)
            for place, line in enumerate(
                [(GIVEN,) * 3, ("Quận", SHORT, GIVEN), ("Đống Đa", "5", SHORT)]
            ):
                for column, text in enumerate(line):
                    sheet.write_string(place, column, text)
    put(watched.visit, NAME.replace(".csv", ".xlsx"), content.getvalue())
    watched.assert_nothing_ran()
    expect(page.get_by_text("<img src=x onerror=ran()>").first).to_be_visible()


def test_nothing_runs_of_a_briefings_name_title_and_remark(watched: Watched) -> None:
    visit, page = watched.visit, watched.open("/ban-trinh-bay")
    visit.click(page.get_by_role("button", name=VI("briefing.manage")))
    for label, text in ((VI("briefing.name"), SHORT),):
        page.get_by_role("textbox", name=label).fill(text)
        page.keyboard.press("Enter")
        visit.settle()
    visit.click(page.get_by_role("button", name=VI("briefing.rename")))
    for label in (VI("briefing.item_title"), VI("briefing.remark")):
        box = page.get_by_role("textbox", name=label).first
        box.fill(SHORT)
        box.press("Control+Enter")
        visit.settle()
    watched.assert_nothing_ran()
    expect(page.locator("svg text").filter(has_text="<img").first).to_be_visible()
    visit.click(page.get_by_role("button", name=VI("briefing.present")))
    watched.assert_nothing_ran()
