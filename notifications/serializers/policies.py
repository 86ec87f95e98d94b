"""Shapes of ladders and of their preview. What a ladder may be is said by `ladder.limits`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rest.fields import Flag, Id, ManyOf, OneOf, Whole
from accounts.rest.inputs import Input

from .. import ladder
from ..ladder import Audience, Step, Urgency

SOURCES = ("default", "template", "project", "department")
MOST_SENT = 1000  # more is not even read; the limit people are told is the ladder's own


class StepInput(Input):
    offset = Whole(help_text="Business days from the due date of the item: -3 is the third before it.")
    audience = ManyOf(OneOf(choices=Audience.choices))
    urgency = OneOf(choices=Urgency.choices)
    repeats_daily = Flag(default=False)
    blockers_only = Flag(default=False, help_text="For must-haves only.")


class StepsInput(Input):
    steps = StepInput(many=True, max_length=MOST_SENT)  # type: ignore[call-arg]


class PolicyInput(StepsInput):
    pause_days = Whole(default=ladder.PAUSE_DAYS, help_text="Business days a ladder rests once it was acknowledged.")


class PreviewInput(StepsInput):
    steps = StepInput(  # type: ignore[call-arg]
        many=True, max_length=MOST_SENT, required=False, allow_null=True, help_text="Those in force when left out."
    )


class PlacePreviewInput(PreviewInput):
    project_id = Id(help_text="The running launch to preview with.")


def steps_in(values: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            row["offset"],
            frozenset(Audience(part) for part in row["audience"]),
            Urgency(row["urgency"]),
            row["repeats_daily"],
            row["blockers_only"],
        )
        for row in values
    )


class StepOutput(serializers.Serializer[None]):
    offset = serializers.IntegerField()
    audience = serializers.ListField(child=serializers.ChoiceField(choices=Audience.choices))
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    repeats_daily = serializers.BooleanField()
    blockers_only = serializers.BooleanField()


class PolicyOutput(serializers.Serializer[None]):
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCES, help_text="Where the steps were written."
    )
    steps = StepOutput(many=True)
    pause_days = serializers.IntegerField()
    version = serializers.IntegerField(help_text="1 where nothing of its own is written.")


class ForeseenOutput(serializers.Serializer[None]):
    day = serializers.DateField()
    who = serializers.CharField()
    is_channel = serializers.BooleanField()
    offset = serializers.IntegerField(help_text="The step, in business days from the due date.")
    urgency = serializers.ChoiceField(choices=Urgency.choices)
    item_ids = serializers.ListField(child=serializers.IntegerField())
    change = serializers.ChoiceField(choices=("", "added", "removed"), help_text="Against what is in force.")


class TotalOutput(serializers.Serializer[None]):
    who = serializers.CharField()
    is_channel = serializers.BooleanField()
    messages = serializers.IntegerField()
    messages_now = serializers.IntegerField(help_text="By the ladder in force.")
    reminders = serializers.IntegerField()
    reminders_now = serializers.IntegerField(help_text="By the ladder in force.")


class PolicyPreviewOutput(serializers.Serializer[None]):
    project_id = serializers.IntegerField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    follows = serializers.BooleanField(help_text="Whether the launch would really follow this ladder.")
    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    days = ForeseenOutput(many=True)
    totals = TotalOutput(many=True)
