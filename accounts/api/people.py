"""People and invitations over the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from .. import services
from ..access import Action
from ..access.people import departments_to_invite_to, may_see_contact, pending_invitations, visible_people
from ..models import Department, Invitation, User
from ..people import search_people
from ..rest.endpoint import Endpoint
from ..rest.inputs import Paged
from ..rest.operation import Given, operation
from ..rest.pages import page, page_of
from ..serializers import InvitationOutput, InvitedOutput, InviteInput, PeopleQuery, PersonInput, PersonOutput
from ..services.invitations import Invitee

FIELDS = ("id", "name", "department_id", "role", "email", "is_active")
INVITED = ("id", "email", "name", "role", "department_id", "language", "sent_at", "expires_at", "accepted_at",
           "withdrawn_at")  # fmt: skip


class People(Endpoint):
    """The active people; a partner sees its own centre's."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(PersonOutput), query=PeopleQuery)
    def get(self, given: Given) -> dict[str, Any]:
        asked = given.query
        found = search_people(
            visible_people(given.by),
            q=asked.get("q", ""),
            department_id=asked.get("department"),
            role=asked.get("role", ""),
            is_active=asked.get("is_active", True),
            by=given.by,
        )
        return page(found.only(*FIELDS), asked, lambda person: _person(person, given.by))


class Person(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(PersonOutput)
    def get(self, given: Given, user_id: int) -> dict[str, Any]:
        """One person."""
        return _person(get_object_or_404(visible_people(given.by), pk=user_id), given.by)

    @operation(PersonOutput, takes=PersonInput)
    def patch(self, given: Given, user_id: int) -> dict[str, Any]:
        """Change name, role or department. What is not given stays as it is."""
        person = get_object_or_404(visible_people(given.by).select_related("department"), pk=user_id)
        values: dict[str, Any] = {"name": person.name, "role": person.role, "department": person.department}
        values |= {name: value for name, value in given.values.items() if name != "department_id"}
        if "department_id" in given.values:
            values["department"] = _department(given.values["department_id"])
        return _person(services.change_person(person, by=given.by, **values), given.by)


class ReopenPerson(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(PersonOutput)
    def post(self, given: Given, user_id: int) -> dict[str, Any]:
        """Let somebody in again whose account was closed. Their tokens stay revoked."""
        person = get_object_or_404(visible_people(given.by), pk=user_id)
        return _person(services.reopen_account(person, by=given.by), given.by)


class Invitations(Endpoint):
    """Who is invited and not here yet, as far as the caller may send it again or withdraw it."""

    sees = Action.INVITE

    @operation(page_of(InvitationOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(pending_invitations(given.by).values(*INVITED), given.query)

    @operation(InvitedOutput, status=201, takes=InviteInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Invite people by mail: all of them, or nobody and an error that names the first address that is wrong."""
        departments = {each.pk: each for each in departments_to_invite_to(given.by)}
        invitees = [
            Invitee(
                email=one["email"],
                role=one["role"],
                department=departments.get(one.get("department_id") or 0),
                name=one.get("name", ""),
                language=one.get("language", "ko"),
            )
            for one in given.values["people"]
        ]
        rows = services.invite_people(invitees, by=given.by)
        return {"invitations": [_invitation(row) for row in rows]}


class ResendInvitation(Endpoint):
    sees = Action.INVITE

    @operation(InvitationOutput)
    def post(self, given: Given, invitation_id: int) -> dict[str, Any]:
        """Send it once more with a new link; the one before stops working."""
        get_object_or_404(pending_invitations(given.by), pk=invitation_id)
        return _invitation(services.resend_invitation(invitation_id, by=given.by))


class WithdrawInvitation(Endpoint):
    sees = Action.INVITE

    @operation(InvitationOutput)
    def post(self, given: Given, invitation_id: int) -> dict[str, Any]:
        """End it: its link stops working at once."""
        get_object_or_404(pending_invitations(given.by), pk=invitation_id)
        return _invitation(services.withdraw_invitation(invitation_id, by=given.by))


def _person(person: User, by: User) -> dict[str, Any]:
    shape = {name: getattr(person, name) for name in FIELDS}
    return shape if may_see_contact(by, person) else shape | {"email": None}


def _invitation(row: Invitation) -> dict[str, Any]:
    return {name: getattr(row, name) for name in INVITED}


def _department(pk: int | None) -> Department | None:
    return None if pk is None else get_object_or_404(Department, pk=pk)
