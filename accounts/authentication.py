"""Who calls the API: a person in a session, or a program with a personal token."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from .models import ApiToken, User
from .services import token_digest

USE_IS_NOTED_EVERY = timedelta(minutes=1)

# Every request of a program begins with this, so the person and what the token allows come as one row.
_BEARER = """
    SELECT u.*, t.id AS token_id, t.scopes AS token_scopes, t.last_used_at AS token_used_at,
           t.expires_at AS token_expires_at, t.revoked_at AS token_revoked_at
    FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.user_id WHERE t.digest = %s
"""


class TokenFacts(TypedDict):
    token_id: int
    token_scopes: list[str]
    token_used_at: datetime | None
    token_expires_at: datetime
    token_revoked_at: datetime | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Bearer: TypeAlias = WithAnnotations[User, TokenFacts]


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <secret>`. One query; once a minute a second one notes its use."""

    def authenticate(self, request: Request) -> tuple[User, int] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        user = _find(secret.strip())
        user.scopes = frozenset(user.token_scopes)
        if "Accept-Language" not in request.headers:
            translation.activate(user.language)  # undone by the locale middleware
        return user, user.token_id

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in person of the pages; every change must carry the CSRF token, as on the pages."""


class TokenDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SessionDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def caller(request: Request) -> User:
    """Who asks; only for views that let nobody in without a token or session."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def _find(secret: str) -> Bearer:
    """Whose live token this is. What is wrong with a known one is said; an unknown one could be anyone's guess."""
    if not secret.isascii():
        raise exceptions.AuthenticationFailed(_("This token is not known."), code="token_unknown")
    found = cast("list[Bearer]", list(User.objects.raw(_BEARER, [token_digest(secret)])))
    now = timezone.now()
    if not found or not found[0].is_active:
        raise exceptions.AuthenticationFailed(_("This token is not known."), code="token_unknown")
    bearer = found[0]
    if bearer.token_revoked_at is not None:
        raise exceptions.AuthenticationFailed(_("This token was revoked."), code="token_revoked")
    if bearer.token_expires_at <= now:
        raise exceptions.AuthenticationFailed(_("This token has expired."), code="token_expired")
    if bearer.token_used_at is None or now - bearer.token_used_at >= USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=bearer.token_id).update(last_used_at=now)
    return bearer
