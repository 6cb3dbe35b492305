"""A reader without a browser, who sees widgets, chooses in them and brings in files.

Speaks Streamlit's own messages over its own WebSocket, so the server does for it what it does for
a browser: runs the page, sends what is drawn, takes a widget's new state.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from analytics.text import words

_SECONDS = 120
_FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
_FAILED = words("vi").by_key["app.failed"].partition("{")[0]


class FailedRunError(Exception):
    """The page did not run to its end, or shows an exception."""


@dataclass
class Seen:
    """What one run drew: of a page, or of the part of it in which something was chosen."""

    elements: list[Element] = field(default_factory=list)
    seconds: float = 0.0
    received: int = 0

    def of(self, kind: str) -> list[Any]:
        return [getattr(e, kind) for e in self.elements if e.WhichOneof("type") == kind]

    @property
    def failures(self) -> list[str]:
        """Exceptions, and the app's own words for a page that failed."""
        told = [str(exception.message) for exception in self.of("exception")]
        return told + [a.body for a in self.of("alert") if a.body.startswith(_FAILED)]

    @property
    def text(self) -> str:
        """Everything that was sent to be drawn, for looking into."""
        return "\n".join(str(element) for element in self.elements)


class Reader:
    """One person's connection; ``pages`` are the hashes of the pages by their address."""

    def __init__(self, url: str) -> None:
        self._url = url
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=_SECONDS) as answer:  # noqa: S310
            self._cookie = str(answer.headers.get("Set-Cookie", "")).partition(";")[0]
        self._connection = ExitStack()
        self._line: ClientConnection = self._connection.enter_context(
            connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(url),
                max_size=None,
                open_timeout=_SECONDS,
                additional_headers={"Cookie": self._cookie} if self._cookie else {},
                proxy=None,
            )
        )
        self._states: dict[str, WidgetState] = {}
        self._fragments: dict[str, str] = {}  # by the widgets in them: what runs after a choice
        self._page, self._query = "", ""
        self.pages: dict[str, str] = {}
        self.session = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    # What a person does --------------------------------------------------------------------

    def open(self, address: str) -> Seen:
        """Go to a page by its address, as a link does; nothing chosen before stays."""
        asked = urlsplit(address)
        self._states.clear()
        self._fragments.clear()
        self._query = asked.query
        message = self._message()
        path = asked.path.strip("/")
        if path in self.pages:
            message.rerun_script.page_script_hash = self.pages[path]
        else:
            message.rerun_script.page_script_hash = ""
            message.rerun_script.page_name = path
        return self._run(message)

    def choose(self, widget: str, option: str) -> Seen:
        """Another option of a select box, by the box's id."""
        return self._change(WidgetState(id=widget, string_value=option))

    def press(self, widget: str) -> Seen:
        return self._change(WidgetState(id=widget, trigger_value=True), keep=False)

    def bring(self, widget: str, name: str, content: bytes) -> Seen:
        """Put a file into a file uploader. Raises ``HTTPError`` where it is refused."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        self._line.send(asked.SerializeToString())
        place = next(m for m in self._answers() if m.WhichOneof("type") == "file_urls_response")
        urls = place.file_urls_response.file_urls[0]
        self.put(urls.upload_url, name, content)
        state = WidgetState(id=widget)
        told = state.file_uploader_state_value.uploaded_file_info.add()
        told.name, told.size, told.file_id = name, len(content), urls.file_id
        told.file_urls.CopyFrom(urls)
        return self._change(state)

    # Messages ------------------------------------------------------------------------------

    def _message(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        return message

    def _change(self, state: WidgetState, *, keep: bool = True) -> Seen:
        message = self._message()
        message.rerun_script.fragment_id = self._fragments.get(state.id, "")
        others = [s for s in self._states.values() if s.id != state.id]
        del message.rerun_script.widget_states.widgets[:]
        message.rerun_script.widget_states.widgets.extend([*others, state])
        if keep:
            self._states[state.id] = state
        return self._run(message)

    def _run(self, message: BackMsg) -> Seen:
        seen, began = Seen(), time.perf_counter()
        self._line.send(message.SerializeToString())
        for answer in self._answers(seen):
            match answer.WhichOneof("type"):
                case "new_session":
                    self._page = answer.new_session.page_script_hash
                    self.session = answer.new_session.initialize.session_id or self.session
                case "navigation":
                    pages = answer.navigation.app_pages
                    self.pages = {page.url_pathname: page.page_script_hash for page in pages}
                    self._page = answer.navigation.page_script_hash
                    for page in pages:
                        if page.is_default:
                            self.pages[""] = page.page_script_hash
                case "page_info_changed":
                    self._query = answer.page_info_changed.query_string
                case "delta" if answer.delta.WhichOneof("type") == "new_element":
                    drawn = answer.delta.new_element
                    seen.elements.append(drawn)
                    kind = drawn.WhichOneof("type")
                    if kind and (widget := getattr(getattr(drawn, kind), "id", "")):
                        self._fragments[widget] = answer.delta.fragment_id
                case "script_finished":
                    if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    seen.seconds = time.perf_counter() - began
                    if answer.script_finished not in _FINISHED:
                        raise FailedRunError(f"ended with {answer.script_finished}")
                    if failed := seen.failures:
                        raise FailedRunError(failed[0])
                    return seen
        raise FailedRunError("the connection ended")

    def _answers(self, seen: Seen | None = None) -> Iterator[ForwardMsg]:
        while True:
            frame = self._line.recv(timeout=_SECONDS)
            assert isinstance(frame, bytes)
            if seen is not None:
                seen.received += len(frame)
            yield ForwardMsg.FromString(frame)

    def put(self, path: str, name: str, content: bytes) -> None:
        """Send a file to an address, as the uploader does. Raises ``HTTPError``."""
        mark = "----district"
        body = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        request = urllib.request.Request(  # noqa: S310 (the server that was asked)
            f"{self._url}/{path.lstrip('/')}",
            data=body + content + f"\r\n--{mark}--\r\n".encode(),
            method="PUT",
            headers={
                "Content-Type": f"multipart/form-data; boundary={mark}",
                "Cookie": self._cookie,
                "X-Xsrftoken": self._cookie.partition("=")[2].strip('"'),
                "Origin": self._url,
            },
        )
        urllib.request.urlopen(request, timeout=_SECONDS).close()  # noqa: S310
