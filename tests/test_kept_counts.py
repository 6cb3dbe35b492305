"""What changed in all areas is counted once: a kept count is of no other moments or figures."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import changes, queries, shared_store
from analytics.address import Address
from analytics.ingest import check, commit
from analytics.model import BEGINNING, NOW, Observation, ObsStatus, Submission, Vintage
from analytics.queries import AreaChanges, Moved, changing, kept_counts, moving
from analytics.store import SCHEMA_VERSION, Store, StoreError
from analytics.verification import verify
from tests.builders import CODELISTS, TAY_HO, observation, somebody
from tests.conftest import BOTH_ENGINES, ON_LINUX
from tests.ingest.test_checking import OPTIONS, file_of, line
from tests.lake import Postgres
from tests.places import opened, past_the_app, put_in_order
from tests.test_asked_of_many import WIDE, counted_plainly
from tests.test_register import MARCH, MAY, submit
from tests.test_vintage import PUBLISHED, Event, happen, happening


@pytest.fixture(scope="module", autouse=True)
def _much() -> Iterator[None]:
    """Whatever changed is more than a reader would wait for."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moving, "_HELD_AT_ONCE", 0)
        patched.setattr(moving, "FEW", 0)
        yield


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> list[Moved]:
    """What is counted from now on."""
    counted: list[Moved] = []

    def count(store: Store, moved: Moved) -> tuple[AreaChanges, ...]:
        counted.append(moved)
        return count_changes(store, moved)

    count_changes = changing.count_changes
    monkeypatch.setattr(kept_counts, "count_changes", count)
    return counted


@pytest.fixture
def lived(store: Store) -> Store:
    """An estimate, the same figures final, one of them revised, nothing new; all counted."""
    estimates = [observation("100", obs_status=ObsStatus.ESTIMATE, source="march")]
    final = [observation("100", source="march"), observation("7", ref_area="004", source="march")]
    submit(store, "a", *estimates)
    submit(store, "b", *final)
    submit(store, "c", final[0]._replace(obs_value=final[1].obs_value, source="may"), sources=[MAY])
    submit(store, "d", final[1])
    assert queries.keep_counts(store) == 4
    return store


CHANGED = [
    (AreaChanges(ref_area=TAY_HO, new=1),),
    (AreaChanges(ref_area=TAY_HO, revised=1), AreaChanges(ref_area="004", new=1)),
    (AreaChanges(ref_area=TAY_HO, revised=1),),
    (),
]
"""What each of those changed."""


def each_changed(store: Store) -> list[tuple[AreaChanges, ...]]:
    """What each submission changed, oldest first."""
    return [
        queries.counted_changes(store, queries.brought(store, number))
        for number in store.register().numbers.tolist()
    ]


def kept(store: Store) -> list[dict[str, object]]:
    return store.rows("FROM counted_change ORDER BY ALL")


# Kept and right ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


def assert_counted_right(store: Store, others: Sequence[tuple[Vintage, Vintage]]) -> None:
    """Of what each submission changed, and of other moments, the plain way gives the same."""
    times = [Vintage(submitted_by=one.submitted_at) for one in reversed(store.submissions())]
    for before, after in [*pairwise([BEGINNING, *times]), *others]:
        naive = changes.changes(
            queries.standing(store, vintage=before), queries.standing(store, vintage=after)
        )
        moved = queries.moved(store, before, after)
        assert queries.counted_changes(store, moved) == counted_plainly(naive)


def describe_anew(store: Store, source: str, day: date | None) -> None:
    """Have the codelist give a source another date, as another edition of its file does."""
    with store._transaction() as cursor:
        cursor.execute("DELETE FROM source WHERE submission_id IS NULL")
        cursor.execute(
            "INSERT INTO source BY NAME SELECT * REPLACE (NULL AS submission_id, ? AS published)"
            " FROM source WHERE source = ? LIMIT 1",
            [day, source],
        )


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    happening(WIDE),
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    st.sampled_from(sorted(PUBLISHED)),
    st.sampled_from([None, date(2023, 2, 1), date(2023, 6, 1)]),
)
def test_what_is_kept_is_what_the_plain_way_gives(
    folder: Path, events: list[Event], two: tuple[int, int], source: str, day: date | None
) -> None:
    with closing(Store.open(Path(mkdtemp(dir=folder)) / "figures.duckdb")) as store:
        moments = happen(store, events)
        one, other = (Vintage(submitted_by=moments[at % len(moments)]) for at in two)
        others = [(one, other), (one, NOW), (Vintage(published_by=date(2023, 2, 1)), NOW)]
        queries.keep_counts(store)
        assert_counted_right(store, others)
        if store.submissions():
            describe_anew(store, source, day)
        assert_counted_right(store, others)
        queries.keep_counts(store)
        assert_counted_right(store, others)


@BOTH_ENGINES
def test_what_is_kept_is_not_counted_again(lived: Store, counting: list[Moved]) -> None:
    assert each_changed(lived) == CHANGED
    assert queries.keep_counts(lived) == 0
    assert counting == []
    assert len(kept(lived)) == 4


