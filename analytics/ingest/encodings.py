"""Bytes to text: Unicode is read as it is, anything older is proposed and must be confirmed."""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
from dataclasses import dataclass

import pyarrow as pa
from charset_normalizer import from_bytes

from analytics.ingest import legacy
from analytics.model import Problem

WINDOWS_1258 = "windows-1258"
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", WINDOWS_1258, *legacy.LEGACY)
"""The encodings that a file can be said to be in."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 100_000
_SURELY = 0.8  # of the words are Vietnamese
_DOUBTFUL = 0.5
_ALIASES = {
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "cp1258": WINDOWS_1258,
    "windows1258": WINDOWS_1258,
    "abc": "tcvn3",
    "vni-windows": "vni",
}
# UTF-8 that went through Windows-1252 and back: "Ä‘" for đ, "áº¿" for ế.
_MOJIBAKE = re.compile(
    "áº[\u0080-\u2122]|á»[\u0080-\u2122]|Ä[‘\u0090\u0091]|Æ[°¡]|Ã[\u0080-\u00bf]"
)
_COMBINING = (b"\xcc", b"\xcd")  # how combining marks begin in UTF-8


@dataclass(frozen=True)
class Decoded:
    """A file's text as UTF-8, without a mark; ``utf8`` is None where a problem forbids reading."""

    utf8: bytes | None
    encoding: str = ""
    problems: tuple[Problem, ...] = ()


def decode(content: bytes, told: str | None = None) -> Decoded:
    """Find a file's encoding, or use the one that it is said to be in."""
    if told is not None:
        return _as_told(content, told)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _unicode(content[len(mark) :], encoding)
    if b"\0" in content[:_SAMPLE]:
        wide = _wide(content)
        return _unicode(content, wide) if wide else _refused("not_text")
    return _unicode(content, "utf-8") if _is_utf8(content) else _proposed(content)


def _as_told(content: bytes, told: str) -> Decoded:
    name = _ALIASES.get(told.casefold(), told.casefold())
    if name not in ENCODINGS:
        return _refused("no_such_encoding", encoding=told, known=", ".join(ENCODINGS))
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            if name in legacy.LEGACY and encoding == "utf-8":
                break
            return _unicode(content[len(mark) :], encoding)
    try:
        if name in legacy.LEGACY:
            # Legacy letters may have been saved as Unicode since.
            is_unicode = not content.isascii() and _is_utf8(content)
            text = (
                legacy.from_legacy(content.decode("utf-8-sig"), name)
                if is_unicode
                else legacy.decode(content, name)
            )
        else:
            text = content.decode(name)
    except UnicodeDecodeError as error:
        return _refused("wrong_encoding", encoding=name, byte=str(error.start + 1))
    return _text(text, name)


def _unicode(content: bytes, encoding: str) -> Decoded:
    if encoding != "utf-8":
        try:
            return _text(content.decode(encoding), encoding)
        except UnicodeDecodeError as error:
            is_end = error.start >= len(content) - 3
            code = "truncated_file" if is_end else "wrong_encoding"
            return _refused(code, encoding=encoding, byte=str(error.start + 1))
    if not _is_utf8(content):
        return _proposed(content)
    if b"\0" in content:
        return _refused("not_text")
    if any(lead in content for lead in _COMBINING):
        content = unicodedata.normalize("NFC", content.decode()).encode()
    return Decoded(content, encoding, _doubts(content[:_SAMPLE].decode(errors="ignore")))


def _text(text: str, encoding: str) -> Decoded:
    if "\0" in text:
        return _refused("not_text")
    composed = unicodedata.normalize("NFC", text)
    doubts = _doubts(composed[:_SAMPLE]) if encoding.startswith("utf") else ()
    return Decoded(composed.encode(errors="replace"), encoding, doubts)


def _doubts(sample: str) -> tuple[Problem, ...]:
    """Whether Unicode text is Vietnamese that was read wrongly before it came here."""
    broken = _MOJIBAKE.search(sample)
    if broken:
        row = sample.count("\n", 0, broken.start()) + 1
        start = max(broken.start() - 10, 0)
        return (Problem(code="mojibake", row=row, value=sample[start : broken.end() + 10].strip()),)
    share = legacy.vietnamese_share(sample)
    if share is None or share > _DOUBTFUL:
        return ()
    best = max(legacy.LEGACY, key=lambda name: _share(legacy.from_legacy(sample, name)))
    read = legacy.from_legacy(sample, best)
    if _share(read) < max(_SURELY, share + 0.3):
        return ()
    return (_proposal("legacy_letters", best, read),)


def _proposed(content: bytes) -> Decoded:
    """Bytes that are not Unicode: which encoding would make Vietnamese of them."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and error.start > 0:
            return _refused("truncated_file", encoding="utf-8", byte=str(error.start + 1))
    readings: dict[str, str] = {}
    sample = content[:_SAMPLE]
    for name in (WINDOWS_1258, *legacy.LEGACY):
        try:
            read = legacy.decode(sample, name) if name in legacy.LEGACY else sample.decode("cp1258")
        except UnicodeDecodeError:
            continue
        readings[name] = unicodedata.normalize("NFC", read)
    best = max(readings, key=lambda name: _share(readings[name]), default=None)
    if best is None or _share(readings[best]) < _DOUBTFUL:
        found = from_bytes(sample).best()
        return _refused("unknown_encoding", guess=found.encoding if found else "")
    return Decoded(None, best, (_proposal("encoding_to_confirm", best, readings[best]),))


def _proposal(code: str, encoding: str, text: str) -> Problem:
    words = [word for word in text.split() if not word.isascii()]
    shown = next((line for line in text.splitlines() if not line.isascii()), " ".join(words))
    return Problem(code=code, value=shown.strip()[:120], details=(("encoding", encoding),))


def _share(text: str) -> float:
    return legacy.vietnamese_share(text) or 0.0


def _is_utf8(content: bytes) -> bool:
    """Checked in place, so that a large file is not held twice."""
    ends = pa.py_buffer(struct.pack("=ii", 0, len(content)))
    text = pa.StringArray.from_buffers(1, ends, pa.py_buffer(content))
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of English letters and marks is zero."""
    sample = content[: _SAMPLE // 2 * 2]
    even, odd = sample[::2], sample[1::2]
    half = max(len(even), 1)
    for zeros, other, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > half * 0.3 and not other.count(0) and len(content) % 2 == 0:
            return name
    return None


def _refused(code: str, **details: str) -> Decoded:
    return Decoded(None, "", (Problem(code=code, details=tuple(details.items())),))
