"""The caller themself over the API: their settings and their tokens."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request

from .. import services
from ..authentication import caller
from ..errors import Forbidden
from ..models import ApiToken, User
from ..rest.endpoint import Endpoint
from ..rest.inputs import Paged
from ..rest.operation import Given, operation
from ..rest.pages import page, page_of
from ..serializers import MeInput, MeOutput, NewTokenOutput, TokenInput, TokenOutput
from ..services.people import OwnSettings

TOKEN_FIELDS = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")


class Me(Endpoint):
    """Who the caller is, and how pages look and listen for them."""

    @operation(MeOutput)
    def get(self, given: Given) -> dict[str, Any]:
        return _me(given.by)

    @operation(MeOutput, takes=MeInput)
    def patch(self, given: Given) -> dict[str, Any]:
        """Change one's own settings. Only after signing in, not with a token."""
        return _me(services.update_own_settings(given.by, **given.values))


class TokenEndpoint(Endpoint):
    """A token cannot list, make or revoke tokens: that takes the person's own session."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if caller(request).scopes is not None:
            raise Forbidden("session_required", _("Tokens are managed after signing in, not with another token."))


class Tokens(TokenEndpoint):
    """The caller's own tokens."""

    @operation(page_of(TokenOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(given.by.api_tokens.values(*TOKEN_FIELDS), given.query)

    @operation(NewTokenOutput, status=201, takes=TokenInput, is_once=True, unkept=("secret",))
    def post(self, given: Given) -> dict[str, Any]:
        """Make a token. Its secret is in this answer and nowhere else."""
        token, secret = services.create_api_token(given.by, by=given.by, **given.values)
        return _token(token) | {"secret": secret}


class Token(TokenEndpoint):
    @operation(TokenOutput)
    def delete(self, given: Given, token_id: int) -> dict[str, Any]:
        """Revoke a token. It stays in the list with the time it was revoked."""
        token = get_object_or_404(given.by.api_tokens, pk=token_id)
        return _token(services.revoke_api_token(token, by=given.by))


def _me(by: User) -> dict[str, Any]:
    names = ("id", "name", "email", "role", "department_id", *OwnSettings.__annotations__)
    scopes = None if by.scopes is None else sorted(by.scopes)
    return {name: getattr(by, name) for name in names} | {"scopes": scopes}


def _token(token: ApiToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in TOKEN_FIELDS}
