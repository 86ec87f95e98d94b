"""Every change to people: entered, changed, closed, and what they set for themselves.

Errors: Forbidden when `by` may not, Invalid for wrong input. All run in one transaction.
"""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from .. import access
from ..access import Action
from ..errors import Forbidden, Invalid
from ..models import Department, User
from .checking import check_row, require_manager
from .departments import store_department


class OwnSettings(TypedDict, total=False):
    """`time_zone` is an IANA name, `digest_hour` 0–23 of their local time; the others are how pages look and listen."""

    language: str
    time_zone: str
    digest_hour: int
    theme: str
    density: str
    single_keys: bool


PUBLIC_FIELDS = ("email", "name", "role", "department_id", "is_active", *OwnSettings.__annotations__)


@transaction.atomic
def create_user(*, by: User | None, password: str | None = None, **fields: Any) -> User:
    """Enter a person. `by` is None only while the installation has no administrator yet."""
    require_manager(by)
    return enter(by=by, password=password, **fields)


def enter(*, by: User | None, password: str | None, **fields: Any) -> User:
    """For services that have asked who may; in their transaction. Without `by` the person enters themselves."""
    user = User(**fields)
    user.email = user.email.strip().lower()
    _set_password(user, password)
    check_row(user)
    user.save()
    _record("user_created", user, by or user, after=_values(user))
    return user


@transaction.atomic
def update_user(user: User, *, by: User, password: str | None = None, **fields: Any) -> User:
    """Change a person. Nobody changes their own role."""
    require_manager(by)
    user = _locked(user)
    if user.pk == by.pk and fields.get("role", user.role) != user.role:
        raise Invalid("own_role", _("Another administrator must change your own role."), field="role")
    before = _values(user)
    for name, value in fields.items():
        setattr(user, name, value)
    if password:
        _set_password(user, password)
    check_row(user)
    user.save()
    _record("user_updated", user, by, before=before, after=_values(user))
    return user


@transaction.atomic
def change_person(user: User, *, by: User, name: str, role: str, department: Department | None) -> User:
    """Change what a person is called and where they stand: whom `by` might have invited, to what `by` might give.

    Nobody changes their own role or department here; of theirs only the name is taken.
    """
    user = _locked(user)
    if user.pk == by.pk and (role != user.role or department != user.department):
        raise Invalid("own_role", _("Another administrator must change your own role."), field="role")
    if user.pk == by.pk:
        access.require(by, Action.CHANGE_PERSON)
    else:
        _require_over(user, Action.CHANGE_PERSON, by=by)
        if not access.may_place(
            by, Action.CHANGE_PERSON, role=role, department_id=department.pk if department else None
        ):
            raise Forbidden("not_yours_to_give", _("Only an administrator gives this role."), field="role")
    before = _values(user)
    user.name, user.role, user.department = name.strip(), role, department
    check_row(user)
    after = _values(user)
    if after != before:
        user.save(update_fields=["name", "role", "department"])
        _record("user_updated", user, by, before=before, after=after)
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User) -> User:
    """Close an account: sign-in, tokens and messages stop at once; what the person did stays on record."""
    require_manager(by)
    return _closed(_locked(user), by)


@transaction.atomic
def close_account(user: User, *, by: User, reason: str = "", successor: User | None = None) -> User:
    """The same by whoever might have invited the person; nobody closes their own. A second time changes nothing."""
    user = _locked(user)
    if user.pk == by.pk:
        raise Invalid("own_account", _("Another administrator closes your own account."))
    _require_over(user, Action.CLOSE_ACCOUNT, by=by)
    return _closed(user, by, reason, successor)


@transaction.atomic
def reopen_account(user: User, *, by: User) -> User:
    """Let somebody in again whose account was closed; their tokens stay revoked."""
    user = _locked(user)
    _require_over(user, Action.CLOSE_ACCOUNT, by=by)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record("user_reopened", user, by)
    return user


def _closed(user: User, by: User, reason: str = "", successor: User | None = None) -> User:
    """What they own by default goes to `successor`, or to nobody when that is somebody of another department."""
    for department in Department.objects.select_for_update().filter(default_owner=user):
        department.default_owner = successor if successor and successor.department_id == department.pk else None
        store_department(department, by=by)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    _record("user_deactivated", user, by, reason=reason)
    return user


def _require_over(user: User, action: Action, *, by: User) -> None:
    """Whether `by` may do it at all, then whether to somebody of this role."""
    access.require(by, action, department_id=user.department_id)
    if not access.may_place(by, action, role=user.role, department_id=user.department_id):
        raise Forbidden("not_yours", _("Only an administrator does this for somebody of this role."))


@transaction.atomic
def update_own_settings(user: User, **chosen: Unpack[OwnSettings]) -> User:
    """What a person sets for themselves; what is not given stays. Nothing is written when nothing differs."""
    access.require(user, Action.SET_PREFERENCES, owner_id=user.pk)
    user = _locked(user)
    before = _values(user)
    for name, value in chosen.items():
        setattr(user, name, value)
    check_row(user)
    if (after := _values(user)) != before:
        user.save(update_fields=list(chosen))
        _record("settings_updated", user, user, before=before, after=after)
    return user


def _locked(user: User) -> User:
    """The person as they stand, locked until commit; with what the caller's token may do, if they are the caller."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    locked.scopes = user.scopes
    return locked


def _set_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)


def _values(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in PUBLIC_FIELDS}


def _record(verb: str, user: User, by: User | None, **more: Any) -> None:
    append(company_stream().pk, [Entry(verb, f"user:{user.pk}", user.name, **more)], by=by)
