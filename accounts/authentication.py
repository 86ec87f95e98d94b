"""Who calls the API: a person in a session, or a program with a personal token."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from .models import ApiToken, User
from .services import token_digest

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <secret>`. One query; once a minute a second one notes its use."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = _find(secret.strip())
        user = token.user
        user.scopes = frozenset(token.scopes)
        if "Accept-Language" not in request.headers:
            translation.activate(user.language)  # undone by the locale middleware
        return user, token

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


def _find(secret: str) -> ApiToken:
    """The live token of this secret. What is wrong with a known one is said; an unknown one could be anyone's guess."""
    if not secret.isascii():
        raise exceptions.AuthenticationFailed(_("This token is not known."), code="token_unknown")
    token = ApiToken.objects.select_related("user").filter(digest=token_digest(secret)).first()
    now = timezone.now()
    if token is None or not token.user.is_active:
        raise exceptions.AuthenticationFailed(_("This token is not known."), code="token_unknown")
    if token.revoked_at is not None:
        raise exceptions.AuthenticationFailed(_("This token was revoked."), code="token_revoked")
    if token.expires_at <= now:
        raise exceptions.AuthenticationFailed(_("This token has expired."), code="token_expired")
    if token.last_used_at is None or now - token.last_used_at >= USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token
