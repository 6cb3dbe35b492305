"""Which form of a file a browser gets, and which part of it (RFC 9110, sections 12.5.3, 13, 14)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

PLAIN = "identity"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_QUALITY = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``first`` to ``last``, both included."""

    first: int
    last: int


class UnsatisfiableRangeError(Exception):
    """The part that is asked for lies behind the end."""


def chosen(accept_encoding: str, offered: Collection[str]) -> str:
    """The coding with the highest quality; of equals the first of ``offered``, plain last.

    Plain is sent too where nothing that is offered is accepted.
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        if coding:
            qualities["gzip" if coding == "x-gzip" else coding] = _quality(parameters)
    others = qualities.get("*", 0.0)
    best, most = PLAIN, qualities.get(PLAIN, 0.0)
    for coding in offered:
        quality = qualities.get(coding, others)
        if quality > 0 and (quality > most or (best == PLAIN and quality == most)):
            best, most = coding, quality
    return best


def _quality(parameters: Collection[str]) -> float:
    """The weight of a coding: 1 where none is given, 0 where it cannot be read."""
    for parameter in parameters:
        if parameter.startswith("q"):
            read = _QUALITY.fullmatch(parameter.replace(" ", ""))
            return float(read[1]) if read else 0.0
    return 1.0


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether the browser has this very form already; weak marks compare as strong ones."""
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in known or "*" in known


def part_asked(asked: str, if_range: str, etag: str, size: int) -> Span | None:
    """The part that a ``Range`` names; None for all of it, as where several parts are asked for.

    Raises :class:`UnsatisfiableRangeError`.
    """
    read = _RANGE.fullmatch(asked.strip())
    if read is None or (if_range and if_range != etag) or not (read[1] or read[2]):
        return None
    if not read[1]:
        length = int(read[2])
        if length == 0:
            raise UnsatisfiableRangeError
        return Span(max(0, size - length), size - 1)
    first, last = int(read[1]), int(read[2] or size - 1)
    if read[2] and last < first:
        return None
    if first >= size:
        raise UnsatisfiableRangeError
    return Span(first, min(last, size - 1))
