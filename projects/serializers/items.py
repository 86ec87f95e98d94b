"""What the API of lines gives: the line, its scenarios, evidence and comments. Rows are built in `projects.api`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from checklists.models import Approval, EvidenceKind
from checklists.schedule import Unit

from ..models import Status


class Output(serializers.Serializer[None]):
    """Describes an answer; nothing is read through it."""


def whole(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(**options)


class ItemOutput(Output):
    id = whole()
    project_id = whole()
    key = serializers.CharField()
    title = serializers.CharField()
    section_id = whole()
    department_id = whole()
    owner_id = whole(allow_null=True)
    owner_name = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=Status.choices)
    is_blocker = serializers.BooleanField()
    planned_on = serializers.DateField()
    due_on = serializers.DateField()
    is_due_fixed = serializers.BooleanField()
    is_late = serializers.BooleanField()
    blocked_reason = serializers.CharField()
    version = whole()


class ItemStateOutput(Output):
    """A line after a change."""

    id = whole()
    project_id = whole()
    status = serializers.ChoiceField(choices=Status.choices)
    owner_id = whole(allow_null=True)
    planned_on = serializers.DateField()
    due_on = serializers.DateField()
    is_due_fixed = serializers.BooleanField()
    handed_in_on = serializers.DateField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    done_by_id = whole(allow_null=True)
    blocked_reason = serializers.CharField()
    blocked_by_item_id = whole(allow_null=True)
    blocked_by_user_id = whole(allow_null=True)
    blocked_at = serializers.DateTimeField(allow_null=True)
    waived_at = serializers.DateTimeField(allow_null=True)
    waived_by_id = whole(allow_null=True)
    waive_reason = serializers.CharField()
    waive_fallback = serializers.CharField()
    follow_up_on = serializers.DateField(allow_null=True)
    version = whole()


class ScenarioOutput(Output):
    id = whole()
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    verified_by_id = whole(allow_null=True)


class WaitOutput(Output):
    item_id = whole()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    days = whole(allow_null=True)


class ItemDetailOutput(ItemStateOutput):
    key = serializers.CharField()
    title = serializers.CharField()
    guidance = serializers.CharField()
    section_id = whole()
    department_id = whole()
    offset = whole()
    unit = serializers.ChoiceField(choices=Unit.choices)
    is_blocker = serializers.BooleanField()
    evidence_kind = serializers.ChoiceField(choices=EvidenceKind.choices)
    approval = serializers.ChoiceField(choices=Approval.choices)
    brief_line = serializers.CharField()
    is_late = serializers.BooleanField()
    scenarios = ScenarioOutput(many=True)
    waits = WaitOutput(many=True)
    actions = serializers.ListField(child=serializers.CharField(), help_text="What the caller may do to it now.")


class ItemVersionOutput(Output):
    item_id = whole()
    version = whole(help_text="The line's version after the change.")


class VerifiedOutput(ScenarioOutput, ItemVersionOutput):
    pass


class CommentOutput(Output):
    id = whole()
    author_id = whole()
    author_name = serializers.CharField()
    body = serializers.CharField()
    mentioned_ids = serializers.ListField(child=whole())
    created_at = serializers.DateTimeField()


class CallablePersonOutput(Output):
    id = whole()
    name = serializers.CharField()
    department_id = whole(allow_null=True)


class CallableOutput(Output):
    results = CallablePersonOutput(many=True)


class EvidenceOutput(Output):
    id = whole()
    url = serializers.CharField()
    text = serializers.CharField()
    number = serializers.FloatField(allow_null=True)
    file_name = serializers.CharField()
    added_by_id = whole()
    added_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class AddedCommentOutput(CommentOutput, ItemVersionOutput):
    pass


class AddedEvidenceOutput(EvidenceOutput, ItemVersionOutput):
    pass
