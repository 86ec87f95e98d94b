"""People, departments and tokens over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.request import Request

from . import access, services
from .access import Action, Reach
from .authentication import caller
from .errors import Forbidden
from .models import ApiToken, Department, User, UserQuerySet
from .rest.endpoint import Endpoint
from .rest.inputs import Paged
from .rest.operation import Given, operation
from .rest.pages import page, page_of
from .serializers import (
    DepartmentOutput,
    MeOutput,
    NewTokenOutput,
    PeopleQuery,
    PersonOutput,
    TokenInput,
    TokenOutput,
)

TOKEN_FIELDS = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")


class Me(Endpoint):
    """Who the caller is."""

    @operation(MeOutput)
    def get(self, given: Given) -> dict[str, Any]:
        names = ("id", "name", "email", "role", "department_id", "language", "time_zone", "digest_hour")
        scopes = None if given.by.scopes is None else sorted(given.by.scopes)
        return {name: getattr(given.by, name) for name in names} | {"scopes": scopes}


class Departments(Endpoint):
    """The departments; a partner sees the company's and its own."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(DepartmentOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        seen = Department.objects.all()
        if given.by.is_partner:
            seen = seen.filter(Q(kind=Department.Kind.INTERNAL) | Q(pk=given.by.department_id))
        rows = seen.values("id", "slug", "name", "name_en", "kind", "is_contact_centre")
        return page(rows, given.query, _in_reader_language)


class People(Endpoint):
    """The active people; a partner sees its own centre's."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(PersonOutput), query=PeopleQuery)
    def get(self, given: Given) -> dict[str, Any]:
        rows = _visible_people(given.by, given.query).values("id", "name", "department_id", "role", "email")

        def shape(row: dict[str, Any]) -> dict[str, Any]:
            owner = {"department_id": row["department_id"], "owner_id": row["id"]}
            return row if access.allows(given.by, Action.SEE_CONTACT, **owner) else row | {"email": None}

        return page(rows, given.query, shape)


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


def _token(token: ApiToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in TOKEN_FIELDS}


def _in_reader_language(row: dict[str, Any]) -> dict[str, Any]:
    english = row.pop("name_en")
    return row | {"name": english} if english and get_language() == "en" else row


def _visible_people(by: User, query: dict[str, Any]) -> UserQuerySet:
    people: UserQuerySet = User.objects.get_queryset().active()
    if access.reach(by, Action.SEE_LAUNCH) == Reach.CENTRE:
        people = people.filter(department_id=by.department_id or 0)
    if query.get("department"):
        people = people.filter(department_id=query["department"])
    if query.get("q"):
        people = people.filter(name__icontains=query["q"])
    return people
