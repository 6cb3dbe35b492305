"""Long work that can be stopped between its steps, and says which one it is at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Step(StrEnum):
    """What a check is at."""

    READING = "reading"
    CHECKING = "checking"
    COMPARING = "comparing"


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The work was stopped; nothing of it is left."""


class Stopping:
    """Lets one thread stop what another works at, and see how far that is."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self.step = Step.READING

    def stop(self) -> None:
        self._stopped.set()

    def look(self) -> None:
        """Raises :class:`Stopped` where the work is to end."""
        if self._stopped.is_set():
            raise Stopped


_CURRENT: ContextVar[Stopping | None] = ContextVar("stopping", default=None)


@contextmanager
def stoppable(stopping: Stopping) -> Iterator[None]:
    """What is done within may be stopped from elsewhere."""
    token = _CURRENT.set(stopping)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def at(step: Step) -> None:
    """Note that a step begins. Raises :class:`Stopped`."""
    stopping = _CURRENT.get()
    if stopping is not None:
        stopping.step = step
        stopping.look()


def look() -> None:
    """Raises :class:`Stopped` where the work at hand is to end."""
    stopping = _CURRENT.get()
    if stopping is not None:
        stopping.look()
