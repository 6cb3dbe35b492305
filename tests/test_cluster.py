"""Several servers over one store: one order, no loss, and what happens when one of them dies."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from analytics import backup, bundled, queries, shared_store
from analytics.address import Lake
from analytics.audit import first_broken
from analytics.settings import ROOT, Settings
from analytics.shared_ledger import SharedLedger
from analytics.store import Store, StoreError
from analytics.verification import verify
from tests import cluster_child
from tests.builders import somebody
from tests.conftest import LONG
from tests.durability_child import LARGE, SMALL, bring_in
from tests.lake import Postgres, database_of

SERVERS = 3
KILLS = 6
CUTS = 20
Child = Callable[[Lake, str, Connection], None]


@pytest.fixture(scope="module", autouse=True)
def quick_children() -> Iterator[None]:
    """Children are forked from one process that has imported everything and opened nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(ROOT))
        multiprocessing.set_forkserver_preload(["tests.cluster_child"])
        yield


@pytest.fixture
def lake(postgres: Postgres) -> Lake:
    return postgres.lake()


class Server:
    """A server process, and what it says."""

    def __init__(self, child: Child, lake: Lake, name: str) -> None:
        context = multiprocessing.get_context("forkserver")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=child, args=(lake, name, theirs))
        self._process.start()
        theirs.close()

    def says(self, word: str) -> object:
        assert self._line.poll(120), f"never says {word}"
        said, value = self._line.recv()
        assert said == word
        return value

    def until(self, word: str) -> list[tuple[str, object]]:
        """All that it says, to that word."""
        said: list[tuple[str, object]] = []
        while not said or said[-1][0] != word:
            assert self._line.poll(120), f"never says {word}"
            said.append(self._line.recv())
        return said

    def tell(self, word: str) -> None:
        self._line.send(word)

    def kill(self) -> list[tuple[str, object]]:
        """End it like a power cut; what it had said until then."""
        self._process.kill()
        self._process.join()
        return self.rest()

    def end(self) -> list[tuple[str, object]]:
        self._line.send("end")
        rest = self.rest()
        self._process.join()
        assert self._process.exitcode == 0
        return rest

    def rest(self) -> list[tuple[str, object]]:
        said = []
        while True:
            try:
                said.append(self._line.recv())
            except (EOFError, ConnectionResetError):
                self._line.close()
                return said


def test_servers_that_submit_at_once_agree_on_one_order(lake: Lake) -> None:
    servers = [Server(cluster_child.bring_in_together, lake, f"server-{n}") for n in range(SERVERS)]
    for server in servers:
        server.says("open")
    for server in servers:
        server.tell("go")
    for server in servers:
        server.says("done")
    for server in servers:
        server.tell("tell")
    told = [server.says("tell") for server in servers]
    assert told[0] == told[1] == told[2]
    with closing(Store.open(lake)) as store:
        numbers = [submission.submission_id for submission in store.submissions()]
        assert numbers == list(range(SERVERS * cluster_child.EACH + 1, 0, -1))
        named = [s for s in store.submissions() if s.file_name == cluster_child.COMMON]
        assert len(named) == 1, "the same file from three servers is one submission"
        assert first_broken(store.entries()) is None
        assert verify(store) == ()


def test_a_commit_is_seen_by_the_other_servers_untold(lake: Lake) -> None:
    with closing(Store.open(lake)) as one, closing(Store.open(lake)) as other:
        seen = other.revision()
        bring_in(one, "a.csv", SMALL)
        assert one.revision() != seen, "who wrote sees it at once"
        given_up = time.monotonic() + 2
        while other.revision() == seen:
            assert time.monotonic() < given_up
            time.sleep(0.05)
        assert other.revision() == one.revision()
        assert other.observations(1).num_rows == SMALL.num_rows


def test_two_writers_that_meet_in_spite_of_the_turn_do_not_both_commit(lake: Lake) -> None:
    """As when a server dies whose commit PostgreSQL still carries out."""
    with closing(Store.open(lake)) as one, closing(Store.open(lake)) as other:
        cursors = [store._engine.cursor() for store in (one, other)]
        for cursor in cursors:
            cursor.begin()
            cursor.execute(
                "INSERT INTO mapping SELECT count(*) + 1, 's', 'n', 'b', now()::TIMESTAMP, 'w'"
                " FROM mapping"
            )
        cursors[0].commit()
        with pytest.raises(duckdb.TransactionException):
            cursors[1].commit()
        assert one.rows("SELECT event_number FROM mapping") == [{"event_number": 1}]


