"""A server on loopback that stands for Slack, Teams or anybody's webhook: it writes every request down, then answers.

Its behaviour is chosen by the path:

    /ok                         200 "ok"                /accepted             202
    /status/429?after=3&body=…  that status, with Retry-After and text; ?times=2 for the first two only, then as /ok
    /redirect?status=307        to /ok of itself        /gone                 410
    /slack-invalid              200 "invalid_payload"   /drop                 closes without an answer
    /hang                       never answers           /drip                 headers, then a byte now and then
    /drip-headers               a byte of header now and then                 /endless    bytes without end
    /gzip                       a small answer that unpacks to 32 MB

`python -m tests.receiver PORT FILE` runs it as a process of its own, which adds one line of JSON per request to FILE
before it answers. `accepted` says whether the answer will be a success.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DRIP_SECONDS = 0.2
REFERENCE = re.compile(r"\b[A-Z]-\d{8}-\d{4,}\b")


@dataclass
class Received:
    """`at` is seconds since 1970; header names are lower case."""

    path: str
    at: float
    headers: dict[str, str]
    body: str
    accepted: bool

    @property
    def webhook_id(self) -> str:
        return self.headers.get("webhook-id", "")

    @property
    def reference(self) -> str:
        found = REFERENCE.search(self.body)
        return self.headers.get("x-launch-ready-reference") or (found[0] if found else "")

    @property
    def may_repeat(self) -> bool:
        return self.headers.get("x-launch-ready-may-repeat") == "yes"

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def line(self) -> str:
        more = {"reference": self.reference, "webhook_id": self.webhook_id, "may_repeat": self.may_repeat}
        return json.dumps(asdict(self) | more, ensure_ascii=False)


class Receiver(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int = 0, file: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.requests: list[Received] = []
        self.connections = 0
        self.file = file.open("a", buffering=1) if file else None
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.closing = threading.Event()

    def __enter__(self) -> Receiver:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def verify_request(self, request: Any, client_address: Any) -> bool:
        self.connections += 1
        return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what some tests are about."""

    def note(self, received: Received) -> None:
        with self.lock:
            self.requests.append(received)
            if self.file:
                self.file.write(received.line() + "\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        parts = urlsplit(self.path)
        options = dict(parse_qsl(parts.query))
        name, _slash, status = parts.path.strip("/").partition("/")
        if "times" in options and self.count() > int(options["times"]):
            name, options = "ok", {}
        headers = {key.lower(): value for key, value in self.headers.items()}
        is_taken = name in ("ok", "accepted") or (name == "status" and status.startswith("2"))
        self.server.note(Received(self.path, time.time(), headers, body, is_taken))
        if name == "status":
            self.reply(int(status), options.get("body", ""), **{"Retry-After": options.get("after", "")})
        elif name == "redirect":
            self.reply(int(options.get("status", "302")), Location=self.server.url("/ok"))
        else:
            getattr(self, f"reply_{name.replace('-', '_')}", self.reply_unknown)()

    def count(self) -> int:
        with self.server.lock:
            self.server.counts[self.path] += 1
            return self.server.counts[self.path]

    def reply(self, status: int, body: str = "", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def reply_ok(self) -> None:
        self.reply(200, "ok")

    def reply_accepted(self) -> None:
        self.reply(202)

    def reply_unknown(self) -> None:
        self.reply(404, "no_service")

    def reply_gone(self) -> None:
        self.reply(410, "gone")

    def reply_slack_invalid(self) -> None:
        self.reply(200, "invalid_payload")

    def reply_drop(self) -> None:
        self.close_connection = True

    def reply_hang(self) -> None:
        self.server.closing.wait()
        self.close_connection = True

    def reply_drip(self) -> None:
        self.start(**{"Content-Length": "100000"})
        self.drip(b"o")

    def reply_drip_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        self.drip(b"s")

    def reply_endless(self) -> None:
        self.start(Connection="close")
        with contextlib.suppress(OSError):
            while not self.server.closing.is_set():
                self.wfile.write(b"x" * 4096)
        self.close_connection = True

    def reply_gzip(self) -> None:
        packed = gzip.compress(b"\0" * 32 * 1024 * 1024)
        self.start(**{"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
        self.wfile.write(packed)

    def start(self, **headers: str) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def drip(self, piece: bytes) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            while not self.server.closing.wait(DRIP_SECONDS):
                self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    Receiver(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
