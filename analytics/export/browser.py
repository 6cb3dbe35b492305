"""A Chromium that turns charts into pictures: started once, started again if it dies."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from choreographer.browsers.chromium import Chromium
from kaleido import Kaleido, PageGenerator

from analytics.export import fonts

log = logging.getLogger("district")
_SECONDS_TO_START = 30
_SECONDS_FOR_A_PICTURE = 20
_LOOK_EVERY = 5.0
"""Seconds after which a browser that died is seen to have."""
_TRY_AGAIN_EVERY = 300.0
"""Seconds after which one that was not there, or did not start, is looked for again."""


class NoBrowserError(Exception):
    """There is no Chromium on this machine, or it does not start; ``data/text`` has the words."""


class Browser:
    """Pictures from any thread, one at a time.

    Kaleido's own server waits for ever where its browser does not start, and mixes up answers
    between threads; so its loop is kept here, with a time limit for each step.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None
        self._thread = threading.Thread()
        self._keeper = threading.Thread()
        self._ended = threading.Event()
        self.is_missing = False
        """Whether the last start failed; not known before the first."""

    def keep(self, *, after: float) -> None:
        """Have it warm from so many seconds on, whether or not it dies, until it is stopped."""
        self._ended.clear()
        self._keeper = threading.Thread(
            target=self._keep, args=(after,), daemon=True, name="browser-keeper"
        )
        self._keeper.start()

    def _keep(self, after: float) -> None:
        pause = after
        while not self._ended.wait(pause):
            with suppress(NoBrowserError):
                self._see_to_it()
            pause = _TRY_AGAIN_EVERY if self.is_missing else _LOOK_EVERY

    def _see_to_it(self) -> None:
        """Raises :class:`NoBrowserError`."""
        with self._turn:
            if self._loop is not None and self._kaleido.subprocess.poll() is None:
                return
            if self._loop is not None:
                log.warning("the Chromium for pictures had died and is started again")
                self._stop()
            if self._ended.is_set():
                return
            if found() is None:
                self._miss("none was found")
                return
            self._start()
            try:  # the first picture takes longer, so it is not a reader's
                self._paint(go.Figure(go.Bar(x=["Ấ"], y=[1])), _SMALL)
            except Exception:
                log.exception("the first picture for nobody was not painted")

    def warm(self) -> None:
        """Start without waiting, before it is needed; one that does not start is remembered."""
        if self._loop is not None or self.is_missing:
            return
        if found() is None:
            self._miss("none was found")
            return

        def start() -> None:
            with suppress(NoBrowserError):
                self.start()

        threading.Thread(target=start, daemon=True, name="browser-start").start()

    def start(self) -> None:
        """Raises :class:`NoBrowserError`."""
        with self._turn:
            self._start()

    def picture(
        self, chart: go.Figure, *, form: str, width: int, height: int, scale: float
    ) -> bytes:
        """The chart as ``png`` or ``svg``. Raises :class:`NoBrowserError`."""
        options = {"format": form, "width": width, "height": height, "scale": scale}
        with self._turn:
            self._start()
            try:
                return self._paint(chart, options)
            except Exception:  # noqa: BLE001 - whatever kills a browser, a new one is tried once
                self._stop()
            self._start()
            try:
                return self._paint(chart, options)
            except Exception as error:
                self._stop()
                raise NoBrowserError(str(error)) from error

    def stop(self) -> None:
        self._ended.set()
        with self._turn:
            self._stop()

    def _paint(self, chart: go.Figure, options: dict[str, Any]) -> bytes:
        painted = self._run(self._kaleido.calc_fig(chart, opts=options), _SECONDS_FOR_A_PICTURE)
        return bytes(painted)

    def _start(self) -> None:
        if self._loop is not None:
            return
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=_turn, args=(loop,), daemon=True, name="browser")
        self._thread.start()
        self._loop = loop
        try:
            self._kaleido = self._run(_opened(), _SECONDS_TO_START)
            self.is_missing = False
        except Exception as error:
            self._loop = None
            self._miss(repr(error))
            self._end(loop)
            raise NoBrowserError(str(error)) from error

    def _miss(self, reason: str) -> None:
        """Remember that there is none, and say so once."""
        if not self.is_missing:
            log.warning("no Chromium for pictures: %s", reason)
        self.is_missing = True

    def _stop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is None:
            return
        with suppress(Exception):  # it is dead already, and that is what was wanted
            asyncio.run_coroutine_threadsafe(self._kaleido.close(), loop).result(5)
        self._end(loop)

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(5)

    def _run(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        assert self._loop is not None
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    """A loop's whole life, in a thread of its own."""
    loop.run_forever()
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left))
    loop.close()


def found() -> str | None:
    """Where a Chromium is: as told, else the one without windows, which takes half the memory."""
    shell = None if "BROWSER_PATH" in os.environ else shutil.which("chromium-headless-shell")
    return shell or Chromium.find_browser(skip_local=False)


class _Chromium(Chromium):
    """Without the parts that only somebody sitting before it would use."""

    def get_cli(self) -> Sequence[str]:
        return [*super().get_cli(), *_LEFT_OUT]


_LEFT_OUT = (
    "--disable-background-networking",
    "--disable-default-apps",
    # The popups below the address bar are pages, with a process of 80 MB between them.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
)
_SMALL = {"format": "png", "width": 200, "height": 100, "scale": 1}


class _Kaleido(Kaleido):  # type: ignore[misc]
    """Kaleido that does not load its page again after every picture, which takes longer than one.

    A failed picture ends the browser, so nothing of it is left over.
    """

    async def _return_kaleido_tab(self, tab: Any) -> None:
        await self.tabs_ready.put(tab)


async def _opened() -> _Kaleido:
    kaleido = _Kaleido(
        n=1,
        page_generator=_Page(mathjax=False),
        timeout=_SECONDS_FOR_A_PICTURE,
        path=found(),
        browser_cls=_Chromium,
        enable_extensions=False,
    )
    await kaleido.open()
    return kaleido


class _Page(PageGenerator):  # type: ignore[misc]
    """Kaleido's page with the app's fonts, in itself and in every SVG that it writes out.

    A picture is painted from an SVG that knows no fonts of the page, so it must carry its own.
    """

    def generate_index(self) -> str:
        page: str = super().generate_index()
        head = f"<style>{fonts.faces()}</style><script>{_CARRY}</script></head>"
        return page.replace("</head>", head, 1)


_CARRY = Path(__file__).with_name("carry_fonts.js").read_text(encoding="utf-8")
BROWSER = Browser()
"""The process's own."""