def test_a_server_killed_before_its_commit_leaves_nothing(lake: Lake) -> None:
    with closing(Store.open(lake)) as other:
        bring_in(other, "a.csv", SMALL)
        dying = Server(cluster_child.stop_before_the_commit, lake, "never.csv")
        dying.says("waiting")
        dying.kill()
        assert bring_in(other, "b.csv", SMALL) == 2, "the turn is free again"
        assert {s.file_name for s in other.submissions()} == {"a.csv", "b.csv"}
        assert verify(other) == ()


def test_a_server_killed_after_its_commit_is_put_on_record_by_the_next(lake: Lake) -> None:
    with closing(Store.open(lake)) as other:
        dying = Server(cluster_child.stop_after_the_commit, lake, "whole.csv")
        dying.says("waiting")
        dying.kill()
        assert len(other.ledger.read().entries) == 0
        assert bring_in(other, "b.csv", SMALL) == 2
        assert other.ledger.read().entries == other.entries()
        assert verify(other) == ()


@LONG
def test_servers_killed_at_random_moments(lake: Lake) -> None:
    moments = random.Random(7)  # noqa: S311 (moments, not secrets)
    with closing(Store.open(lake)) as other:
        for number in range(KILLS):
            dying = Server(cluster_child.bring_in_for_ever, lake, str(number))
            dying.says("open")
            time.sleep(moments.uniform(0, 1))
            said = [value for word, value in dying.kill() if word == "entry"]
            own = bring_in(other, f"other-{number}.csv", SMALL)
            numbers = [s.submission_id for s in other.submissions()]
            assert numbers == list(range(own, 0, -1))
            assert set(said) <= set(numbers)
            assert verify(other) == ()


def test_postgres_goes_and_comes_again(lake: Lake, postgres: Postgres) -> None:
    with closing(Store.open(lake)) as store:
        working = Server(cluster_child.bring_in_while_it_answers, lake, "a")
        working.says("open")
        working.says("entry")
        try:
            postgres.stop()
            with pytest.raises(StoreError) as refusal:
                store.rows("FROM submission")
            assert refusal.value.code == "store_unreachable"
            assert "dbname" not in str(refusal.value.details), "an address may hold a password"
            with pytest.raises(StoreError):
                bring_in(store, "b.csv", SMALL)
            with pytest.raises(StoreError):
                Store.open(lake)
            time.sleep(0.5)
        finally:
            postgres.start()
        bring_in(store, "b.csv", SMALL)
        time.sleep(0.5)
        said = working.end()
        words = [word for word, _ in said]
        assert "entry" in words[words.index("refused") :], "it went on by itself"
        bring_in(store, "c.csv", SMALL)
        acknowledged = {f"a-{number}.csv" for word, number in said if word == "entry"}
        assert {s.file_name for s in store.submissions()} == acknowledged | {
            *("a-0.csv", "b.csv", "c.csv")
        }
        assert verify(store) == ()


def test_a_standby_takes_over_from_a_postgres_that_crashed() -> None:
    """What was acknowledged is there, the servers go on by themselves; the old one is found out."""
    with ExitStack() as at_the_end:
        crashing = Postgres()
        at_the_end.callback(crashing.remove)
        standby = Postgres(follows=crashing)
        at_the_end.callback(standby.remove)
        crashing.wait_for_standbys()
        lake = crashing.or_else(standby, crashing.lake())
        store = at_the_end.enter_context(closing(Store.open(lake)))
        working = Server(cluster_child.bring_in_while_it_answers, lake, "a")
        working.says("open")
        working.says("entry")
        crashing.stop(signal.SIGQUIT)
        with pytest.raises(StoreError) as refusal:
            store.rows("FROM submission")
        assert refusal.value.code == "store_unreachable", "the standby is not asked for old figures"
        said = working.until("refused")
        standby.take_over()
        said += working.until("entry")  # it went on by itself
        bring_in(store, "b.csv", SMALL)
        said += working.end()
        acknowledged = {f"a-{number}.csv" for word, number in said if word == "entry"}
        found = {submission.file_name for submission in store.submissions()}
        assert found == acknowledged | {"a-0.csv", "b.csv"}
        assert verify(store) == ()
        crashing.start()  # nobody keeps it from taking writes, and the address names it first
        with closing(Store.open(lake)) as misled:
            assert {complaint.code for complaint in verify(misled)} == {"missing_submission"}
            with pytest.raises(StoreError) as refusal:
                bring_in(misled, "c.csv", SMALL)
            assert refusal.value.code == "store_incomplete"


