"""What one start must know of the last: chosen ports, passwords. One small file, readable by its owner only."""

import contextlib
import json
import os
import secrets
import socket
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Replace `path` in one step, so that a power cut leaves the old or the new; mode 0600 from the first byte."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        draft.unlink()
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now. A port in TIME_WAIT counts as free, as it does for the servers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of 127.0.0.1 that the system calls free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Memory:
    """Remembered values, written as soon as they are made. A damaged file is as good as none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[str, str | int] = {}
        with contextlib.suppress(FileNotFoundError, ValueError):
            known = json.loads(path.read_text())
            self.values = known if isinstance(known, dict) else {}

    def port(self, name: str) -> int:
        """The port `name` had last time when it is still free, else a new one."""
        known = self.values.get(f"{name}_port")
        if isinstance(known, int) and 0 < known < 65536 and is_free(known):
            return known
        port = free_port()
        self._keep(f"{name}_port", port)
        return port

    def secret(self, name: str) -> str:
        """A random word, the same at every start; letters, digits, `-` and `_`, so it fits into a URL."""
        known = self.values.get(name)
        if isinstance(known, str) and known:
            return known
        word = secrets.token_urlsafe(32)
        self._keep(name, word)
        return word

    def _keep(self, key: str, value: str | int) -> None:
        self.values[key] = value
        write_private(self.path, json.dumps(self.values, indent=1))
