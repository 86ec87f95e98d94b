"""Who is here, as somebody may see it: the list of people, and what is offered where one is asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ledger.models import Event

from . import access
from .access import GIVES, Action, Reach
from .models import PARTNER_ROLES, Department, Invitation, InvitationQuerySet, Role, User, UserQuerySet


def visible_people(by: User) -> UserQuerySet:
    """Everybody who has or had an account; to a partner those of its own centre."""
    people = User.objects.get_queryset()
    match access.reach(by, Action.SEE_LAUNCH):
        case Reach.ALL:
            return people
        case Reach.CENTRE:
            return people.filter(department_id=by.department_id or 0)
        case _:
            return people.none()


def visible_departments(by: User) -> QuerySet[Department]:
    """All of them; to a partner the company's and its own."""
    seen = Department.objects.all()
    if by.is_partner:
        seen = seen.filter(Q(kind=Department.Kind.INTERNAL) | Q(pk=by.department_id))
    return seen


def search_people(
    people: UserQuerySet,
    *,
    by: User,
    q: str = "",
    department_id: int | None = None,
    role: str = "",
    is_active: bool | None = True,
) -> UserQuerySet:
    """Those whose name holds `q`, or whose address where `by` sees all of them; `is_active` None: closed ones too."""
    conditions = Q()
    if q:
        is_by_address = access.reach(by, Action.SEE_CONTACT) == Reach.ALL
        conditions &= Q(name__icontains=q) | (Q(email__icontains=q) if is_by_address else Q(pk__in=[]))
    if department_id:
        conditions &= Q(department=department_id)
    if role:
        conditions &= Q(role=role)
    if is_active is not None:
        conditions &= Q(is_active=is_active)
    return people.filter(conditions)


def may_invite(by: User) -> bool:
    return access.allows(by, Action.INVITE, department_id=by.department_id or 0)


def roles_to_give(by: User) -> list[Role]:
    """In the order of `Role`."""
    return [role for role in Role if role in GIVES.get(Role(by.role), ())]


def departments_to_invite_to(by: User) -> list[Department]:
    if access.reach(by, Action.INVITE) == Reach.ALL:
        return list(Department.objects.all())
    return list(Department.objects.filter(pk=by.department_id or 0))


def pending_invitations(by: User) -> InvitationQuerySet:
    """The invitations that `by` may send again or withdraw, the oldest last."""
    if not may_invite(by):
        return Invitation.objects.none()
    found = Invitation.objects.pending().filter(role__in=roles_to_give(by))
    if access.reach(by, Action.INVITE) != Reach.ALL:
        found = found.filter(department=by.department_id)
    return found.select_related("department", "invited_by")


def may_see_contact(by: User, person: User) -> bool:
    return access.allows(by, Action.SEE_CONTACT, department_id=person.department_id, owner_id=person.pk)


def fits(role: str, department: Department | None) -> bool:
    """Whether somebody of this role can be in this department: partners in partner departments, nobody else there."""
    return (department is not None and department.is_partner) == (role in PARTNER_ROLES)


def changes_of(event: Event) -> str:
    """What an event about a person says, in one line: what was done, and every value before and after."""
    words = {
        "user_created": _("Account opened"),
        "user_updated": _("Changed"),
        "user_deactivated": _("Account closed"),
        "user_reopened": _("Account opened again"),
        "settings_updated": _("Own settings changed"),
    }
    parts = [
        f"{label} {_value(name, event.before.get(name))} → {_value(name, event.after.get(name))}"
        for name, label in (("name", _("Name")), ("role", _("Role")), ("department_id", _("Department")))
        if event.before and event.before.get(name) != event.after.get(name)
    ]
    return " · ".join([words.get(event.verb, event.verb), *parts, *([event.reason] if event.reason else [])])


def _value(name: str, value: Any) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "department_id" and value:
        found = Department.objects.filter(pk=value).first()
        return found.local_name if found else ""
    return str(value or _("none"))
