"""Two ways in: the product as it is served, and the floor without any middleware."""

from __future__ import annotations

import functools
import uuid
from typing import Any

from django.test import Client, override_settings

from .data import World


def ours(world: World, method: str, path: str, data: Any = None, **headers: str) -> Any:
    """One request of a program with a token."""
    sent = {"Authorization": f"Bearer {world.token}", "Idempotency-Key": uuid.uuid4().hex} | headers
    return _ask(_client(), method, path, data, sent)


def floor(method: str, path: str, data: Any = None) -> Any:
    """The same request to the bare views."""
    return _ask(_bare_client(), method, f"/floor{path}", data, {})


def _ask(client: Client, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
    call = getattr(client, method)
    body = {} if data is None else {"data": data, "content_type": "application/json"}
    answer = call(path, headers=headers, **body)
    if answer.status_code >= 300:
        raise SystemExit(f"{method} {path} answered {answer.status_code}: {answer.content[:400]!r}")
    return answer


@functools.cache
def _client() -> Client:
    client = Client()
    client.handler.load_middleware()
    return client


@functools.cache
def _bare_client() -> Client:
    client = Client()
    with override_settings(MIDDLEWARE=[]):
        client.handler.load_middleware()
    return client
