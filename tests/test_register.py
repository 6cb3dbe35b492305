"""What questions know of submissions and sources: once a commit, of one moment, never of an older.

``test_vintage`` holds it against a replay of all that happened.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analytics import queries
from analytics.model import NOW, Observation, ObsStatus, Source, Submission, Vintage
from analytics.queries import asking
from analytics.store import Store
from analytics.store_engine import Engine
from tests.builders import TAY_HO, observation, somebody
from tests.conftest import LONG, ON_LINUX
from tests.test_store import rows_of

if TYPE_CHECKING:
    from tests.lake import Postgres

MARCH = Source(source="march", title="March", published=date(2023, 3, 10))
MAY = Source(source="may", title="May", published=date(2023, 5, 10))
KEY = observation("100").key


def submit(
    store: Store, name: str, *reports: Observation, sources: Sequence[Source] = (MARCH,)
) -> Submission:
    submission, _ = store.submit(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        file_name=name,
        content=name.encode(),
        by=somebody(),
        observations=rows_of(*reports),
        sources=sources,
    )
    return submission


def answers(store: Store, vintage: Vintage = NOW) -> list[object]:
    """What every question says that asks which reports are known."""
    moved = queries.moved(store, Vintage(published_by=date(2023, 4, 1)), vintage)
    return [
        queries.standing(store, vintage=vintage),
        queries.known(store, areas=[TAY_HO], vintage=vintage),
        queries.extent(store, vintage=vintage),
        queries.freshness(store, areas=[TAY_HO], vintage=vintage),
        queries.reports(store, KEY, vintage),
        sorted(moved.known.to_pylist(), key=str),
        queries.reported_indicators(store),
        queries.figures_by_source(store),
    ]


@pytest.fixture
def lived(store: Store) -> Store:
    """Three submissions report a figure; one is withdrawn, one was and stands again."""
    submit(store, "a", observation("100", source="march"))
    submit(store, "b", observation("101", source="may"), sources=[MAY])
    submit(store, "c", observation("102", source="undescribed", obs_status=ObsStatus.ESTIMATE))
    for number in (1, 2):
        store.withdraw(number, by=somebody(), reason="")
    store.put_back(1, by=somebody(), reason="")
    return store


def test_it_says_what_the_schema_says(lived: Store) -> None:
    register = lived.register()
    events = lived.rows("SELECT withdrawn_at AS at FROM withdrawal ORDER BY event_number")
    submissions = lived.submissions()
    moments = [None, *(row["at"] for row in events), *(one.submitted_at for one in submissions)]
    for moment in moments:
        rows = lived.rows("FROM standing_submission(?) ORDER BY submission_id", [moment])
        assert register.standing(moment).tolist() == [row["submission_id"] for row in rows]
    assert {len(register.standing(moment)) for moment in moments} == {1, 2, 3}
    rows = lived.rows(
        """
        SELECT * EXCLUDE (submission_id) FROM source
        QUALIFY row_number() OVER (PARTITION BY source ORDER BY submission_id NULLS FIRST) = 1
        ORDER BY source
        """
    )
    assert list(register.sources.values()) == [Source.model_validate(row) for row in rows]
    assert tuple(register.submission(one.submission_id) for one in submissions) == submissions
    assert lived.codelists().sources == tuple(register.sources.values())


def test_many_that_are_hidden_are_as_hidden_as_few(
    lived: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = answers(lived)
    monkeypatch.setattr(asking, "MANY", 0)
    assert answers(lived) == few


def test_what_is_committed_before_the_figures_are_read_is_not_let_in(
    lived: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question has its register, then comes a commit, then it reads: as if it had come before."""
    unseen = lived.register()
    vintages = (NOW, Vintage(published_by=date(2023, 4, 1)))
    before = [answers(lived, vintage) for vintage in vintages]
    named = Source(source="undescribed", title="Described", published=date(2023, 3, 1))
    others = (observation("103", source="march"), observation("9", indicator="targets_met"))
    submit(lived, "d", *others, sources=[named])
    lived.put_back(2, by=somebody(), reason="")
    after = [answers(lived, vintage) for vintage in vintages]
    assert all(a != b for a, b in zip(before[0], after[0], strict=True))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Store, "register", lambda _: unseen)
        assert [answers(lived, vintage) for vintage in vintages] == before
    assert [answers(lived, vintage) for vintage in vintages] == after


