"""Two ways in: the product as it is served, and the floor without any middleware."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.test import Client, override_settings

from .data import World


def ours(world: World, method: str, path: str, data: Any = None, **headers: str) -> Any:
    """One request of a program with a token."""
    sent = {"Authorization": f"Bearer {world.token}", "Idempotency-Key": uuid.uuid4().hex} | headers
    call = getattr(Client(), method)
    answer = call(path, data, content_type="application/json", headers=sent) if data is not None else call(path, headers=sent)
    if answer.status_code >= 300:
        raise SystemExit(f"{method} {path} answered {answer.status_code}: {answer.content[:400]!r}")
    return answer


def floor(method: str, path: str, data: Any = None) -> Any:
    """The same request to the bare views."""
    with override_settings(ROOT_URLCONF=settings.FLOOR_URLCONF, MIDDLEWARE=[]):
        call = getattr(Client(), method)
        answer = call(path, data, content_type="application/json") if data is not None else call(path)
    if answer.status_code >= 300:
        raise SystemExit(f"floor {path} answered {answer.status_code}: {answer.content[:400]!r}")
    return answer
