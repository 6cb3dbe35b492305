"""Compressed forms of files, made once and kept on disk under the content's own name.

``python -m server.set_up`` makes them as small as they get, which takes half a minute; ``make``
does so when it sets up. A server that finds none makes larger ones in a moment, beside its work.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import brotli

from analytics.settings import ROOT

Coding = Literal["br", "gzip"]
Effort = Literal["most", "quick"]
CODINGS: tuple[Coding, ...] = ("br", "gzip")
"""The smaller first. Browsers offer ``br`` over HTTPS and to ``localhost`` only."""

FOLDER = ROOT / "data" / "var" / "compressed"
_WORTH_IT = 0.95
"""A form that is hardly smaller than the file is not worth unpacking."""

_PACK: dict[tuple[Coding, Effort], Callable[[bytes], bytes]] = {
    ("br", "most"): lambda content: brotli.compress(content, quality=11, lgwin=24),
    ("br", "quick"): lambda content: brotli.compress(content, quality=5, lgwin=22),
    ("gzip", "most"): lambda content: gzip.compress(content, 9, mtime=0),
    ("gzip", "quick"): lambda content: gzip.compress(content, 6, mtime=0),
}
_UNPACK: dict[Coding, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
log = logging.getLogger("district")


@dataclass(frozen=True, slots=True)
class Forms:
    """A file's digest (SHA-256) and its compressed forms; none where they would save nothing."""

    sha256: str
    packed: dict[Coding, bytes]


def digest(content: bytes) -> str:
    """The content's own name (SHA-256)."""
    return hashlib.sha256(content).hexdigest()


def kept(content: bytes, folder: Path) -> Forms | None:
    """The smallest forms on disk; None unless every coding is there and whole."""
    sha256 = digest(content)
    packed = {coding: _read(folder, sha256, coding) for coding in CODINGS}
    if any(form is None for form in packed.values()):
        return None
    return _worth_it(content, sha256, {c: form for c, form in packed.items() if form is not None})


def make(content: bytes, folder: Path, effort: Effort) -> Forms:
    """Compress and keep. Forms that cannot be kept are used all the same, and the log says so."""
    sha256 = digest(content)
    packed: dict[Coding, bytes] = {}
    for coding in CODINGS:
        packed[coding] = _PACK[coding, effort](content)
        try:
            _write(_place(folder, sha256, coding, effort), packed[coding])
        except OSError as error:
            log.warning("compressed file not kept: %s", error.strerror)
    return _worth_it(content, sha256, packed)


def prepare(contents: Iterable[bytes], folder: Path) -> int:
    """Make what is not there yet with most effort, on all cores; how many files that were."""
    missing = [content for content in contents if not _has_the_smallest(content, folder)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda content: make(content, folder, "most"), missing))
    return len(missing)


def _worth_it(content: bytes, sha256: str, packed: dict[Coding, bytes]) -> Forms:
    most = len(content) * _WORTH_IT
    return Forms(sha256, {coding: form for coding, form in packed.items() if len(form) < most})


def _has_the_smallest(content: bytes, folder: Path) -> bool:
    sha256 = digest(content)
    return all(_place(folder, sha256, coding, "most").exists() for coding in CODINGS)


def _place(folder: Path, sha256: str, coding: Coding, effort: Effort) -> Path:
    return folder / f"{sha256}.{effort}.{coding}"


def _read(folder: Path, sha256: str, coding: Coding) -> bytes | None:
    """A kept form that unpacks to its file; a damaged one counts as none."""
    efforts: tuple[Effort, ...] = ("most", "quick")
    for effort in efforts:
        place = _place(folder, sha256, coding, effort)
        try:
            form = place.read_bytes()
            if hashlib.sha256(_UNPACK[coding](form)).hexdigest() == sha256:
                return form
        except FileNotFoundError:
            continue
        except (OSError, EOFError, brotli.error) as error:
            log.warning("compressed file is damaged: %s, %s", place.name, error)
    return None


def _write(place: Path, form: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(form)
    Path(name).replace(place)
