"""Readers without browsers: sessions that speak Streamlit's messages, for memory and for load.

Run: ``python -m benchmarks.sessions`` lets fifty people and three browsers in for two minutes while
files are brought in, and prints what they waited for, the errors, and the server's memory, against
the goals. ``--minutes 60`` is the soak: the same for an hour. ``--help`` names the rest.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


class Session:
    """One reader's connection. ``address`` is a page's path with its query."""

    def __init__(self, url: str, address: str) -> None:
        self._asked = urlsplit(address)
        place = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self._open = ExitStack()
        self._line: ClientConnection = self._open.enter_context(
            connect(
                place,
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(url),
                max_size=None,
                open_timeout=60,
            )
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
        self._open.close()


def main() -> int:
    """Ends with 1 where a goal was not met."""
    from benchmarks import load  # noqa: PLC0415 - needs a browser; a session does not

    usual = load.Wanted()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--browsers", type=int, default=usual.browsers)
    parser.add_argument("--minutes", type=float, default=usual.seconds / 60)
    parser.add_argument("--pause", type=float, default=usual.pause)
    parser.add_argument("--import-rows", type=int, default=usual.import_rows, help="0: no import")
    parser.add_argument("--import-pause", type=float, default=usual.import_pause)
    given = parser.parse_args()
    wanted = load.Wanted(
        people=given.people,
        browsers=given.browsers,
        seconds=given.minutes * 60,
        pause=given.pause,
        import_rows=given.import_rows,
        import_pause=given.import_pause,
    )
    lines = load.report(wanted, load.load(wanted, lambda line: print(line, flush=True)))
    print("\n".join(lines))
    return int(any("not met" in line for line in lines))


if __name__ == "__main__":
    sys.exit(main())
