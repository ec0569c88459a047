"""A tunnel: a port on loopback behind which any server may stand, and another one the next time."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress


class Forwarder:
    """What connects to `port` reaches the first of `backends`, then the next, and from then on the last.

    `before` is called with the connection's number, from 0, before it is made.
    """

    def __init__(self, backends: Sequence[int], before: Callable[[int], object] | None = None) -> None:
        self.served: list[int] = []
        self._backends = list(backends)
        self._before = before
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            number = len(self.served)
            backend = self._backends[min(number, len(self._backends) - 1)]
            if self._before:
                self._before(number)
            self.served.append(backend)
            thread = threading.Thread(target=self._join, args=(near, backend), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _join(self, near: socket.socket, backend: int) -> None:
        with near, socket.create_connection(("127.0.0.1", backend)) as far, suppress(OSError):
            near.setblocking(True)
            while not self._over.is_set():
                for source in select.select([near, far], [], [], 0.05)[0]:
                    data = source.recv(65_536)
                    if not data:
                        return
                    (far if source is near else near).sendall(data)

    def close(self) -> None:
        """End every connection, and wait for it."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()
