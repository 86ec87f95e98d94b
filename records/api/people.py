"""Passing on what somebody owns, and closing their account, over the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.access import Action
from accounts.access.people import visible_people
from accounts.errors import Invalid
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.fields import Id, Text
from accounts.rest.inputs import Input
from accounts.rest.operation import Given, operation
from projects.access import nameable_people
from projects.services.bulk import Outcome

from ..services.leaving import pass_on_items, see_off


class PassOnItemsInput(Input):
    to_id = Id()
    reason = Text(max_length=500)


class ClosePersonInput(Input):
    """Without `to_id` the open items stay in the person's name."""

    to_id = Id(required=False, allow_null=True)
    reason = Text(max_length=500)


class RefusedItem(serializers.Serializer[None]):
    item_id = serializers.IntegerField()
    reason = serializers.CharField()


class PassedOnOutput(serializers.Serializer[None]):
    changed = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of the items.")
    refused = RefusedItem(many=True)


class PassOn(Endpoint):
    sees = Action.REASSIGN

    @operation(PassedOnOutput, takes=PassOnItemsInput)
    def post(self, given: Given, user_id: int) -> dict[str, Any]:
        """Give all open items of a person to another, as far as the caller sees and may reassign them."""
        values = given.values
        to = _taker(given, values["to_id"])
        return _outcome(pass_on_items(_person(given, user_id), by=given.by, to=to, reason=values["reason"]))


class ClosePerson(Endpoint):
    sees = Action.CLOSE_ACCOUNT

    @operation(PassedOnOutput, takes=ClosePersonInput)
    def post(self, given: Given, user_id: int) -> dict[str, Any]:
        """Close an account, and with `to_id` pass on in the same step what it owns: both or neither."""
        values = given.values
        to = _taker(given, values["to_id"]) if values.get("to_id") else None
        return _outcome(see_off(_person(given, user_id), by=given.by, to=to, reason=values["reason"]))


def _person(given: Given, user_id: int) -> User:
    return get_object_or_404(visible_people(given.by).select_related("department"), pk=user_id)


def _taker(given: Given, user_id: int) -> User:
    found = nameable_people(given.by).filter(pk=user_id).first()
    if found is None:
        raise Invalid("unknown_person", _("Choose an active person."), field="to_id")
    return found


def _outcome(outcome: Outcome) -> dict[str, Any]:
    refused = [{"item_id": item.pk, "reason": sentence} for item, sentence in outcome.refused]
    return {"changed": [item.pk for item in outcome.changed], "refused": refused}


urlpatterns = [
    path("people/<int:user_id>/pass-on/", PassOn.as_view()),
    path("people/<int:user_id>/close/", ClosePerson.as_view()),
]
