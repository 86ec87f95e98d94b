"""What the API of calendar links takes and gives."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id, OneOf
from accounts.rest.inputs import Input
from projects.serializers.items import Output, whole

from ..models import FeedLink


class FeedInput(Input):
    kind = OneOf(choices=FeedLink.Kind.values)
    department_id = Id(required=False, allow_null=True, default=None, help_text="For the dates of a department.")
    project_id = Id(required=False, allow_null=True, default=None, help_text="For the dates of a launch.")


class FeedOutput(Output):
    id = whole()
    kind = serializers.ChoiceField(choices=FeedLink.Kind.choices)
    department_id = whole(allow_null=True)
    project_id = whole(allow_null=True)
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class MadeFeedOutput(FeedOutput):
    address = serializers.CharField(help_text="Given this once: whoever has it reads the dates without signing in.")


class FeedsOutput(Output):
    results = FeedOutput(many=True)
