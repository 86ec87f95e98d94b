"""Shapes of proposals."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Flag, Id, Name, OneOf, Text, Whole
from accounts.rest.inputs import Input, Paged

from ..models import Proposal
from ..schedule import FIRST_OFFSET, LAST_OFFSET, Unit


class ProposalsQuery(Paged):
    verdict = OneOf(choices=Proposal.Verdict.choices, required=False)


class ProposalOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    template_id = serializers.IntegerField()
    key = serializers.CharField(help_text="The line it changes; empty for a new one.")
    title = serializers.CharField()
    note = serializers.CharField()
    section_title = serializers.CharField()
    department_id = serializers.IntegerField()
    offset = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=Unit.choices)
    is_blocker = serializers.BooleanField()
    source_project = serializers.IntegerField(allow_null=True)
    source_item = serializers.IntegerField(allow_null=True)
    source_name = serializers.CharField()
    proposed_by_id = serializers.IntegerField()
    proposed_at = serializers.DateTimeField()
    verdict = serializers.ChoiceField(choices=Proposal.Verdict.choices)
    decided_by_id = serializers.IntegerField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    result_key = serializers.CharField(help_text="The draft’s line that it became, or was merged with.")


class ProposalInput(Input):
    title = Name(max_length=200)
    department_id = Id()
    offset = Whole(min_value=FIRST_OFFSET, max_value=LAST_OFFSET, help_text="Days from D-day, before it negative.")
    unit = OneOf(choices=Unit.choices, default=Unit.BUSINESS)
    note = Text(max_length=2000)
    section_title = Name(max_length=60, required=False, allow_blank=True)
    is_blocker = Flag(default=False)


class AcceptInput(Input):
    section_id = Id(help_text="A section of the draft.")


class MergeInput(Input):
    key = Name(max_length=20)
    guidance = Text(max_length=5000, required=False, allow_blank=True, help_text="Its guidance written anew.")
    revision = Whole(min_value=1, required=False, help_text="The line’s, as it was read.")


class DeclineInput(Input):
    reason = Text(max_length=2000)
