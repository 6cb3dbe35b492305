"""Bytes that stay on the disk once a call returns, as far as the disk keeps its word."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Put a whole file in place: after a crash there is the old one or the new one, never half."""
    with _growing(path) as file:
        file.write(content)


def copy(source: Path, target: Path) -> None:
    """The same for a file that may be too large for memory."""
    with source.open("rb") as reading, _growing(target) as file:
        shutil.copyfileobj(reading, file, 1 << 20)


@contextmanager
def _growing(path: Path) -> Iterator[BinaryIO]:
    """A file under another name, which takes its place once all of it is on disk."""
    growing = path.with_name(f"{path.name}.part")
    try:
        with growing.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        growing.replace(path)
    except OSError:
        growing.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def copy_open(source: Path, target: Path) -> None:
    """Copy a file that this process has open and locked. Raises ``OSError``.

    A process of its own does it: POSIX drops a process's locks on a file as soon as that process
    closes the file once, so reading it here would let a second process in.
    """
    done = subprocess.run(  # noqa: S603 (our own file and two paths)
        [sys.executable, "-I", __file__, str(source), str(target)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OSError(done.stderr.strip().rpartition("\n")[2])


def append(path: Path, line: bytes) -> None:
    with path.open("ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def cut(path: Path, length: int) -> None:
    """Take off what was appended beyond ``length`` bytes; needs no room on the disk."""
    if path.exists() and path.stat().st_size > length:
        with path.open("r+b") as file:
            file.truncate(length)
            os.fsync(file.fileno())


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; one that goes meanwhile has none."""
    total = 0
    for file in path.rglob("*") if path.is_dir() else (path,):
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


def sync_folder(folder: Path) -> None:
    """Make new and removed names last. Windows has no such call and does so by itself."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))
