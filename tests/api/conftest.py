"""Callers of the API, signed in or with a token, with the headers that a careful client sends."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import Scope
from accounts.models import ApiToken, User
from accounts.services import token_digest

PREFIX = "/api/v1/"
CSRF_SECRET = "c" * 32


def token_for(user: User, *scopes: str, **fields: Any) -> str:
    """A token of any person, also of those who may not make one: what it can do is what is tested."""
    secret = f"lr_{uuid.uuid4().hex}"
    fields = {"expires_at": timezone.now() + timedelta(days=1), "last_used_at": timezone.now()} | fields
    ApiToken.objects.create(user=user, name="시험", digest=token_digest(secret), scopes=list(scopes or Scope), **fields)
    return secret


class Caller:
    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(PREFIX + path, query)

    def post(self, path: str, body: Any = None, *, version: int | str | None = None, key: str | None = "new") -> Any:
        headers = {}
        if version is not None:
            headers["If-Match"] = f'"{version}"' if isinstance(version, int) else version
        if key is not None:
            headers["Idempotency-Key"] = uuid.uuid4().hex if key == "new" else key
        content = {} if body is None else body
        return self.client.post(PREFIX + path, content, content_type="application/json", headers=headers)

    def send(self, path: str, content: bytes, content_type: str = "application/json", **headers: str) -> Any:
        """Bytes as they are."""
        headers = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": '"1"'} | headers
        return self.client.generic("POST", PREFIX + path, content, content_type, headers=headers)


def by_token(secret: str, language: str = "ko") -> Caller:
    return Caller(Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": language}))


def by_session(user: User) -> Caller:
    """A person signed in, as the pages' own scripts would call: with the CSRF token, which is checked."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": CSRF_SECRET})
    client.force_login(user)
    client.cookies["csrftoken"] = CSRF_SECRET
    return Caller(client)


@pytest.fixture
def api():
    """`api(people.planner)` signed in; `api(people.planner, "read")` with a token of these scopes."""
    return lambda user, *scopes, **fields: by_token(token_for(user, *scopes), **fields) if scopes else by_session(user)
