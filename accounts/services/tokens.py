"""Every change to the tokens that programs act with."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from .. import access
from ..access import Action, Scope
from ..errors import Invalid
from ..models import ApiToken, User
from ..texts import required_name

TOKEN_DAYS = 365


@transaction.atomic
def create_api_token(
    user: User, *, by: User, name: str, scopes: Sequence[str], days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """A key for programs that act as `user`; the secret is returned once and never stored. Lives `days` days."""
    access.require(by, Action.MAKE_TOKEN, owner_id=user.pk)
    unknown = set(scopes) - set(Scope)
    if unknown or not scopes:
        raise Invalid("unknown_scope", _("Choose at least one of the scopes offered."), field="scopes")
    name = required_name(name, "name", longest=60)
    if not 1 <= days <= TOKEN_DAYS:
        raise Invalid("days_out_of_range", _("A token lives from 1 to 365 days."), field="days")
    secret = f"lr_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=token_digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    after = {"scopes": token.scopes, "expires_at": token.expires_at.isoformat()}
    append(company_stream().pk, [Entry("token_created", f"token:{token.pk}", token.name, after=after)], by=by)
    return token, secret


@transaction.atomic
def revoke_api_token(token: ApiToken, *, by: User) -> ApiToken:
    """End a token at once: one's own, or as an administrator anybody's. A second time changes nothing."""
    if by.scopes is not None or by.pk != token.user_id:
        access.require(by, Action.MANAGE_PEOPLE)
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        append(company_stream().pk, [Entry("token_revoked", f"token:{token.pk}", token.name)], by=by)
    return token


def token_digest(secret: str) -> str:
    """What is stored of a token's secret. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
