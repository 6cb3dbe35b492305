"""The network between a server and PostgreSQL goes, and nobody is told: both ends notice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from analytics.address import Lake
from analytics.store import Store, StoreError
from analytics.store_lake import _noticing
from analytics.verification import verify
from tests.conftest import LONG
from tests.durability_child import SMALL, bring_in
from tests.lake import Postgres
from tests.relay import Relay

SECONDS = 45
"""More than ``docs/scaling.md`` says, and much less than TCP's own quarter of an hour."""


@pytest.fixture
def listening() -> Iterator[Postgres]:
    server = Postgres(listens=True)
    yield server
    server.remove()


@pytest.fixture
def line(listening: Postgres) -> Iterator[Relay]:
    relay = Relay(listening.port)
    yield relay
    relay.close()


def refused(act: Callable[[], object]) -> StoreError:
    """The refusal, which has to come."""
    told: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except StoreError as error:
            told.append(error)

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(SECONDS)
    assert not asking.is_alive(), "still waits for an answer that cannot come"
    (error,) = told
    assert isinstance(error, StoreError)
    return error


@LONG
def test_who_asks_over_a_cut_line_is_told_and_goes_on_when_it_is_mended(
    listening: Postgres, line: Relay
) -> None:
    lake = listening.lake()
    with closing(Store.open(listening.over_tcp(lake, line.port))) as store:
        bring_in(store, "a.csv", SMALL)
        line.cut()
        for act in (
            lambda: store.rows("FROM submission"),
            lambda: bring_in(store, "b.csv", SMALL),
            lambda: Store.open(store.address),
        ):
            error = refused(act)
            assert error.code == "store_unreachable"
            assert "password" not in str(error.details)
        line.mend()
        assert len(store.submissions()) == 1
        assert bring_in(store, "b.csv", SMALL) == 2
        assert verify(store) == ()


@LONG
def test_the_turn_of_a_server_that_vanished_is_given_to_the_next(
    listening: Postgres, line: Relay
) -> None:
    lake = listening.lake()
    with (
        closing(Store.open(listening.over_tcp(lake, line.port))) as vanishing,
        closing(Store.open(lake)) as other,
    ):
        with vanishing.at_rest():
            line.cut()
            assert bring_in(other, "a.csv", SMALL) == 1, "within a writer's patience"
        line.mend()
        assert bring_in(vanishing, "b.csv", SMALL) == 2
        assert verify(other) == ()


def test_what_the_address_says_itself_counts() -> None:
    """Of two parameters of a name libpq takes the last."""
    catalogue = "host=db tcp_user_timeout=9000"
    assert _noticing(catalogue).startswith("connect_timeout='3' tcp_user_timeout='5000' ")
    assert _noticing(catalogue).endswith(f" {catalogue}")


def test_an_address_in_the_form_of_a_url_says_it_too(lake: Lake) -> None:
    named = dict(word.split("=") for word in lake.catalogue.split())
    host = named["host"].replace("/", "%2F")
    url = f"postgresql://{named['user']}@{host}:{named['port']}/{named['dbname']}"
    asked = f"{url}?connect_timeout=7"
    assert _noticing(asked).count("connect_timeout") == 1
    with closing(Store.open(Lake(asked, lake.data))) as store:
        assert bring_in(store, "a.csv", SMALL) == 1


@pytest.fixture
def lake(postgres: Postgres) -> Lake:
    return postgres.lake()
