"""What the API of display links takes and gives."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id, Name
from accounts.rest.inputs import Input

from .items import Output, whole


class DisplayInput(Input):
    name = Name(max_length=60, help_text="Where the screen hangs.")
    department_id = Id(help_text="The screen shows what this department may see.")


class DisplayOutput(Output):
    id = whole()
    name = serializers.CharField()
    department_id = whole()
    made_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class MadeDisplayOutput(DisplayOutput):
    address = serializers.CharField(help_text="Given this once: whoever has it sees the wall without signing in.")


class DisplaysOutput(Output):
    results = DisplayOutput(many=True)
