"""Channels and test messages over the API. It takes a session: a token cannot open a way out."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Invalid
from accounts.models import Department
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from projects.access import visible_projects

from ..access import managed_destinations, test_messages
from ..models import Destination, Message
from ..serializers.destinations import (
    DestinationChange,
    DestinationInput,
    DestinationOutput,
    DestinationsQuery,
    DisableInput,
    NewDestinationOutput,
    TestMessageOutput,
)
from ..services.destinations import (
    add_destination,
    change_destination,
    disable_destination,
    rotate_secret,
    send_test,
)
from ..trial_message import standing

FIELDS = (
    *("id", "channel", "name", "hint", "carries", "user_id", "department_id", "project_id"),
    *("disabled_at", "disabled_reason", "created_at"),
)


class DestinationEndpoint(Endpoint):
    sees = Action.SET_PREFERENCES

    def found(self, given: Given, destination_id: int) -> int:
        """Its id, or 404 when it is not for the caller to set."""
        return get_object_or_404(managed_destinations(given.by), pk=destination_id).pk


class Destinations(DestinationEndpoint):
    """The channels the caller may set: their own, their department's as its lead, those of launches they run."""

    @operation(page_of(DestinationOutput), query=DestinationsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        rows = managed_destinations(given.by)
        if "department" in given.query:
            rows = rows.filter(department=given.query["department"])
        if "project" in given.query:
            rows = rows.filter(project=given.query["project"])
        return page(rows.values(*FIELDS), given.query)

    @operation(NewDestinationOutput, status=201, takes=DestinationInput, is_once=True, unkept=("secret",))
    def post(self, given: Given) -> dict[str, Any]:
        """Add one. The secret of a webhook is in this answer and nowhere else."""
        department_id, project_id = given.values.get("department_id"), given.values.get("project_id")
        if department_id is not None and project_id is not None:
            raise Invalid("two_owners", _("Name a department or a launch, not both."), field="project_id")
        if project_id is not None:
            get_object_or_404(visible_projects(given.by), pk=project_id)
        if department_id is not None:
            get_object_or_404(Department, pk=department_id)
        return _with_secret(add_destination(given.by, **given.values))


class DestinationDetail(DestinationEndpoint):
    @operation(DestinationOutput)
    def get(self, given: Given, destination_id: int) -> dict[str, Any]:
        return _shape(managed_destinations(given.by).get(pk=self.found(given, destination_id)))


class Change(DestinationEndpoint):
    @operation(DestinationOutput, takes=DestinationChange)
    def post(self, given: Given, destination_id: int) -> dict[str, Any]:
        """Another name, other kinds of message, another address."""
        return _shape(change_destination(self.found(given, destination_id), by=given.by, **given.values))


class Disable(DestinationEndpoint):
    @operation(DestinationOutput, takes=DisableInput)
    def post(self, given: Given, destination_id: int) -> dict[str, Any]:
        """Send nothing there any more. A second time changes nothing."""
        return _shape(disable_destination(self.found(given, destination_id), by=given.by, **given.values))


class RotateSecret(DestinationEndpoint):
    @operation(NewDestinationOutput, is_once=True, unkept=("secret",))
    def post(self, given: Given, destination_id: int) -> dict[str, Any]:
        """A new secret for a webhook; for a day messages are signed with the old one too."""
        return _with_secret(rotate_secret(self.found(given, destination_id), by=given.by))


class Test(DestinationEndpoint):
    @operation(TestMessageOutput, status=201)
    def post(self, given: Given, destination_id: int) -> dict[str, Any]:
        """Send a test message; one that is under way is answered instead of a second."""
        return _test(send_test(given.by, destination_id=self.found(given, destination_id)))


class OwnTest(DestinationEndpoint):
    @operation(TestMessageOutput, status=201)
    def post(self, given: Given) -> dict[str, Any]:
        """Send a test message to the caller's own e-mail."""
        return _test(send_test(given.by))


class TestMessage(DestinationEndpoint):
    @operation(TestMessageOutput)
    def get(self, given: Given, test_id: int) -> dict[str, Any]:
        """What became of a test message."""
        return _test(get_object_or_404(test_messages(given.by), pk=test_id))


def _shape(destination: Destination) -> dict[str, Any]:
    return {name: getattr(destination, name) for name in FIELDS}


def _with_secret(destination: Destination) -> dict[str, Any]:
    return _shape(destination) | {"secret": destination.secret or None}


def _test(message: Message) -> dict[str, Any]:
    found = standing(message, timezone.now())
    return {
        "id": message.pk,
        "reference": message.reference,
        "destination_id": message.destination_id,
        "state": found.state,
        "message": found.words,
        "answer": found.answer,
        "advice": found.advice,
    }
