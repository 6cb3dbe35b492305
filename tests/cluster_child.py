"""Servers of a shared store, each a process of its own, that tests let work, meet and die.

Each sends what happens, as a pair of a word and a value.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from multiprocessing.connection import Connection

from analytics.address import Lake
from analytics.audit import Entry
from analytics.shared_ledger import SharedLedger
from analytics.store import Store, StoreError
from tests.durability_child import LARGE, SMALL, bring_in

EACH = 4
COMMON = "common.csv"


def bring_in_together(lake: Lake, name: str, line: Connection) -> None:
    """Some files of its own and one that every server brings in, as soon as it is told to."""
    store = Store.open(lake)
    line.send(("open", 0))
    assert line.recv() == "go"
    for number in range(EACH):
        if number == EACH // 2:
            bring_in(store, COMMON, SMALL)
        bring_in(store, f"{name}-{number}.csv", LARGE if number % 2 else SMALL)
    line.send(("done", 0))
    assert line.recv() == "tell"
    found = tuple((s.submission_id, s.sha256) for s in store.submissions())
    line.send(("tell", (found, store.revision(), store.entries()[-1].hash)))


def bring_in_for_ever(lake: Lake, name: str, line: Connection) -> None:
    store = Store.open(lake)
    line.send(("open", 0))
    for number in range(1_000_000):
        line.send(("entry", bring_in(store, f"{name}-{number}.csv", SMALL)))


def stop_before_the_commit(lake: Lake, name: str, line: Connection) -> None:
    """All is written and the turn is its own; then it never comes to the commit."""
    store = Store.open(lake)

    def wait(content_name: str, content: bytes) -> bool:
        line.send(("waiting", 0))
        time.sleep(3600)
        return False

    store.archive.keep = wait  # type: ignore[method-assign,assignment]
    bring_in(store, name, LARGE)


def stop_after_the_commit(lake: Lake, name: str, line: Connection) -> None:
    """PostgreSQL has it; then it never comes to the ledger."""
    store = Store.open(lake)

    def wait(entries: Sequence[Entry]) -> None:
        line.send(("waiting", 0))
        time.sleep(3600)

    assert isinstance(store.ledger, SharedLedger)
    store.ledger.append = wait  # type: ignore[method-assign]
    bring_in(store, name, SMALL)


def bring_in_while_it_answers(lake: Lake, name: str, line: Connection) -> None:
    """Tries again whenever the store is said not to answer, until it is told to end."""
    store = Store.open(lake)
    line.send(("open", 0))
    number = 0
    while not line.poll():
        try:
            bring_in(store, f"{name}-{number}.csv", SMALL)
        except StoreError as refusal:
            line.send(("refused", refusal.code))
            time.sleep(0.1)
        else:
            line.send(("entry", number))
            number += 1
    store.close()
