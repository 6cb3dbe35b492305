"""A line to PostgreSQL that can be cut as when a cable is pulled: neither end is told."""

from __future__ import annotations

import ctypes
import select
import socket
import struct
import threading
from contextlib import suppress

_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
_CHUNK = 1 << 16


class Relay:
    """Listens on a port of this machine and passes all on to another.

    While it is cut, the kernel drops each packet that comes to it before TCP sees it: no answer, no
    acknowledgement, no end. Closing or not reading would be another failure, which libpq is told
    of by the kernel.
    """

    def __init__(self, target: int) -> None:
        self._target = ("127.0.0.1", target)
        self._open: list[socket.socket] = []
        self._through = threading.Event()
        self._through.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
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

    def close(self) -> None:
        self._through.set()
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with near, far, suppress(OSError):
            other = {near: far, far: near}
            while True:
                for one in select.select([near, far], [], [])[0]:
                    content = one.recv(_CHUNK)
                    self._through.wait()
                    if not content:
                        return
                    other[one].sendall(content)