def test_two_other_moments_are_counted(lived: Store, counting: list[Moved]) -> None:
    first, second, third, fourth = (
        Vintage(submitted_by=one.submitted_at) for one in reversed(lived.submissions())
    )
    pairs = [(BEGINNING, second), (first, third), (second, first), (first, first), (third, NOW)]
    told = [queries.counted_changes(lived, queries.moved(lived, *pair)) for pair in pairs]
    assert told == [
        (AreaChanges(ref_area=TAY_HO, new=1), AreaChanges(ref_area="004", new=1)),
        (AreaChanges(ref_area=TAY_HO, revised=1), AreaChanges(ref_area="004", new=1)),
        (AreaChanges(ref_area=TAY_HO, revised=1), AreaChanges(ref_area="004", withdrawn=1)),
        (),
        (),
    ]
    assert len(counting) == 4, "now is as after the last"
    counted = queries.moved(lived, third, fourth)
    assert queries.counted_changes(lived, counted) == ()
    assert len(counting) == 4


def test_a_withdrawal_since_leaves_what_a_submission_changed(
    lived: Store, counting: list[Moved]
) -> None:
    lived.withdraw(2, by=somebody(), reason="")
    assert each_changed(lived) == CHANGED
    lived.put_back(2, by=somebody(), reason="")
    assert each_changed(lived) == CHANGED
    assert counting == []


def test_a_source_of_another_date_is_another_count(lived: Store, counting: list[Moved]) -> None:
    """The newest source stands: from before March, May's figures come after those of March."""
    describe_anew(lived, "may", date(2023, 1, 10))
    assert each_changed(lived) == [*CHANGED[:2], (), ()]
    assert len(counting) == 2, "what came before knew nothing of that source"
    assert queries.keep_counts(lived) == 2
    describe_anew(lived, "may", MAY.published)
    counting.clear()
    assert each_changed(lived) == CHANGED
    assert counting == []


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("submission_id", 9),
        ("sha256", "0" * 64),
        ("submitted_at", datetime.fromisoformat("2026-01-01 08:00")),
        ("source", "another"),
        ("published", date(2020, 1, 1)),
        ("published", None),
        ("was_known", None),
        ("is_known", None),
    ],
)
def test_a_count_rests_on_each_cell_and_on_no_order(
    lived: Store, column: str, cell: object
) -> None:
    moved = queries.brought(lived, 3)
    whole = kept_counts._rests_on(moved)
    turned = moved.known.take(list(reversed(range(moved.known.num_rows))))
    assert kept_counts._rests_on(replace(moved, known=turned)) == whole
    for row in range(moved.known.num_rows):
        cells = moved.known[column].to_pylist()
        cells[row] = not cells[row] if column.endswith("_known") else cell
        at = moved.known.column_names.index(column)
        other = moved.known.set_column(
            at, column, pa.array(cells, moved.known.schema.field(at).type)
        )
        assert kept_counts._rests_on(replace(moved, known=other)) != whole


def test_a_count_is_read_as_it_was_written() -> None:
    counted = tuple(
        AreaChanges(ref_area=f"{area:03}", new=area % 3, revised=area % 2, withdrawn=1)
        for area in range(30)
    )
    assert kept_counts._read(kept_counts._written(counted)) == counted
    assert kept_counts._read(kept_counts._written(())) == ()


def test_other_rules_find_nothing_of_before(
    lived: Store, counting: list[Moved], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_counts, "_RULES", kept_counts._RULES + 1)
    assert each_changed(lived) == CHANGED
    assert len(counting) == 4


@BOTH_ENGINES
def test_what_two_servers_counted_at_once_is_right(lived: Store, counting: list[Moved]) -> None:
    for row in kept(lived):
        lived.keep_count(str(row["known"]), str(row["counts"]))
    assert each_changed(lived) == CHANGED
    assert counting == []
    assert verify(lived) == ()


# When it is kept ---------------------------------------------------------------------------


def come_in(store: Store, value: str, area: str = "Tây Hồ") -> tuple[Submission, bool]:
    checked = check(file_of(line(value, area=area)), "x", CODELISTS, OPTIONS)
    return commit(store, checked, somebody("lan"))


@BOTH_ENGINES
def test_a_file_that_comes_in_is_counted_and_nothing_else_is_new(
    store: Store, counting: list[Moved]
) -> None:
    come_in(store, "12,5")
    submission, is_new = come_in(store, "13,5")
    assert (submission.submission_id, is_new) == (2, True)
    assert len(counting) == len(kept(store)) == 2
    revision, register, entries = store.revision(), store.register(), store.entries()
    store.keep_count("0" * 64, "{}")
    assert store.revision() == revision
    assert store.register().submissions.equals(register.submissions)
    assert store.entries() == store.ledger.read().entries == entries
    counting.clear()
    assert each_changed(store)[1] == (AreaChanges(ref_area=TAY_HO, revised=1),)
    assert counting == []
    assert verify(store) == ()