def test_it_says_how_often_the_record_was_found_to_be_another(store: Store, tmp_path: Path) -> None:
    submit(store, "a", observation("100"))
    submit(store, "b", observation("101"))
    assert store.register().replaced == 0
    store.withdraw(2, by=somebody(), reason="")
    submit(store, "c", observation("102"))
    assert store.register().replaced == 0, "it goes on"
    for name, times in (("a", 1), ("other", 2)):
        with closing(Store.open(tmp_path / f"{name}.duckdb")) as other:
            submit(other, name, observation("200"))
            store.take_rows(other)
            assert store.register().replaced == times
            assert store.register().replaced == times


def test_what_is_searched_is_the_record_that_there_is(store: Store, tmp_path: Path) -> None:
    sought = [queries.Sought(areas=(TAY_HO,))]
    submit(store, "a", observation("100"))
    (before,) = queries.search(store, sought).reports
    with closing(Store.open(tmp_path / "other.duckdb")) as other:
        submit(other, "other", observation("200"), observation("201", ref_area="001"))
        store.take_rows(other)
    page = queries.search(store, sought)
    assert ([one.printed for one in page.reports], page.found) == (["200"], 1)
    assert before.printed == "100"
    assert queries.search(store, [queries.Sought(areas=("001",))]).found == 1


def test_a_source_is_dated_by_whoever_describes_it_first(lived: Store) -> None:
    then = Vintage(published_by=date(2023, 3, 31))
    assert [report.source for report in queries.standing(lived, vintage=then)] == ["march"]
    named = Source(source="undescribed", title="Described", published=date(2023, 3, 31))
    submit(lived, "d", observation("50", source="undescribed"), sources=[named])
    assert [report.source for report in queries.standing(lived, vintage=then)] == ["undescribed"]
    again = Source(source="undescribed", title="Described", published=date(2023, 4, 1))
    submit(lived, "e", observation("51", source="undescribed"), sources=[again])
    assert [report.printed for report in queries.standing(lived, vintage=then)] == ["51"]


def test_a_marker_that_goes_back_brings_back_no_register(
    lived: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two look at a lake at once, and the one that looked first says so last."""
    marks = iter([5, 5, 6, 5])
    monkeypatch.setattr(type(lived._engine), "marker", lambda _: next(marks))
    first = lived.register()
    submit(lived, "d", observation("103"))
    assert lived.register() is first, "nobody was told of the commit"
    told = lived.revision()
    assert told != first.revision
    assert lived.register().revision == told


def test_it_is_read_once_a_commit_however_many_ask(
    lived: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    reading = Store._read_register

    def slowly(self: Store) -> object:
        register = reading(self)
        read.append(register.revision)
        return register

    monkeypatch.setattr(Store, "_read_register", slowly)
    submit(lived, "d", observation("103"))
    at_once = threading.Barrier(8)
    got = []

    def ask() -> None:
        at_once.wait()
        got.append(lived.register())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read) == 1
    assert len(got) == 8
    assert len(set(map(id, got))) == 1


def test_without_a_marker_it_is_read_each_time(
    lived: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(lived._engine), "marker", Engine.marker)
    before = lived.revision()
    submit(lived, "d", observation("103"))
    assert lived.revision() != before


@LONG
@pytest.mark.skipif(not ON_LINUX, reason="needs Linux")
def test_what_another_server_commits_is_in_the_next_answer(postgres: Postgres) -> None:
    lake = postgres.lake()
    with closing(Store.open(lake)) as ours, closing(Store.open(lake)) as theirs:
        said = [ours.revision()]
        for change in (
            lambda: submit(theirs, "a", observation("100", source="march")),
            lambda: theirs.withdraw(1, by=somebody(), reason=""),
            lambda: theirs.put_back(1, by=somebody(), reason=""),
            lambda: submit(theirs, "b", observation("101", source="may"), sources=[MAY]),
        ):
            change()
            given_up = time.monotonic() + 30
            while ours.revision() == said[-1] and time.monotonic() < given_up:
                time.sleep(0.05)
            said.append(ours.revision())
            assert answers(ours) == answers(theirs)
        assert len(set(said)) == 5
        (stands,) = queries.standing(ours)
        assert stands.printed == "101"
