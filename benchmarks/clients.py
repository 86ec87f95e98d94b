"""One client that keeps its connection, asking the product with a token and the floor without anything."""

from __future__ import annotations

import functools
import http.client
import json
import os
import uuid
from typing import Any

from django.test import Client

from .data import World

PORT = "BENCH_PORT"  # where `server.serving` answers


def ours(world: World, method: str, path: str, data: Any = None, **headers: str) -> bytes:
    """One request of a program with a token."""
    return ask(method, path, data, _sent(world) | headers)


def floor(method: str, path: str, data: Any = None) -> bytes:
    """The same request to the bare views."""
    return ask(method, f"/floor{path}", data, {})


def ask(method: str, path: str, data: Any, headers: dict[str, str]) -> bytes:
    connection = _connection()
    body = None if data is None else json.dumps(data).encode()
    connection.request(method.upper(), path, body, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{method} {path} answered {answer.status}: {content[:400]!r}")
    return content


def in_process(world: World, method: str, path: str, data: Any = None, **headers: str) -> None:
    """The product's request once more, inside this process, where its statements can be counted."""
    body = {} if data is None else {"data": data, "content_type": "application/json"}
    answer = getattr(Client(), method)(path, headers=_sent(world) | headers, **body)
    assert answer.status_code < 300, answer.content  # noqa: S101


def _sent(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.token}", "Idempotency-Key": uuid.uuid4().hex}


@functools.cache
def _connection() -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", int(os.environ[PORT]), timeout=60)
