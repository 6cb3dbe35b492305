"""Readers without browsers: sessions that speak Streamlit's messages, for memory and for load."""

from __future__ import annotations

from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


class Session:
    """One reader's connection. ``address`` is a page's path with its query."""

    def __init__(self, url: str, address: str) -> None:
        self._asked = urlsplit(address)
        place = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self._line: ClientConnection = connect(
            place, subprotocols=["streamlit"], origin=url, max_size=None, open_timeout=60
        )

    def run(self, query: str = "") -> int:
        """Have the page run and wait for its end; the bytes that came. Raises on a failed run."""
        message = BackMsg()
        message.rerun_script.query_string = query or self._asked.query
        message.rerun_script.page_name = self._asked.path.strip("/")
        self._line.send(message.SerializeToString())
        received = 0
        while True:
            frame = self._line.recv(timeout=120)
            received += len(frame)
            answer = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError(f"the page did not run: {answer.script_finished}")
                return received

    def close(self) -> None:
        self._line.close()