def test_a_file_that_is_there_already_is_not_looked_at(store: Store) -> None:
    come_in(store, "12,5")
    with store._transaction() as cursor:
        cursor.execute("DELETE FROM counted_change")
    assert not come_in(store, "12,5")[1]
    assert kept(store) == []


def test_of_little_nothing_is_kept(
    store: Store, counting: list[Moved], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_HELD_AT_ONCE", "FEW"):  # reports, areas
        with monkeypatch.context() as patched:
            patched.setattr(moving, name, 8)
            come_in(store, f"{len(name)},5")
            assert queries.keep_counts(store) == 0
    assert kept(store) == []
    assert counting == []


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (StoreError("not_written", reason="full"), logging.WARNING),
        (duckdb.OutOfMemoryException("full"), logging.ERROR),
    ],
)
def test_a_count_that_cannot_be_kept_leaves_the_submission(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    level: int,
) -> None:
    monkeypatch.setattr(logging.getLogger("district"), "propagate", True)

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Store, "keep_count", fails)
        submission, is_new = come_in(store, "12,5")
    assert is_new
    assert store.submission(submission.submission_id) == submission
    (record,) = caplog.records
    assert record.levelno == level
    assert "what submission 1 changed is not kept" in record.message
    assert kept(store) == []
    assert each_changed(store) == [(AreaChanges(ref_area=TAY_HO, new=1),)]


@BOTH_ENGINES
def test_what_is_missing_is_counted_when_the_store_is_put_in_order(place: Address) -> None:
    with opened(place) as store:
        come_in(store, "12,5")
        figures: list[Observation] = [*queries.standing(store)]
        submit(store, "b", figures[0]._replace(ref_area="004", source="march"), sources=[MARCH])
        store.keep_count("0" * 64, "{}")
        before = kept(store)
    put_in_order(place)
    with opened(place) as store:
        assert len(kept(store)) == len(before) + 1
        assert [row for row in kept(store) if row in before] == before
        assert queries.keep_counts(store) == 0
        after = kept(store)
    put_in_order(place)
    with opened(place) as store:
        assert kept(store) == after


def test_a_store_of_version_5_is_upgraded_and_counted(place: Address) -> None:
    with opened(place) as store:
        submit(store, "a", observation("100", source="march"))
    past_the_app(place, "DROP TABLE counted_change", "UPDATE schema_version SET version = 5")
    with opened(place) as store:
        assert store.rows("FROM schema_version") == [{"version": SCHEMA_VERSION}]
        assert (store.backups / f"before-version-{SCHEMA_VERSION}.duckdb").exists()
        assert kept(store) == []
        assert queries.keep_counts(store) == 1


@pytest.mark.skipif(not ON_LINUX, reason="needs Linux")
def test_counts_move_with_the_store(
    postgres: Postgres, tmp_path: Path, counting: list[Moved]
) -> None:
    first, lake, back = tmp_path / "first.duckdb", postgres.empty(), tmp_path / "back.duckdb"
    with opened(first) as store:
        submit(store, "a", observation("100", source="march"))
        queries.keep_counts(store)
    shared_store.move(first, lake)
    shared_store.move(lake, back)
    counting.clear()
    for place in (first, lake, back):
        with opened(place) as store:
            assert each_changed(store) == [CHANGED[0]]
    assert counting == []


def test_a_store_that_is_behind_its_ledger_takes_no_counts(store: Store) -> None:
    submit(store, "a", observation("100", source="march"))
    store.missing = store.entries()
    assert queries.keep_counts(store) == 0
    assert kept(store) == []


# Altered -----------------------------------------------------------------------------------


def alter(store: Store, number: int, counts: str) -> None:
    known = kept_counts._rests_on(queries.brought(store, number))
    with store._transaction() as cursor:
        cursor.execute("UPDATE counted_change SET counts = ? WHERE known = ?", [counts, known])


@BOTH_ENGINES
@pytest.mark.parametrize("counts", ['{"new":{"003":2},"revised":{},"withdrawn":{}}', "no count"])
def test_a_count_that_is_altered_past_the_app_is_found(store: Store, counts: str) -> None:
    for number in range(6):
        submit(store, str(number), observation(str(100 + number), source="march"))
    queries.keep_counts(store)
    assert verify(store) == ()
    alter(store, 4, counts)
    found = [(complaint.code, complaint.details) for complaint in verify(store)]
    assert found == [("counts_altered", (("submission", "4"),))]
    assert verify(store, thorough=False) == ()


def test_of_old_submissions_what_they_changed_is_not_counted_again(
    store: Store, counting: list[Moved]
) -> None:
    for number in range(7):
        submit(store, str(number), observation(str(100 + number), source="march"))
    queries.keep_counts(store)
    counting.clear()
    alter(store, 1, "no count")
    assert verify(store) == ()
    assert len(counting) == 5
