"""Access to people: whom somebody sees, may ask in, may change, and whose account they may close."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..errors import Invalid
from ..models import PARTNER_ROLES, Department, Invitation, InvitationQuerySet, Role, User, UserQuerySet
from . import GIVES, Action, Reach, allows, may_place, reach, roles_that_may

OWNERS = frozenset(roles_that_may(Action.TICK))  # who can never tick a line is not made its owner


def visible_people(by: User) -> UserQuerySet:
    """Everybody who has or had an account; to a partner those of its own centre."""
    people = User.objects.get_queryset()
    match reach(by, Action.SEE_LAUNCH):
        case Reach.ALL:
            return people
        case Reach.CENTRE:
            return people.filter(department_id=by.department_id or 0)
        case _:
            return people.none()


def may_see_person(by: User, person: User) -> bool:
    """The same rule as `visible_people`, of somebody who is loaded: asks nothing of the database."""
    return allows(by, Action.SEE_LAUNCH, department_id=person.department_id)


def visible_departments(by: User) -> QuerySet[Department]:
    """All of them; to a partner the company's and its own."""
    seen = Department.objects.all()
    if by.is_partner:
        seen = seen.filter(Q(kind=Department.Kind.INTERNAL) | Q(pk=by.department_id))
    return seen


def departments_to_search(by: User) -> QuerySet[Department]:
    """Those whose people `visible_people` shows."""
    return Department.objects.filter(pk=by.department_id or 0) if by.is_partner else visible_departments(by)


def roles_to_search(by: User) -> list[Role]:
    """The roles that the people of `visible_people` can have."""
    return [role for role in Role if role in PARTNER_ROLES or not by.is_partner]


def may_own(person: User) -> bool:
    """Whether lines can be given to this person at all; of which launch and department is a second question."""
    return person.is_active and person.role in OWNERS


def possible_owners() -> UserQuerySet:
    """The same rule as `may_own`, of everybody."""
    return User.objects.active().filter(role__in=OWNERS)


def require_owner(person: User, field: str = "owner") -> None:
    """Raise Invalid, in a sentence that names the person, when an active one cannot own lines."""
    if person.role not in OWNERS:
        sentence = _(
            "%(name)s has the role “%(role)s” and cannot own items. Choose somebody else, or ask an administrator for "
            "another role."
        )
        raise Invalid("cannot_own", sentence % {"name": person.name, "role": person.get_role_display()}, field=field)


def may_see_contact(by: User, person: User) -> bool:
    return allows(by, Action.SEE_CONTACT, department_id=person.department_id, owner_id=person.pk)


def may_change_person(by: User, person: User) -> bool:
    """Of themselves whoever may change people at all; there it is the name only."""
    if by.pk == person.pk:
        return allows(by, Action.CHANGE_PERSON)
    return may_place(by, Action.CHANGE_PERSON, role=person.role, department_id=person.department_id)


def may_close_account(by: User, person: User) -> bool:
    """Nobody closes their own."""
    if by.pk == person.pk:
        return False
    return may_place(by, Action.CLOSE_ACCOUNT, role=person.role, department_id=person.department_id)


def may_pass_on(by: User, person: User) -> bool:
    """Whether `by` gives lines of this person to somebody else: of their department, or everybody's."""
    return allows(by, Action.REASSIGN, department_id=person.department_id)


def may_invite(by: User) -> bool:
    return allows(by, Action.INVITE, department_id=by.department_id or 0)


def roles_to_give(by: User) -> list[Role]:
    """In the order of `Role`."""
    return [role for role in Role if role in GIVES.get(Role(by.role), ())]


def departments_to_invite_to(by: User) -> list[Department]:
    if reach(by, Action.INVITE) == Reach.ALL:
        return list(Department.objects.all())
    return list(Department.objects.filter(pk=by.department_id or 0))


def pending_invitations(by: User) -> InvitationQuerySet:
    """The invitations that `by` may send again or withdraw, the oldest last."""
    if not may_invite(by):
        return Invitation.objects.none()
    found = Invitation.objects.pending().filter(role__in=roles_to_give(by))
    if reach(by, Action.INVITE) != Reach.ALL:
        found = found.filter(department=by.department_id)
    return found.select_related("department", "invited_by")
