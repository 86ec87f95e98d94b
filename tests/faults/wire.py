"""A wire between web server and PostgreSQL that breaks at the worst moment: after COMMIT, before its answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit, urlunsplit


class Wire:
    """Listens on a port of its own; `url` is the database's seen through it. `arm` breaks the next commit, once."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self.target = (str(at.hostname), int(at.port or 5432))
        self.listener = socket.create_server(("127.0.0.1", 0))
        here = f"{at.username}:{at.password}@127.0.0.1:{self.listener.getsockname()[1]}"
        self.url = urlunsplit(at._replace(netloc=here))
        self.armed = threading.Event()
        self.cuts = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def arm(self) -> None:
        self.armed.set()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                server = socket.create_connection(self.target)
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError), client, server:
            while data := client.recv(65536):
                if b"COMMIT" in data and self.armed.is_set():
                    self.armed.clear()
                    self.cuts += 1
                    client.shutdown(socket.SHUT_RDWR)
                    server.sendall(data)
                    server.recv(65536)  # the server has committed
                    return
                server.sendall(data)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