def test_a_server_outlives_every_cut_of_its_connections(lake: Lake, postgres: Postgres) -> None:
    """DuckLake stumbles over many of them; none may end a server, or leave it useless."""
    moments = random.Random(3)  # noqa: S311 (moments, not secrets)
    working = Server(cluster_child.bring_in_while_it_answers, lake, "a")
    working.says("open")
    for _ in range(CUTS):
        time.sleep(moments.uniform(0, 0.4))
        postgres.cut(lake)
    time.sleep(1)
    said = working.end()
    words = [word for word, _ in said]
    assert {value for word, value in said if word == "refused"} == {"store_unreachable"}
    assert words[-1] == "entry", "it went on by itself"
    with closing(Store.open(lake)) as store:
        acknowledged = {f"a-{number}.csv" for word, number in said if word == "entry"}
        assert {s.file_name for s in store.submissions()} == acknowledged
        assert verify(store) == ()


def test_a_catalogue_from_an_older_day_takes_no_writes(lake: Lake, postgres: Postgres) -> None:
    """As when PostgreSQL is put back from its own backup, and nobody tells the servers."""
    with closing(Store.open(lake)) as store:
        bring_in(store, "a.csv", SMALL)
        assert isinstance(store.ledger, SharedLedger)
        lost = store.entries()[-1].model_copy(update={"number": 2, "previous": "x"})
        store.ledger.append([lost])
        with pytest.raises(StoreError) as refusal:
            bring_in(store, "b.csv", SMALL)
        assert refusal.value.code == "store_incomplete"
    with closing(Store.open(lake)) as store:
        assert store.ledger_broken_at is not None or store.missing


def test_tidying_changes_no_figure_while_servers_work(lake: Lake) -> None:
    with closing(Store.open(lake)) as store:
        for number in range(3):
            bring_in(store, f"{number}.csv", LARGE)
        working = Server(cluster_child.bring_in_while_it_answers, lake, "a")
        working.says("open")
        assert store.tidy(timedelta(days=7)) is not None
        assert store.tidy(timedelta(0)) is not None
        words = {word for word, _ in working.end()}
        assert words <= {"entry"}, "nobody was refused"
        for number in range(2):
            bring_in(store, f"then-{number}.csv", LARGE)
        alone = store.tidy(timedelta(0))
        assert alone is not None
        assert alone.after < alone.before
        assert alone.removed > 0
        assert verify(store) == ()
        assert store.ledger.read().entries == store.entries()


def test_maintaining_makes_the_files_of_an_earlier_version_small(
    lake: Lake, postgres: Postgres
) -> None:
    forget = "DELETE FROM ducklake_metadata WHERE key LIKE 'parquet_%'"
    postgres.ask(forget, database_of(lake))
    figures = lake.path / "main" / "stored_observation"

    def packed() -> set[str]:
        files = [pq.ParquetFile(file).metadata for file in figures.glob("*.parquet")]
        return {file.row_group(0).column(0).compression for file in files}

    with closing(Store.open(lake)) as store:
        bring_in(store, "a.csv", LARGE)
        bring_in(store, "b.csv", LARGE)
        assert packed() == {"SNAPPY"}
        before = store.fingerprints(), store.size()
        store.tidy(timedelta(0))
        assert packed() == {"ZSTD"}
        assert store.fingerprints() == before[0]
        assert store.size() < before[1]
        bring_in(store, "c.csv", LARGE)
        assert packed() == {"ZSTD"}


def test_a_store_moves_to_a_lake_and_back_equal_row_for_row(
    postgres: Postgres, few: Settings, tmp_path: Path
) -> None:
    first, back, lake = tmp_path / "first.duckdb", tmp_path / "back.duckdb", postgres.empty()
    with closing(Store.open(first)) as store:
        bundled.load(store, few)
        store.withdraw(2, by=somebody(), reason="vì sai")
        were, revision = store.fingerprints(), store.revision()
        entries, standing = store.entries(), queries.standing(store)
    moved = shared_store.move(first, lake)
    assert moved.observations == were["stored_observation"].rows
    with closing(Store.open(first)) as store:
        assert (store.fingerprints(), store.ledger.read().entries) == (were, entries)
    with closing(Store.open(lake)) as store:
        assert (store.fingerprints(), store.revision()) == (were, revision)
        assert queries.standing(store) == standing
        assert verify(store) == ()
    with pytest.raises(StoreError) as refusal:
        shared_store.move(first, lake)
    assert refusal.value.code == "target_not_empty"
    shared_store.move(lake, back)
    with closing(Store.open(back)) as store:
        assert (store.fingerprints(), store.revision()) == (were, revision)
        assert store.ledger.read().entries == entries
        assert verify(store) == ()


