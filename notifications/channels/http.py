"""One request to somebody else's server, of which nothing is trusted: not its name, its speed, its size, its answer.

The name is looked up once, every address is checked, and the connection goes to a checked one, while Host header and
certificate keep the name. Redirects are not followed, proxies of the environment not used, nothing is unpacked.
Whether anything was sent before it failed decides if a repetition could be a second copy; so that is what errors say.
"""

from __future__ import annotations

import contextlib
import functools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from .addresses import Target, is_public, target_of

# Seconds for everything; half of what one try may take, which is half a lease.
TOTAL_SECONDS: float = settings.DELIVERY_LEASE_SECONDS / 4
CONNECT_SECONDS = TOTAL_SECONDS / 3  # for one address
SILENCE_SECONDS = TOTAL_SECONDS / 2  # between two pieces of an answer
MOST_BYTES = 64 * 1024

Address = tuple[Any, ...]  # what connect() takes: host, port, and two more for IPv6
Resolver = Callable[..., list[tuple[Any, Any, Any, Any, Address]]]  # as socket.getaddrinfo


class NotSent(Exception):
    """Nothing of the message left this machine."""


class AddressRefused(NotSent):
    """The name leads to an address that may not be spoken to."""


class NoAnswer(Exception):
    """It was sent, at least in part, and no answer came: it may have been taken."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` are the first 64 KB; `is_whole` tells that it ended before that and in time."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool


def post(url: str, body: bytes, headers: Mapping[str, str], *, resolver: Resolver = socket.getaddrinfo) -> Reply:
    """Raises `NotSent`, `AddressRefused` or `NoAnswer`; `accounts.errors.Invalid` for a URL that cannot be read."""
    target, end = target_of(url), time.monotonic() + TOTAL_SECONDS
    addresses = _allowed(target, _resolve(target, resolver, end))
    connection = _connection(target, addresses, end)
    try:
        connection.connect()
    except (OSError, HTTPError) as error:
        connection.hang_up()
        raise NotSent(_reason(error)) from None
    try:
        return _exchange(connection, target, body, headers)
    finally:
        connection.hang_up()


def _exchange(connection: _Pinned, target: Target, body: bytes, headers: Mapping[str, str]) -> Reply:
    sent = {**headers, "Host": target.authority, "Accept-Encoding": "identity", "Connection": "close"}
    try:
        connection.request("POST", target.path, body=body, headers=sent, preload_content=False, decode_content=False)
        response = connection.getresponse()
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise NoAnswer(_reason(error)) from None
    with contextlib.closing(response):
        content, is_whole = _read(response)
    is_whole = is_whole and time.monotonic() < connection.end
    return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, content, is_whole)


def _read(response: BaseHTTPResponse) -> tuple[bytes, bool]:
    """The status has come, so what is missing of the text is no failure."""
    content = b""
    try:
        while len(content) < MOST_BYTES:
            piece = response.read1(MOST_BYTES, decode_content=False)
            if not piece:
                return content, True
            content += piece
    except (OSError, HTTPError, HTTPException, ValueError):
        return content[:MOST_BYTES], False
    return content[:MOST_BYTES], False


def _resolve(target: Target, resolver: Resolver, end: float) -> list[Address]:
    """In a thread, because a name server that is silent cannot be interrupted."""
    found: queue.Queue[list[Address] | OSError] = queue.Queue()

    def look_up() -> None:
        try:
            lines = resolver(target.host, target.port, type=socket.SOCK_STREAM)
            found.put([line[4] for line in lines])
        except (OSError, UnicodeError) as error:
            found.put(OSError(str(error)))

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = found.get(timeout=end - time.monotonic())
    except queue.Empty:
        raise NotSent("the name server did not answer") from None
    if isinstance(answer, OSError) or not answer:
        raise NotSent("the name was not found")
    return answer


def _allowed(target: Target, addresses: list[Address]) -> list[Address]:
    """All or none: a name that also leads inside is not to be trusted with the rest."""
    if settings.OUTBOUND_ALLOW_LOCAL:
        return addresses
    if target.scheme != "https" or target.port != 443:
        raise AddressRefused("not https on port 443")
    if not all(is_public(ip_address(address[0])) for address in addresses):
        raise AddressRefused("an internal address")
    return addresses


class _Pinned(HTTPConnection):
    """Connects to the first of `addresses` that takes it, whatever its `host` would now be resolved to.

    Time limits of sockets begin anew with every byte, so a slow drip is ended from outside: at `end` the line is cut.
    """

    addresses: list[Address]
    end: float
    line: socket.socket | None = None
    timer: threading.Timer | None = None

    def _new_conn(self) -> socket.socket:
        failure = OSError("no address")
        for address in self.addresses:
            connection = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_STREAM)
            try:
                connection.settimeout(max(0.1, min(CONNECT_SECONDS, self.end - time.monotonic())))
                connection.connect(address)
            except OSError as error:
                connection.close()
                failure = error
            else:
                self.line = connection.dup()  # of its own, since TLS takes over the descriptor of the connection
                self.timer = threading.Timer(max(0.0, self.end - time.monotonic()), self._cut)
                self.timer.daemon = True
                self.timer.start()
                return connection
        raise failure

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            if self.line:
                self.line.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """Not `close`, which the library calls as soon as the headers of an answer are there."""
        self.close()
        if self.timer and self.line:
            self.timer.cancel()
            self.line.close()


class _PinnedTLS(_Pinned, HTTPSConnection):
    pass


def _connection(target: Target, addresses: list[Address], end: float) -> _Pinned:
    if target.scheme == "https":
        connection: _Pinned = _PinnedTLS(target.host, target.port, timeout=SILENCE_SECONDS, ssl_context=_trust())
    else:
        connection = _Pinned(target.host, target.port, timeout=SILENCE_SECONDS)
    connection.addresses, connection.end = addresses, end
    return connection


@functools.cache
def _trust() -> ssl.SSLContext:
    """The certificates this machine trusts; reading them takes a while."""
    return ssl.create_default_context()


def _reason(error: Exception) -> str:
    """Only the kind of failure: texts of libraries may hold the address."""
    return type(error.__cause__ or error).__name__
