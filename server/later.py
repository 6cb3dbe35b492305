"""What is imported when it is first needed, so that the server answers before it knows figures."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response


def later(place: str) -> Callable[..., Any]:
    """The function at ``module:name``, found on its first call."""

    def call(*given: Any) -> Any:
        return _found(place)(*given)

    return call


def answering_later(place: str) -> Callable[[Request], Awaitable[Response]]:
    """The same for an ``async`` answer; the import keeps nobody else waiting."""

    async def answer(request: Request) -> Response:
        found = await run_in_threadpool(_found, place)
        response: Response = await found(request)
        return response

    return answer


@cache
def _found(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function
