"""Answers kept for whoever asks alike; who asks while one is being worked out waits for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_Asked = tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]
"""Arguments by place, and by name."""


class AnsweredOnce(Generic[P, T]):
    """A function whose last ``most`` answers are kept, by its arguments, which are hashable.

    ``functools.lru_cache`` lets everybody who asks at the same moment work out the same answer:
    after a commit, when nothing is known any more, fifty readers did so side by side. An exception
    goes to all who wait, and is not kept. With ``per_revision`` the first argument is the store's
    revision, and answers of all but the two newest are forgotten: nobody asks for them any more,
    and of a store that grows they would fill the memory.
    """

    def __init__(self, work_out: Callable[P, T], most: int, *, per_revision: bool) -> None:
        update_wrapper(self, work_out)
        self._work_out = work_out
        self._most = most
        self._per_revision = per_revision
        self._revisions: list[object] = []
        self._lock = threading.Lock()
        self._answers: OrderedDict[_Asked, Future[T]] = OrderedDict()
        self.worked_out = 0
        """How many answers were not there when they were asked for."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        asked = (args, tuple(sorted(kwargs.items())))
        mine: Future[T] = Future()
        with self._lock:
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
            else:
                self._answers[asked] = mine
                self.worked_out += 1
                if self._per_revision and args[0] not in self._revisions:
                    self._begin(args[0])
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        if answer is not None:
            return answer.result()
        try:
            mine.set_result(self._work_out(*args, **kwargs))
        except BaseException as error:
            with self._lock:
                if self._answers.get(asked) is mine:
                    del self._answers[asked]
            mine.set_exception(error)
            raise
        return mine.result()

    def _begin(self, revision: object) -> None:
        """Readers may be at the one before yet; the lock is held."""
        self._revisions = [*self._revisions[-1:], revision]
        for args, kwargs in list(self._answers):
            if args[0] not in self._revisions:
                del self._answers[args, kwargs]

    def clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._answers.clear()


def answered_once(
    most: int, *, per_revision: bool = False
) -> Callable[[Callable[P, T]], AnsweredOnce[P, T]]:
    """Keep the last ``most`` answers of a function."""

    def wrap(work_out: Callable[P, T]) -> AnsweredOnce[P, T]:
        return AnsweredOnce(work_out, most, per_revision=per_revision)

    return wrap
