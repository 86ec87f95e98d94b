"""Shapes of what a person keeps of the launches: views under a name, and what changed since they looked."""

from __future__ import annotations

from rest_framework import serializers

from accounts.asked import number
from accounts.rest.fields import BIGGEST_ID, Flag, Name, Text, Whole
from accounts.rest.inputs import Input

from ..forms.saved_views import LONGEST_QUERY
from ..models import Decision
from ..services.saved_views import LONGEST_NAME
from .items import Output, whole


class ViewInput(Input):
    name = Name(max_length=LONGEST_NAME)
    query = Text(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_QUERY,
        help_text="What stands after “?” in the address of the list, such as state=at_risk&sort=-late.",
    )
    is_start = Flag(required=False, default=False)


class ViewOutput(Output):
    id = whole()
    name = serializers.CharField()
    query = serializers.CharField(help_text="In its shortest form: unknown and usual parts are left out.")
    is_start = serializers.BooleanField(help_text="Whether the page of launches opens with it.")


class ConfirmLookInput(Input):
    seen = serializers.DictField(
        child=Whole(min_value=0, max_value=BIGGEST_ID),
        help_text="`head` of each launch that was read, by its id.",
    )

    def validate_seen(self, seen: dict[str, int]) -> dict[int, int]:
        return {pk: head for key, head in seen.items() if (pk := number(key)) is not None}


class LaunchChangeOutput(Output):
    project_id = whole()
    name = serializers.CharField()
    launch_on = serializers.DateField()
    seen = whole(help_text="The last line of its history that was confirmed; read its events `after` this one.")
    head = whole(help_text="Its newest line.")
    is_new = serializers.BooleanField()
    moved_from = serializers.DateField(allow_null=True)
    verdict = serializers.ChoiceField(choices=[("", ""), *Decision.Verdict.choices])
    finished_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    done = whole()
    blocked = whole()
    dated = whole()
    other = whole()


class ChangesOutput(Output):
    since = serializers.DateTimeField(help_text="When the caller last confirmed.")
    results = LaunchChangeOutput(many=True)


class LookOutput(Output):
    at = serializers.DateTimeField()
