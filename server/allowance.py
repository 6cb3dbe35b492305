"""How much one person may upload: bounded for each file, and for all files of an hour."""

from __future__ import annotations

import time
from collections import defaultdict, deque

from starlette.types import Message, Receive

PER_HOUR = 1_000_000_000
"""Bytes of one person."""
_HOUR = 3600.0
_AROUND = 100_000
"""Bytes of a form around its file."""


class TooMuchError(Exception):
    """An upload that is larger than is taken, by itself or with those before it."""


class Allowance:
    """Bytes by person. They count as they arrive, so a false length gains nothing."""

    def __init__(self, per_file: int, per_hour: int = PER_HOUR) -> None:
        self._per_file = per_file + _AROUND
        self._per_hour = per_hour
        self._arrived: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)

    def announced(self, who: str, length: str | None) -> None:
        """Refuse by what a request says of itself, before a byte is read."""
        if length is None or not length.isdigit():
            return
        if int(length) > self._per_file or self._sum(who) + int(length) > self._per_hour:
            raise TooMuchError

    def counting(self, who: str, receive: Receive) -> Receive:
        """The request's body, until it is too much. Raises :class:`TooMuchError`."""
        size = 0

        async def receiving() -> Message:
            nonlocal size
            message = await receive()
            arrived = len(message.get("body", b""))
            size += arrived
            self._arrived[who].append((time.monotonic(), arrived))
            if size > self._per_file or self._sum(who) > self._per_hour:
                raise TooMuchError
            return message

        return receiving

    def _sum(self, who: str) -> int:
        arrived = self._arrived[who]
        while arrived and time.monotonic() - arrived[0][0] > _HOUR:
            arrived.popleft()
        return sum(size for _, size in arrived)
