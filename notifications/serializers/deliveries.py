"""Shapes of what was sent, and of who was told."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Id, OneOf, Text
from accounts.rest.inputs import Input, Paged, Search

from ..models import Channel, DeliveryAttempt, Message, Notification


class DeliveriesQuery(Paged):
    state = OneOf(choices=Message.State.choices, required=False)
    channel = OneOf(choices=Channel.choices, required=False)
    kind = OneOf(choices=Message.Kind.choices, required=False)
    recipient = Id(required=False)
    launch = Id(required=False)
    since = Day(required=False, help_text="First day on which it was due, in the caller's time zone.")
    until = Day(required=False, help_text="Last day on which it was due.")
    reference = Search()


class ToldQuery(Paged):
    recipient = Id(required=False)
    item = Id(required=False)


class SettleInput(Input):
    reason = Text(max_length=500)


class DeliveryOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    reference = serializers.CharField(help_text="The same on every copy of the message.")
    kind = serializers.ChoiceField(choices=Message.Kind.choices)
    channel = serializers.ChoiceField(choices=Channel.choices)
    state = serializers.ChoiceField(choices=Message.State.choices)
    recipient_id = serializers.IntegerField(allow_null=True, help_text="Null for a shared channel.")
    destination_id = serializers.IntegerField(allow_null=True, help_text="Null for the person's e-mail address.")
    to = serializers.CharField(help_text="The name of the person or of the shared channel.")
    subject = serializers.CharField(allow_blank=True)
    is_hidden = serializers.BooleanField(help_text="It speaks of something that the caller may not know of.")
    due_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    next_try_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    answer = serializers.CharField(allow_blank=True)
    may_repeat = serializers.BooleanField()
    line_count = serializers.IntegerField(allow_null=True, help_text="Null when it is hidden.")
    settled_at = serializers.DateTimeField(allow_null=True)
    fallback_of_id = serializers.IntegerField(allow_null=True)


class DeliveryLineOutput(serializers.Serializer[None]):
    notification_id = serializers.IntegerField()
    title = serializers.CharField()
    project_id = serializers.IntegerField(allow_null=True)
    item_id = serializers.IntegerField(allow_null=True)
    left_out = serializers.CharField(allow_blank=True, help_text="Why it was left out when the message went out.")


class AttemptOutput(serializers.Serializer[None]):
    number = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=DeliveryAttempt.Outcome.choices)
    answer = serializers.CharField(allow_blank=True)


class DeliveryDetailOutput(DeliveryOutput):
    lines = DeliveryLineOutput(many=True)
    tries = AttemptOutput(many=True)


class ToldWayOutput(serializers.Serializer[None]):
    message_id = serializers.IntegerField()
    reference = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    state = serializers.ChoiceField(choices=Message.State.choices)
    attempts = serializers.IntegerField()
    left_out = serializers.CharField(allow_blank=True)


class ToldOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    recipient_id = serializers.IntegerField(allow_null=True)
    destination_id = serializers.IntegerField(allow_null=True)
    to = serializers.CharField()
    instead_of_id = serializers.IntegerField(allow_null=True, help_text="The person they stand in for.")
    kind = serializers.ChoiceField(choices=Notification.Kind.choices)
    topic = serializers.CharField()
    item_id = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=Notification.State.choices)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    ways = ToldWayOutput(many=True)
