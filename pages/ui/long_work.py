"""Work that takes a while: how far it is, and a button that stops it and leaves nothing behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from analytics.ingest.stopping import Stopped, Stopping, stoppable
from pages.ui import outcome, reading_choices
from pages.ui.plain import plain
from pages.ui.reader import Reader

Result = TypeVar("Result")
_WORK = "upload-work"
_AT_ONCE = 0.4  # seconds in which most files are done: nothing flickers
_LOOKS = 0.25


class _Work(Generic[Result]):
    """One piece of work in a thread of its own."""

    def __init__(self, asked: object, work: Callable[[], Result]) -> None:
        self.asked = asked
        self.stopping = Stopping()
        self.result: Result | None = None
        self.failure: BaseException | None = None
        self.begun = time.monotonic()
        self.finished = threading.Event()
        threading.Thread(target=self._do, args=(work,), name="check", daemon=True).start()

    def _do(self, work: Callable[[], Result]) -> None:
        try:
            with stoppable(self.stopping):
                self.result = work()
        except BaseException as failure:  # noqa: BLE001 - raised where it is waited for
            self.failure = failure
        finally:
            self.finished.set()

    def outcome(self) -> Result:
        if self.failure is not None:
            raise self.failure
        return self.result  # type: ignore[return-value]


def done(reader: Reader, asked: object, work: Callable[[], Result], name: str) -> Result:
    """The work's result, waited for on the page; the same ``asked`` is worked at once only.

    A click elsewhere goes on waiting; one on the button, another file or a closed page ends it.
    """
    at_work = st.session_state.get(_WORK)
    if at_work is None or at_work.asked != asked or isinstance(at_work.failure, Stopped):
        if at_work is not None:
            at_work.stopping.stop()
        at_work = st.session_state[_WORK] = _Work(asked, work)
    try:
        if not at_work.finished.wait(_AT_ONCE):
            _wait(reader, at_work, name)
    except StopException:
        at_work.stopping.stop()
        raise
    del st.session_state[_WORK]
    result: Result = at_work.outcome()
    return result


def _wait(reader: Reader, at_work: _Work[Result], name: str) -> None:
    words = reader.words
    place = st.empty()
    with place.container(border=True, key="card-working"):
        said = st.empty()

        def stop() -> None:
            at_work.stopping.stop()
            st.session_state.pop(_WORK, None)
            outcome.notice("upload.cancelled", file=name)
            reading_choices.begin_anew()

        st.button(words("upload.cancel"), icon=":material/stop:", on_click=stop, key="stop-work")
        while not at_work.finished.wait(_LOOKS):
            seconds = int(time.monotonic() - at_work.begun)
            key = f"upload.step_{at_work.stopping.step}"
            said.markdown(words(key, file=plain(name), seconds=seconds))
    place.empty()
