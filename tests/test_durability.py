"""What was acknowledged survives; what was not leaves no trace. Real processes, real faults."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from analytics.settings import ROOT
from analytics.store import Store, StoreError
from analytics.verification import verify
from tests import durability_child
from tests.durability_child import LARGE, MEGABYTE, SMALL, bring_in

Child = Callable[[Path, str, Connection], None]


@pytest.fixture(scope="module", autouse=True)
def quick_children() -> Iterator[None]:
    """Children are forked from one process that has imported everything and opened nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(ROOT))
        multiprocessing.set_forkserver_preload(["tests.durability_child"])
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "figures.duckdb"


class Run:
    """One life of a child: what it acknowledged until it ended."""

    def __init__(self, child: Child, path: Path, prefix: str) -> None:
        context = multiprocessing.get_context("forkserver")
        self._told, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=child, args=(path, prefix, theirs))
        self._process.start()
        theirs.close()
        self.acknowledged = 0
        self.was_refused = False

    def until_open(self) -> None:
        assert self._told.recv() == ("open", 0)

    def until_acknowledged(self) -> None:
        what, self.acknowledged = self._told.recv()
        assert what == "entry", what

    def kill_after(self, seconds: float) -> None:
        self._process.join(seconds)
        assert self._process.is_alive(), "it ended by itself"
        self._process.kill()
        self.to_the_end()

    def to_the_end(self) -> None:
        while True:
            try:
                what, number = self._told.recv()
            except EOFError:
                break
            self.acknowledged = max(self.acknowledged, number)
            self.was_refused = self.was_refused or what == "refused"
        self._process.join()
        self._told.close()


def assert_whole(path: Path, acknowledged: int) -> int:
    """The store opens, has all that was acknowledged and nothing half; how many entries it has."""
    with closing(Store.open(path)) as store:
        assert verify(store) == ()
        done = len(store.entries())
        assert acknowledged <= done <= acknowledged + 1, "at most what was just being done"
        kept = {file.name for file in store.archive.folder.glob("*")}
        assert kept == {submission.sha256 for submission in store.submissions()}
        assert not path.with_name(f"{path.name}.ledger.doubt").exists()
    return done


def test_killed_at_random_moments(path: Path, request: pytest.FixtureRequest) -> None:
    kills = request.config.getoption("--kills")
    moments = random.Random(6)  # noqa: S311 (moments, not secrets)
    done = 0
    for number in range(kills):
        child = Run(durability_child.bring_in_many, path, str(number))
        child.until_open()
        if number % 2:  # else on a slow machine all might die before anything was brought in
            child.until_acknowledged()
        child.kill_after(moments.uniform(0, 0.5))
        done = assert_whole(path, max(done, child.acknowledged))
    assert done >= kills // 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount") or "mount"
    command = [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if mounted.returncode:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)  # noqa: S603


def test_a_full_disk(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(3 * MEGABYTE))
    path = small_disk / "figures.duckdb"
    child = Run(durability_child.bring_in_until_refused, path, "a")
    child.to_the_end()
    assert child.was_refused
    ballast.unlink()
    done = assert_whole(path, child.acknowledged)
    again = Run(durability_child.bring_in_until_refused, path, "b")
    again.to_the_end()
    assert again.acknowledged > done
    elsewhere = small_disk.parent / "elsewhere"
    shutil.copytree(small_disk, elsewhere)
    assert_whole(elsewhere / path.name, again.acknowledged)


def test_a_file_that_may_not_grow(path: Path) -> None:
    child = Run(durability_child.with_small_files, path, "a")
    child.to_the_end()
    assert child.was_refused
    assert_whole(path, child.acknowledged)


def test_memory_that_runs_out(path: Path) -> None:
    child = Run(durability_child.with_little_memory, path, "a")
    child.to_the_end()
    assert child.acknowledged
    assert_whole(path, child.acknowledged)


# Damage -------------------------------------------------------------------------------------


@pytest.fixture
def left_with_a_log(path: Path) -> Path:
    """A store as a killed process leaves it: the last submissions are only in DuckDB's log."""
    with closing(Store.open(path)) as store:
        bring_in(store, "a.csv", LARGE)
    child = Run(durability_child.bring_in_many, path, "b")
    child.until_open()
    while child.acknowledged < 3:
        child.acknowledged = child._told.recv()[1]
    child.kill_after(0)
    assert path.with_name(f"{path.name}.wal").stat().st_size
    return path


def test_a_log_that_was_cut_off_is_found_out(left_with_a_log: Path) -> None:
    path = left_with_a_log
    log = path.with_name(f"{path.name}.wal")
    log.write_bytes(log.read_bytes()[:-1])
    with closing(Store.open(path)) as store:
        assert {complaint.code for complaint in verify(store)} <= {
            "missing_submission",
            "missing_withdrawal",
        }
        assert store.missing
        with pytest.raises(StoreError) as refusal:
            bring_in(store, "c.csv", SMALL)
        assert refusal.value.code == "store_incomplete"


def test_a_log_that_is_gone_is_found_out(left_with_a_log: Path) -> None:
    path = left_with_a_log
    path.with_name(f"{path.name}.wal").unlink()
    with closing(Store.open(path)) as store:
        assert len(store.missing) >= 2
        assert len(verify(store)) >= 2


def test_a_flipped_bit_is_refused_or_found_out(left_with_a_log: Path, tmp_path: Path) -> None:
    path = left_with_a_log
    with closing(Store.open(path)):
        pass  # the log goes into the file
    moments = random.Random(6)  # noqa: S311 (moments, not secrets)
    size = path.stat().st_size
    found = 0
    for place in [5000, *moments.choices(range(12_288, size), k=6)]:
        damaged = tmp_path / str(place) / path.name
        damaged.parent.mkdir(exist_ok=True)
        content = bytearray(path.read_bytes())
        content[place] ^= 4
        damaged.write_bytes(content)
        for suffix in (".ledger", ".files"):
            damaged.with_name(damaged.name + suffix).symlink_to(path.with_name(path.name + suffix))
        try:
            with closing(Store.open(damaged)) as store:
                complaints = verify(store)
        except StoreError as refusal:
            found += refusal.code == "store_damaged"
        else:
            found += bool(complaints)
    assert found


def test_a_flipped_bit_in_the_log_is_refused(left_with_a_log: Path) -> None:
    path = left_with_a_log
    log = path.with_name(f"{path.name}.wal")
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 4
    log.write_bytes(content)
    with pytest.raises(StoreError) as refusal:
        Store.open(path)
    assert refusal.value.code == "store_damaged"
    assert log.read_bytes() == content, "nothing is thrown away"
