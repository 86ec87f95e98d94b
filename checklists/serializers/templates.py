"""Shapes of launch types and templates. They are only read here; a template is edited on its pages."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id
from accounts.rest.inputs import Paged, Search

from ..conditions import QuestionKind
from ..models import Approval, EvidenceKind
from ..schedule import Roll, Unit


class LaunchTypeOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    notice_days = serializers.IntegerField(help_text="Business days before D-day by which CX must have been told.")


class TemplatesQuery(Paged):
    q = Search()
    launch_type = Id(required=False)


class TemplateOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    launch_type_id = serializers.IntegerField()
    template_version_id = serializers.IntegerField(help_text="Its newest published version: what a launch starts from.")
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    items = serializers.IntegerField()


class ChoiceOutput(serializers.Serializer[None]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class QuestionOutput(serializers.Serializer[None]):
    key = serializers.CharField()
    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    choices = ChoiceOutput(many=True)


class TemplateSectionOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    title = serializers.CharField()


class TemplateScenarioOutput(serializers.Serializer[None]):
    text = serializers.CharField()
    offset = serializers.IntegerField(allow_null=True)
    unit = serializers.ChoiceField(choices=Unit.choices)
    condition = serializers.JSONField(allow_null=True)


class TemplateWaitOutput(serializers.Serializer[None]):
    key = serializers.CharField()
    days = serializers.IntegerField(allow_null=True, help_text="Due this many business days after it is handed in.")


class TemplateItemOutput(serializers.Serializer[None]):
    key = serializers.CharField()
    section_id = serializers.IntegerField()
    title = serializers.CharField()
    guidance = serializers.CharField()
    department_id = serializers.IntegerField()
    default_owner_id = serializers.IntegerField(allow_null=True)
    offset = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=Unit.choices)
    roll = serializers.ChoiceField(choices=Roll.choices)
    is_blocker = serializers.BooleanField()
    evidence_kind = serializers.ChoiceField(choices=EvidenceKind.choices)
    approval = serializers.ChoiceField(choices=Approval.choices)
    brief_line = serializers.CharField()
    condition = serializers.JSONField(allow_null=True)
    scenarios = TemplateScenarioOutput(many=True)
    waits = TemplateWaitOutput(many=True)


class TemplateDetailOutput(TemplateOutput):
    note = serializers.CharField()
    questions = QuestionOutput(many=True)
    sections = TemplateSectionOutput(many=True)
    lines = TemplateItemOutput(many=True)
