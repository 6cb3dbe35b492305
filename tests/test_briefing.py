"""Briefings: kept in the store, frozen at a moment, revised since, copied for the next period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics import briefing as briefing_of
from analytics import bundled, measures, queries
from analytics.__main__ import app
from analytics.address import Address
from analytics.briefing import Briefing, Item
from analytics.changes import ChangeCode
from analytics.export.deck import Shown
from analytics.ingest import check, commit
from analytics.model import Figure, Period, Vintage
from analytics.settings import Settings
from analytics.store import Store
from analytics.text import words
from analytics.views.asking import Known
from analytics.views.request import Card, Request
from analytics.wording import Wording
from tests.builders import somebody

SHIPPED = Settings.read({})
REVENUE = "budget_revenue_area"
ITEM = Item(
    request=Request.of(
        Card.COMPARISON, indicator=REVENUE, measure="actual", period="2021-01-01~2021-12-31"
    )
)
HEADER = "ref_area,indicator,measure,period,plan_basis,value,unit,source,source_date"
REVISION = f"{HEADER}\nĐống Đa,{REVENUE},actual,2021,,12345,tỷ đồng,Quyết toán 2021,31/12/2025\n"


def made(**values: object) -> Briefing:
    return Briefing.model_validate(
        {"briefing": "thu", "title": "Thử", "items": (ITEM,), "areas": ("002", "006"), **values}
    )


def known_in(store: Store, vintage: Vintage) -> Known:
    def known(
        *, areas: tuple[str, ...], indicators: tuple[str, ...] | None = None
    ) -> tuple[Figure, ...]:
        standing = queries.standing(store, areas=areas, indicators=indicators, vintage=vintage)
        return measures.figures(standing, store.codelists())

    return known


def shown_in(store: Store, briefing: Briefing) -> tuple[Shown, ...]:
    say = Wording(words("vi"), store.codelists())
    return briefing_of.shown(briefing, known_in(store, briefing.vintage), say)


def value_of(shown: tuple[Shown, ...], area: str) -> Figure:
    return next(
        figure
        for one in shown
        if one.view
        for figure in one.view.figures
        if figure.key.ref_area == area and figure.key.measure == "actual"
    )


def bring_in(store: Store, text: str) -> int:
    checked = check(text.encode(), "moi.csv", store.codelists())
    assert checked.is_clean, checked.problems
    submission, _ = commit(store, checked, somebody())
    return submission.submission_id


@pytest.fixture
def full_store(place: Address) -> Store:
    opened = Store.open(place)
    bundled.load(opened, SHIPPED)
    return opened


def test_the_four_districts_are_there_from_the_first_start(bundled_store: Store) -> None:
    found = briefing_of.briefings(bundled_store, SHIPPED.briefings)
    ready = found["bon-quan"]
    assert ready.areas == ("002", "003", "004", "006")
    shown = shown_in(bundled_store, ready)
    assert len(shown) == 3 + 2 * 4  # a slide for each district where the item asks for each
    assert all(one.view is not None for one in shown)


def test_the_last_edition_stands_and_removal_keeps_the_others(store: Store) -> None:
    briefing_of.save(store, made(), by=somebody("a"))
    briefing_of.save(store, made(title="Mới"), by=somebody("b"))
    found = briefing_of.briefings(store, SHIPPED.briefings)
    assert found["thu"] == made(title="Mới")
    briefing_of.remove(store, found["thu"], by=somebody("b"))
    briefing_of.remove(store, found["bon-quan"], by=somebody("b"))
    assert briefing_of.briefings(store, SHIPPED.briefings) == {}
    assert len(store.rows("FROM briefing")) == 4


def test_a_frozen_briefing_shows_what_was_and_says_what_was_revised(full_store: Store) -> None:
    frozen = made(known_until=briefing_of.now())
    before = value_of(shown_in(full_store, frozen), "006")
    bring_in(full_store, REVISION)
    shown = shown_in(full_store, frozen)
    assert value_of(shown, "006") == before
    (change,) = briefing_of.revised_since(frozen, shown, full_store)
    assert change.code is ChangeCode.REVISED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.obs_value, change.after.obs_value) == (before.value, Decimal(12345))
    refreshed = frozen.live()
    assert value_of(shown_in(full_store, refreshed), "006").value == 12345
    assert briefing_of.revised_since(refreshed, shown, full_store) == ()
    full_store.close()


def test_a_withdrawn_figure_is_said_to_be(full_store: Store) -> None:
    number = bring_in(full_store, REVISION.replace("2021,,", "2019,,"))
    item = Item(request=ITEM.request.having(period="2019-01-01~2019-12-31"))
    frozen = made(items=(item,), known_until=briefing_of.now())
    full_store.withdraw(number, by=somebody(), reason="sai")
    shown = shown_in(full_store, frozen)
    codes = {c.code: c.key.ref_area for c in briefing_of.revised_since(frozen, shown, full_store)}
    assert codes == {ChangeCode.WITHDRAWN: "006"}
    full_store.close()


def test_districts_and_period_are_chosen_once_for_all(bundled_store: Store) -> None:
    briefing = made(areas=("006",), period="2022-01-01~2022-12-31")
    (request,) = briefing_of.requests_of(ITEM, briefing)
    assert request.codes("areas") == ("006",)
    assert request.period == Period.year(2022)
    shown = shown_in(bundled_store, made(areas=("006",), period="1999-01-01~1999-12-31"))
    assert [one.view for one in shown] == [None]


@pytest.mark.parametrize(
    ("period", "following"),
    [
        (Period.year(2022), Period.year(2023)),
        (
            Period(start=date(2024, 10, 1), end=date(2024, 12, 31)),
            Period(start=date(2025, 1, 1), end=date(2025, 3, 31)),
        ),
        (
            Period(start=date(2024, 1, 1), end=date(2024, 1, 31)),
            Period(start=date(2024, 2, 1), end=date(2024, 2, 29)),
        ),
        (
            Period(start=date(2020, 1, 1), end=date(2022, 12, 31)),
            Period(start=date(2023, 1, 1), end=date(2025, 12, 31)),
        ),
    ],
)
def test_the_period_after(period: Period, following: Period) -> None:
    assert briefing_of.following(period) == following


def test_a_copy_for_the_next_period_is_live() -> None:
    frozen = made(period="2024-01-01~2024-03-31", known_until=datetime(2025, 1, 1))  # noqa: DTZ001
    copied = frozen.for_next_period("thu-2", "Quý II")
    assert (copied.period, copied.known_until) == ("2024-04-01~2024-06-30", None)
    assert [item.request.card for item in copied.items] == [Card.COMPARISON]


def test_a_copy_moves_periods_of_its_own_on_too() -> None:
    course = Item(request=Request.of(Card.COURSE, areas="006", indicator=REVENUE, year="2024"))
    own = Item(request=ITEM.request.having(period="2024-01-01~2024-03-31"), remark="Giữ")
    years = Item(request=Request.of(Card.YEARS, indicator=REVENUE))
    copied = made(items=(own, course, years)).for_next_period("thu-2", "Quý II")
    assert copied.items[0].request.parameter("period") == "2024-04-01~2024-06-30"
    assert copied.items[0].remark == "Giữ"
    assert copied.items[1].request.parameter("year") == ""  # the newest
    assert copied.items[2] == years


def test_the_period_for_all_is_that_of_every_view_but_those_over_the_years() -> None:
    briefing = made(period="2023-01-01~2023-06-30", areas=("002", "003"))
    by_card = {
        Card.COMPARISON: Request.of(
            Card.COMPARISON, indicator=REVENUE, period="2021-01-01~2021-12-31"
        ),
        Card.SCOREBOARD: Request.of(Card.SCOREBOARD),
        Card.ATTAINMENTS: Request.of(Card.ATTAINMENTS, area="006"),
        Card.TARGETS: Request.of(Card.TARGETS, area="*"),
        Card.COURSE: Request.of(Card.COURSE, indicator=REVENUE, areas="006", year="2021"),
        Card.YEARS: Request.of(Card.YEARS, indicator=REVENUE),
    }
    asked = {
        card: briefing_of.requests_of(Item(request=request), briefing)
        for card, request in by_card.items()
    }
    for card in (Card.COMPARISON, Card.SCOREBOARD, Card.ATTAINMENTS, Card.TARGETS):
        assert {request.parameter("period") for request in asked[card]} == {briefing.period}, card
    assert [request.parameter("year") for request in asked[Card.COURSE]] == ["2023"]
    assert [request.parameter("period") for request in asked[Card.YEARS]] == [""]
    # A view of one district is of that district; one for each is for each of the briefing's.
    assert [request.parameter("area") for request in asked[Card.ATTAINMENTS]] == ["006"]
    assert [request.parameter("area") for request in asked[Card.TARGETS]] == ["002", "003"]
    assert [request.parameter("areas") for request in asked[Card.COURSE]] == ["006"]


def test_a_link_keeps_the_period_and_the_districts() -> None:
    briefing = made(period="2023-01-01~2023-06-30", areas=("002", "003"))
    for card in (Card.ATTAINMENTS, Card.TARGETS):
        item = Item(request=Request.of(card, area="*"))
        for request, area in zip(briefing_of.requests_of(item, briefing), "23", strict=True):
            link = request.link("https://so-lieu.example.vn")
            assert link.endswith(f"/ho-so-quan?area=00{area}&period=2023-01-01~2023-06-30")


def test_items_move_and_leave() -> None:
    other = Item(request=Request.of(Card.SCOREBOARD), title="Bảng")
    both = made(items=(ITEM, other))
    assert both.moved(1, -1).items == (other, ITEM)
    assert both.moved(0, -1) == both
    assert both.without_item(0).items == (other,)
    assert both.with_item_at(0, other).items == (other, other)
    assert Briefing.model_validate_json(both.model_dump_json()) == both


def test_names_for_the_address() -> None:
    assert briefing_of.name_for("Quý I/2025: Đống Đa", []) == "quy-i-2025-dong-da"
    assert briefing_of.name_for("Thử", ["thu", "thu-2"]) == "thu-3"
    assert briefing_of.name_for("…", []) == "ban-trinh-bay"


def test_the_command_line_writes_it_or_says_which_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISTRICT_STORE", str(tmp_path / "figures.duckdb"))
    for form, begins in {"pptx": b"PK", "pdf": b"%PDF", "xlsx": b"PK"}.items():
        output = tmp_path / f"bon-quan.{form}"
        asked = ["briefing", "bon-quan", "--format", form, "-o", str(output)]
        result = CliRunner().invoke(app, asked)
        assert result.exit_code == 0, result.output
        assert output.read_bytes().startswith(begins)
    result = CliRunner().invoke(app, ["briefing", "khong-co", "-o", str(tmp_path / "x.pptx")])
    assert result.exit_code == 2
    assert "bon-quan" in result.output


def test_moments_are_as_the_store_writes_them() -> None:
    assert briefing_of.now().tzinfo is None
    assert abs(briefing_of.now() - briefing_of.now()) < timedelta(seconds=5)
