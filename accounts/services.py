"""Every change to people, departments, closed days and tokens. Each is written to the company's stream.

Errors: Forbidden when `by` may not, Invalid for wrong input. All run in one transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from . import access
from .access import Action, Scope
from .errors import Invalid
from .models import ApiToken, CalendarDay, Department, User

TOKEN_DAYS = 365
PUBLIC_FIELDS = ("email", "name", "role", "department_id", "is_active", "language", "time_zone", "digest_hour")


@transaction.atomic
def create_user(*, by: User | None, password: str | None = None, **fields: Any) -> User:
    """Enter a person. `by` is None only while the installation has no administrator yet."""
    _require_manager(by)
    user = User(**fields)
    user.email = user.email.strip().lower()
    _set_password(user, password)
    _clean(user)
    user.save()
    _record("user_created", user, by, after=_values(user))
    return user


@transaction.atomic
def update_user(user: User, *, by: User, password: str | None = None, **fields: Any) -> User:
    """Change a person. Nobody changes their own role."""
    _require_manager(by)
    user = _locked(user)
    if user.pk == by.pk and fields.get("role", user.role) != user.role:
        raise Invalid("own_role", _("Another administrator must change your own role."), field="role")
    before = _values(user)
    for name, value in fields.items():
        setattr(user, name, value)
    if password:
        _set_password(user, password)
    _clean(user)
    user.save()
    _record("user_updated", user, by, before=before, after=_values(user))
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User) -> User:
    """Close an account: sign-in, tokens and messages stop at once; what the person did stays on record."""
    _require_manager(by)
    user = _locked(user)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    _record("user_deactivated", user, by)
    return user


@transaction.atomic
def update_own_settings(user: User, *, language: str, time_zone: str, digest_hour: int) -> User:
    """A person's own language, time zone (IANA name) and hour of the daily digest (0–23, their local time)."""
    user = _locked(user)
    before = _values(user)
    user.language, user.time_zone, user.digest_hour = language, time_zone, digest_hour
    _clean(user)
    user.save(update_fields=["language", "time_zone", "digest_hour"])
    _record("settings_updated", user, user, before=before, after=_values(user))
    return user


@transaction.atomic
def save_department(department: Department, *, by: User | None) -> Department:
    """Store a new or changed department."""
    _require_manager(by)
    _clean(department)
    department.save()
    entry = Entry(
        "department_saved",
        target=f"department:{department.pk}",
        target_name=department.name,
        after={
            "slug": department.slug,
            "kind": department.kind,
            "open_weekdays": department.open_weekdays,
            "works_holidays": department.works_holidays,
            "default_owner": department.default_owner_id,
        },
    )
    append(company_stream().pk, [entry], by=by)
    return department


@transaction.atomic
def set_calendar_day(
    on: date, *, by: User | None, is_open: bool, name: str, department: Department | None = None
) -> CalendarDay:
    """Close a day or make it a working day, for the company or one department. Dates already given do not move."""
    _require_manager(by)
    day, _created = CalendarDay.objects.update_or_create(
        department=department, on=on, defaults={"is_open": is_open, "name": name}
    )
    after = {"on": on.isoformat(), "is_open": is_open, "department": department.pk if department else None}
    append(company_stream().pk, [Entry("calendar_day_set", f"day:{day.pk}", name, after=after)], by=by)
    return day


@transaction.atomic
def create_api_token(
    user: User, *, by: User, name: str, scopes: Sequence[str], days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """A key for programs that act as `user`; the secret is returned once and never stored. Lives `days` days."""
    access.require(by, Action.MAKE_TOKEN, owner_id=user.pk)
    unknown = set(scopes) - set(Scope)
    if unknown or not scopes:
        raise Invalid("unknown_scope", _("Choose at least one of the scopes offered."), field="scopes")
    if not name.strip():
        raise Invalid("required", _("Please write this."), field="name")
    if not 1 <= days <= TOKEN_DAYS:
        raise Invalid("days_out_of_range", _("A token lives from 1 to 365 days."), field="days")
    secret = f"lr_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
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


def _locked(user: User) -> User:
    """The person as they stand, locked until commit; with what the caller's token may do, if they are the caller."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.scopes = user.scopes
    return locked


def _require_manager(by: User | None) -> None:
    if by is not None:
        access.require(by, Action.MANAGE_PEOPLE)
    elif User.objects.exists():
        raise Invalid("needs_administrator", _("An administrator does this."))


def _set_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)


def _clean(row: models.Model) -> None:
    try:
        row.full_clean(exclude=["password"] if isinstance(row, User) else None)
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Invalid("invalid", " ".join(sentences), field="" if field == "__all__" else field) from error


def _values(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in PUBLIC_FIELDS}


def _record(verb: str, user: User, by: User | None, **more: Any) -> None:
    append(company_stream().pk, [Entry(verb, f"user:{user.pk}", user.name, **more)], by=by)
