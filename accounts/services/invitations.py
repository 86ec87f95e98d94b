"""Asking people in by mail, and letting them in once.

A link holds for LIFETIME, for one address, role and department, and while who invited may still give that role. Every
other link is answered alike (`accept_invitation` raises Invitation.DoesNotExist), so nobody learns from it who was
invited. The mail itself goes out with the next sweep of `notifications`, which finds rows that have none.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from .. import access
from ..access import Action
from ..errors import Forbidden, Invalid
from ..models import PARTNER_ROLES, Department, Invitation, Role, User, role_fits
from ..texts import required_name, wrong_in_name
from .people import enter
from .tokens import token_digest

LIFETIME = timedelta(hours=72)
MOST = 500
LONGEST_NAME = 60
NEEDS_DEPARTMENT = (Role.LEAD, Role.MEMBER, *PARTNER_ROLES)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is asked in, and as what."""

    email: str
    role: str
    department: Department | None = None
    name: str = ""
    language: str = "ko"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the invitee at this place (from 0) cannot be invited."""

    index: int
    field: str
    sentence: str


def problems_of(invitees: Sequence[Invitee], *, by: User) -> list[Problem]:
    """Everything that keeps these people from being invited by `by`; two queries."""
    addresses = [invitee.email.strip().lower() for invitee in invitees]
    people = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    pending = set(Invitation.objects.pending().filter(email__in=addresses).values_list("email", flat=True))
    found: list[Problem] = []
    for index, (address, invitee) in enumerate(zip(addresses, invitees, strict=True)):
        if sentence := _wrong_address(address):
            found.append(Problem(index, "email", sentence))
        elif address in people:
            found.append(Problem(index, "email", _("This address has an account already.")))
        elif address in pending:
            found.append(Problem(index, "email", _("This address is invited already. Send that invitation again.")))
        elif address in addresses[:index]:
            found.append(Problem(index, "email", _("This address stands here twice.")))
        if sentence := wrong_in_name(invitee.name):
            found.append(Problem(index, "name", sentence))
        elif len(invitee.name) > LONGEST_NAME:
            sentence = _("Please write at most %(longest)d characters.") % {"longest": LONGEST_NAME}
            found.append(Problem(index, "name", sentence))
        if place := _wrong_place(invitee, by):
            found.append(Problem(index, *place))
    return found


@transaction.atomic
def invite_people(invitees: Sequence[Invitee], *, by: User) -> list[Invitation]:
    """Ask these people in, all or none. Raises Invalid with the first problem, Forbidden when `by` invites nobody."""
    _require_inviter(by)
    if not 0 < len(invitees) <= MOST:
        raise Invalid("how_many", _("Invite between 1 and %(most)d people at once.") % {"most": MOST}, field="emails")
    for problem in problems_of(invitees, by=by):
        address = invitees[problem.index].email.strip()[:80]
        raise Invalid("invitee", f"{address}: {problem.sentence}" if address else problem.sentence, field=problem.field)
    now = timezone.now()
    rows = [
        Invitation(
            email=invitee.email.strip().lower(),
            name=invitee.name.strip(),
            role=invitee.role,
            department=invitee.department,
            language=invitee.language,
            invited_by=by,
            digest=secrets.token_hex(32),  # of nothing, until the row has the id that its secret follows from
            sent_at=now,
            expires_at=now + LIFETIME,
        )
        for invitee in invitees
    ]
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Invalid("invitee", _("One of them was invited by somebody else just now."), field="emails") from error
    for row in rows:
        row.digest = token_digest(row.secret)
    Invitation.objects.bulk_update(rows, ["digest"])
    append(company_stream().pk, [_entry("person_invited", row) for row in rows], by=by)
    return rows


@transaction.atomic
def resend_invitation(invitation_id: int, *, by: User) -> Invitation:
    """Send it once more with a new link that holds for LIFETIME; the one before stops working.

    Raises Invitation.DoesNotExist for one that is accepted or withdrawn.
    """
    row = _locked(invitation_id, by=by)
    row.round += 1
    row.invited_by, row.sent_at = by, timezone.now()
    row.expires_at = row.sent_at + LIFETIME
    row.digest = token_digest(row.secret)
    row.save(update_fields=["round", "invited_by", "sent_at", "expires_at", "digest"])
    append(company_stream().pk, [_entry("invitation_resent", row)], by=by)
    return row


@transaction.atomic
def withdraw_invitation(invitation_id: int, *, by: User) -> Invitation:
    """End it: its link stops working at once. Raises as `resend_invitation`."""
    row = _locked(invitation_id, by=by)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    append(company_stream().pk, [_entry("invitation_withdrawn", row)], by=by)
    return row


def find_invitation(secret: str) -> Invitation:
    """The invitation that this link opens now. Raises Invitation.DoesNotExist for every other link."""
    waiting = Invitation.objects.pending().filter(digest=token_digest(secret), expires_at__gt=timezone.now())
    return _standing(waiting.select_related("department", "invited_by").get())


@transaction.atomic
def accept_invitation(secret: str, *, name: str, password: str) -> User:
    """Open the account that was offered: with its address, role and department, whatever else is asked for.

    Raises Invitation.DoesNotExist as `find_invitation`, Invalid for the name or the password.
    """
    waiting = Invitation.objects.pending().filter(digest=token_digest(secret), expires_at__gt=timezone.now())
    row = _standing(waiting.select_for_update(of=("self",)).select_related("department", "invited_by").get())
    name = required_name(name, "name", longest=LONGEST_NAME)
    user = enter(
        by=None, password=password, email=row.email, name=name, role=row.role, department=row.department,
        language=row.language,
    )  # fmt: skip
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    append(company_stream().pk, [_entry("invitation_accepted", row)], by=user)
    return user


def _standing(row: Invitation) -> Invitation:
    """As long as who invited may still give this role here; DoesNotExist after that."""
    if not access.may_place(row.invited_by, Action.INVITE, role=row.role, department_id=row.department_id):
        raise Invitation.DoesNotExist
    return row


def _locked(invitation_id: int, *, by: User) -> Invitation:
    row = Invitation.objects.pending().select_for_update(of=("self",)).get(pk=invitation_id)
    if not access.may_place(by, Action.INVITE, role=row.role, department_id=row.department_id):
        raise Forbidden("not_yours", _("Only who could invite this person does this."))
    return row


def _require_inviter(by: User) -> None:
    access.require(by, Action.INVITE, department_id=by.department_id or 0)


def _wrong_address(address: str) -> str:
    if not address:
        return _("The e-mail address is missing.")
    try:
        validate_email(address)
    except ValidationError:
        return _("This is no e-mail address.")
    return _("This address is too long.") if len(address) > 254 else ""


def _wrong_place(invitee: Invitee, by: User) -> tuple[str, str] | None:
    """(field, sentence) when this role or department cannot be given."""
    if invitee.role not in Role.values:
        return "role", _("There is no such role.")
    department = invitee.department
    if department is None and invitee.role in NEEDS_DEPARTMENT:
        return "department", _("This role needs a department.")
    if not role_fits(invitee.role, department):
        return "role", _("Partner roles and partner departments go together.")
    if not access.may_place(by, Action.INVITE, role=invitee.role, department_id=department.pk if department else None):
        return "role", _("This role, or this department, is not yours to give.")
    return None


def _entry(verb: str, row: Invitation) -> Entry:
    after = {"role": row.role, "department_id": row.department_id, "round": row.round}
    return Entry(verb, f"invitation:{row.pk}", row.email, after=after)
