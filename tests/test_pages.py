"""Every page by Streamlit's own test, in both languages, on the bundled reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from analytics.address import Address
from analytics.languages import LANGUAGES, Language
from analytics.text import words
from pages.ui import chart_card, manual, page_list
from server.static_files import WITH_CHARTS
from tests.page_runs import charts, is_whole, pages_over, visit
from tests.places import environment

PAGES = [name for name, _, _ in page_list.PAGES]


@pytest.fixture(scope="module", autouse=True)
def _store_of_its_own(new_place: Callable[[], Address]) -> Iterator[None]:
    """The pages open the store that the environment names; here, a new one."""
    with pages_over(**environment(new_place())):
        yield


def test_a_page_that_fails_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_card, "show", None)
    assert not is_whole(visit("compare"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_and_names_itself(page: str, language: Language) -> None:
    test = visit(page, lang=language)
    assert is_whole(test)
    assert test.title[0].value == words(language)(f"{page}.title")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_on_a_day_before_all_reports(page: str) -> None:
    assert is_whole(visit(page, known="1995-01-01"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "parameters",
    [
        {"areas": "999,xx", "area": "nowhere", "indicator": "nothing", "period": "someday"},
        {"figure": "no~figure"},
        {"figure": "002~nothing~actual~2021-01-01~2021-12-31~"},
        {"known": "not-a-day", "known_by": "nobody", "lang": "fr", "measure": "weight"},
    ],
)
def test_a_bent_address_opens_the_usual_page(page: str, parameters: dict[str, str]) -> None:
    assert is_whole(visit(page, **parameters))


def test_a_failing_page_shows_the_reference_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def page() -> None:
        from pages.ui import failure  # noqa: PLC0415 - AppTest runs these lines alone

        failure.say(ValueError("what only the log may know"))

    test = AppTest.from_function(page).run()
    shown = test.error[0].value
    (logged,) = [record for record in caplog.records if record.name == "district"]
    assert logged.args is not None
    assert str(next(iter(logged.args))) in shown
    assert "what only the log may know" not in shown
    assert "what only the log may know" in caplog.text


@pytest.mark.parametrize("code", ["unit_slip", "no-such-problem"])
def test_the_address_opens_an_entry_of_the_manual(code: str) -> None:
    test = visit("upload", problem=code)
    assert is_whole(test)
    entry = manual.entries().get(code)
    shown = [m.value for m in test.markdown] if entry else [w.value for w in test.warning]
    assert (entry or words("vi")("upload.no_such_entry")) in shown


def test_an_address_with_a_figure_and_an_entry_opens_the_figure() -> None:
    figure = "002~budget_revenue_area~actual~2022-01-01~2022-12-31~"
    test = visit("upload", problem="unit_slip", figure=figure)
    assert is_whole(test)
    assert manual.entries()["unit_slip"] not in [m.value for m in test.markdown]


def test_a_report_without_a_date_is_said_to_have_none() -> None:
    test = visit("compare", figure="002~budget_revenue_area~actual~2022-01-01~2022-12-31~")
    tables = [json.loads(part.proto.json) for part in test.get("bidi_component")]
    (reports,) = (
        table
        for table in tables
        if words("vi")("detail.place_among") in [c["title"] for c in table.get("columns", ())]
    )
    dates = [row["cells"][1]["value"] for row in reports["rows"]]
    assert words("vi")("detail.date_unknown") in dates
    assert all(dates)


def test_two_readers_who_ask_alike_get_one_drawing() -> None:
    drawn = chart_card._drawn
    drawn.clear()
    none = drawn.worked_out
    visit("compare")
    first = drawn.worked_out
    assert first == none + 1
    visit("compare")
    assert drawn.worked_out == first
    for others in ({"lang": "en"}, {"areas": "002,006"}, {"known": "2022-06-30"}):
        before = drawn.worked_out
        visit("compare", **others)
        assert drawn.worked_out == before + 1, others


def test_what_nobody_has_opened_is_not_made() -> None:
    page = visit("compare")
    assert is_whole(page)
    assert {button.proto.label for button in page.get("download_button")} == set()


def test_a_page_that_begins_with_a_chart_is_known_to() -> None:
    for page in PAGES:
        drawn = bool(charts(visit(page)))
        assert drawn == (page in WITH_CHARTS), page


def test_an_indicator_that_no_part_of_a_year_is_known_of_has_no_course() -> None:
    test = visit("trends", indicator="key_tasks", way="course")
    assert is_whole(test)
    assert "Hoàn Kiếm" in "".join(info.value for info in test.info)