def test_a_lake_is_backed_up_restored_and_rebuilt(lake: Lake, few: Settings) -> None:
    with closing(Store.open(lake)) as store:
        bundled.load(store, few)
        were = store.fingerprints()
        made = backup.back_up(store, by=somebody()).path
        bring_in(store, "later.csv", LARGE)
        with pytest.raises(StoreError) as refusal:
            shared_store.restore(lake, made, by=somebody())
        assert refusal.value.code == "backup_is_older"
        shared_store.restore(lake, made, older=True, by=somebody())
        assert store.observations(1).num_rows > 0, "a server that ran on goes on"
        assert store.fingerprints()["stored_observation"] == were["stored_observation"]
        assert "later.csv" not in {s.file_name for s in store.submissions()}
        done = shared_store.rebuild(lake, few.codelists, by=somebody())
        assert done.kept_in.is_file()
        assert store.fingerprints()["stored_observation"] == were["stored_observation"]
        assert verify(store) == ()
        assert bring_in(store, "later.csv", LARGE) == len(store.submissions())
    with closing(Store.open(lake)) as store:
        assert store.missing == ()
        assert verify(store) == ()


@LONG
def test_a_lost_postgres_is_made_anew_from_the_folder(
    lake: Lake, few: Settings, postgres: Postgres
) -> None:
    with closing(Store.open(lake)) as store:
        bundled.load(store, few)
        store.withdraw(2, by=somebody(), reason="vì sai")
        were, standing = store.fingerprints(), queries.standing(store)
    new = Lake(postgres.empty().catalogue, lake.data)
    with closing(Store.open(new)) as store:
        assert len(store.missing) == were["audit_entry"].rows
        with pytest.raises(StoreError) as refusal:
            bring_in(store, "a.csv", SMALL)
        assert refusal.value.code == "store_incomplete"
    shared_store.rebuild(new, few.codelists, by=somebody())
    with closing(Store.open(new)) as store:
        found = store.fingerprints()
        tables = ("stored_observation", "submission", "withdrawal", "source", "area", "indicator")
        for table in tables:
            assert found[table] == were[table], table
        assert queries.standing(store) == standing
        assert verify(store) == ()


@LONG
def test_the_backup_of_a_lake_opens_without_one(lake: Lake, tmp_path: Path) -> None:
    with closing(Store.open(lake)) as store:
        bring_in(store, "a.csv", LARGE)
        made = backup.back_up(store, tmp_path / "a.duckdb", by=somebody()).path
        observations = store.observations(1)
    with closing(Store.look(made)) as copy:
        assert copy.observations(1) == observations


def test_a_new_catalogue_is_not_opened_over_anothers_figures(
    lake: Lake, postgres: Postgres
) -> None:
    """Its maintenance would remove what it knows nothing of."""
    with closing(Store.open(lake)) as store:
        bring_in(store, "a.csv", LARGE)
    shutil.rmtree(lake.path.with_name("lake.ledger"))
    astray = Lake(postgres.empty().catalogue, lake.data)
    with pytest.raises(StoreError) as refusal:
        Store.open(astray)
    assert refusal.value.code == "place_taken"
    with closing(Store.open(lake)) as store:
        assert verify(store) == (), "the ledger is written again from the store"


def test_what_the_first_server_left_half_done_keeps_no_other_out(postgres: Postgres) -> None:
    """As when it is killed while it writes the first codes, before anything is on record."""
    lake = postgres.empty()
    Store.open(lake).close()
    left = lake.path / "main" / "area" / "left.parquet"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half")
    with closing(Store.open(lake)) as store:
        store.adopt_codelists(Settings.read({}).codelists)
        bring_in(store, "a.csv", SMALL)
        store.tidy(timedelta(0))
        assert verify(store) == ()
    assert not left.exists()


def test_a_lake_that_lacks_something_is_not_put_in_order(lake: Lake, postgres: Postgres) -> None:
    """The files that it does not know of may be what it lacks."""
    with closing(Store.open(lake)) as store:
        bring_in(store, "a.csv", LARGE)
    files = {*lake.path.rglob("*.parquet")}
    lost = Lake(postgres.empty().catalogue, lake.data)
    with closing(Store.open(lost)) as store:
        assert store.missing
        with pytest.raises(StoreError) as refusal:
            store.tidy(timedelta(0))
        assert refusal.value.code == "store_incomplete"
    assert files <= {*lake.path.rglob("*.parquet")}


def test_another_folder_than_the_lakes_is_refused(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refusal:
        Store.open(Lake(lake.catalogue, tmp_path))
    assert refusal.value.code == "lake_elsewhere"
