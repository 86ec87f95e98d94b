"""Shapes of what a person was told."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Flag, OneOf
from accounts.rest.inputs import Paged

from ..ladder import Urgency
from ..models import Notification


class InboxQuery(Paged):
    unread = Flag(required=False)
    kind = OneOf(choices=Notification.Kind.choices, required=False)


class NotificationOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Notification.Kind.choices)
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    topic = serializers.CharField(help_text="The step of a reminder, the day of an alert, what happened for a notice.")
    state = serializers.ChoiceField(choices=Notification.State.choices)
    project_id = serializers.IntegerField(allow_null=True)
    item_id = serializers.IntegerField(allow_null=True)
    thing_kind = serializers.CharField(
        allow_blank=True, help_text='What of the records it is about: "receipt", "brief", "question" …; empty for none.'
    )
    thing_id = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    paused_until = serializers.DateField(
        allow_null=True, help_text="Of a reminder the reader acknowledged: when the ladder of its line goes on."
    )
