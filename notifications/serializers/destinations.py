"""Shapes of channels and test messages. Addresses go in and never come out; a secret comes out once."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id, ManyOf, Name, OneOf, Text
from accounts.rest.inputs import Input, Paged

from ..channels.addresses import LONGEST
from ..models import Carries, Channel

STATES = ("waiting", "held", "stuck", "sending", "retrying", "accepted", "failed", "dropped")


class Kinds(ManyOf):
    def __init__(self) -> None:
        super().__init__(OneOf(choices=Carries.choices), min_length=1, max_length=len(Carries))


class DestinationsQuery(Paged):
    department = Id(required=False)
    project = Id(required=False)


class DestinationInput(Input):
    channel = OneOf(choices=Channel.choices)
    name = Name(max_length=60)
    address = Text(max_length=LONGEST, help_text="A secret: it is kept and never given out again.")
    carries = Kinds()
    department_id = Id(required=False, help_text="Of this department; without it and project_id the caller's own.")
    project_id = Id(required=False, help_text="Of this launch.")


class DestinationChange(Input):
    name = Name(max_length=60)
    carries = Kinds()
    address = Text(max_length=LONGEST, required=False, help_text="A new one; left out, the old one stays.")


class DisableInput(Input):
    reason = Text(max_length=300, allow_blank=True, default="")


class DestinationOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    name = serializers.CharField()
    hint = serializers.CharField(help_text="As much of the address as is shown.")
    carries = serializers.ListField(child=serializers.CharField())
    user_id = serializers.IntegerField(allow_null=True)
    department_id = serializers.IntegerField(allow_null=True)
    project_id = serializers.IntegerField(allow_null=True)
    disabled_at = serializers.DateTimeField(allow_null=True)
    disabled_reason = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewDestinationOutput(DestinationOutput):
    secret = serializers.CharField(
        allow_null=True,
        help_text="Of a webhook, shown once; null for other channels and when the request is repeated.",
    )


class TestMessageOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    reference = serializers.CharField()
    destination_id = serializers.IntegerField(allow_null=True, help_text="null: the caller's own e-mail.")
    state = serializers.ChoiceField(choices=STATES, help_text="accepted is not read.")
    message = serializers.CharField(help_text="The state in words.")
    answer = serializers.CharField(help_text="What the channel said.")
    advice = serializers.CharField()
