"""Shapes of a launch as of a day."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import PastDay
from accounts.rest.inputs import Query

from ..models import Status
from ..readiness import State
from .items import Output


class AsOfQuery(Query):
    day = PastDay(required=False, help_text="At whose end the launch is shown, in its own time zone; today without it.")


class LineThenOutput(Output):
    id = serializers.IntegerField()
    key = serializers.CharField()
    title = serializers.CharField()
    title_en = serializers.CharField()
    section = serializers.CharField()
    department = serializers.IntegerField()
    owner = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField()
    is_due_fixed = serializers.BooleanField()
    is_blocker = serializers.BooleanField()
    status = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField(help_text="Why it was blocked or waived.")
    verified = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of verified scenarios.")
    evidence = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of evidence that counted.")
    comments = serializers.IntegerField()


class AsOfOutput(Output):
    day = serializers.DateField()
    launch_on = serializers.DateField()
    state = serializers.ChoiceField(choices=[("running", ""), ("finished", ""), ("cancelled", "")])
    template = serializers.CharField()
    answers = serializers.DictField()
    verdict = serializers.CharField(help_text="The launch decision so far; empty before one.")
    readiness = serializers.IntegerField(help_text="Percent.")
    readiness_state = serializers.ChoiceField(choices=State.choices)
    items = LineThenOutput(many=True)
