"""A line to PostgreSQL: as long as wanted, and cut as when a cable is pulled, neither end told.

It is a process of its own: DuckDB may hold Python's lock while it waits for PostgreSQL, and a relay
in the same process would never pass on what it waits for.
"""

from __future__ import annotations

import ctypes
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
_CHUNK = 1 << 16
_CUT, _MEND = "cut", "mend"


class Relay:
    """Listens on a port of this machine and passes all on to another, ``late`` by so many seconds.

    While it is cut, the kernel drops each packet that comes to it before TCP sees it: no answer, no
    acknowledgement, no end. Closing or not reading would be another failure, which libpq is told
    of by the kernel.
    """

    def __init__(self, target: int, late: float = 0) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (this file)
            [sys.executable, str(Path(__file__)), str(target), str(late)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._said())

    def cut(self) -> None:
        self._tell(_CUT)

    def mend(self) -> None:
        self._tell(_MEND)

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _tell(self, what: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        assert self._said() == what

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class _Line:
    """The relay's sockets, in its process."""

    def __init__(self, target: int, late: float) -> None:
        self._target = ("127.0.0.1", target)
        self._late = late
        self._open: list[socket.socket] = []
        self._through = threading.Event()
        self._through.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._through.clear()
        drop = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))  # return 0 bytes
        program = struct.pack("HL", 1, ctypes.addressof(drop))
        for one in (self._listening, *self._open):
            with suppress(OSError):  # it was closed by its other end
                one.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)

    def mend(self) -> None:
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, 0)
        self._through.set()

    def _listen(self) -> None:
        while True:
            near, _ = self._listening.accept()
            far = socket.create_connection(self._target)
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, suppress(OSError):
            other = {near: far, far: near}
            while True:
                for one in select.select([near, far], [], [])[0]:
                    content = one.recv(_CHUNK)
                    self._through.wait()
                    time.sleep(self._late)
                    if not content:
                        return
                    other[one].sendall(content)


def main() -> None:
    """Relay until killed; obey and repeat each word that comes in."""
    target, late = sys.argv[1:]
    line = _Line(int(target), float(late))
    _say(str(line.port))
    for word in map(str.strip, sys.stdin):
        {_CUT: line.cut, _MEND: line.mend}[word]()
        _say(word)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
