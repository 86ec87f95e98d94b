"""Shapes of how a person is told, and of absences."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Flag, Id, ManyOf, OneOf, Whole
from accounts.rest.inputs import Input

from ..services.preferences import SILENCEABLE
from ..wording import LABELS

TOPICS = [(topic, LABELS[topic]) for topic in SILENCEABLE]


class PreferencesInput(Input):
    """All of them: what is left out is not kept."""

    digest_hour = Whole(min_value=0, max_value=23, help_text="Of the person's own day.")
    by_email = Flag()
    quiet_from = Whole(min_value=0, max_value=23)
    quiet_until = Whole(min_value=0, max_value=23, help_text="The same as quiet_from: never quiet.")
    silenced = ManyOf(OneOf(choices=TOPICS), max_length=len(TOPICS), help_text="Topics of notices that are not sent.")


class PreferencesOutput(serializers.Serializer[None]):
    digest_hour = serializers.IntegerField()
    by_email = serializers.BooleanField()
    quiet_from = serializers.IntegerField()
    quiet_until = serializers.IntegerField()
    silenced = serializers.ListField(child=serializers.CharField())
    muted_project_ids = serializers.ListField(child=serializers.IntegerField())


class AbsenceInput(Input):
    user_id = Id(required=False, help_text="Who is away; the caller when it is left out.")
    substitute_id = Id()
    first_on = Day()
    last_on = Day(help_text="Included.")


class AbsenceOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    substitute_id = serializers.IntegerField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()


class MuteOutput(serializers.Serializer[None]):
    project_id = serializers.IntegerField()
    is_muted = serializers.BooleanField()
