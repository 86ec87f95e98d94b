"""Shapes of a draft: what is read, and what its lines, sections and questions are written with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.rest.fields import Flag, Id, ManyOf, Name, OneOf, Text, Whole
from accounts.rest.inputs import Input

from ..conditions import QuestionKind
from ..content import ChoiceContent, QuestionContent, ScenarioContent, WaitContent
from ..models import Approval, EvidenceKind
from ..schedule import FIRST_OFFSET, LAST_OFFSET, Roll, Rule, Unit
from .templates import TemplateItemOutput, TemplateScenarioOutput

LONGEST_GUIDANCE = 5000
MOST_CONDITION = 200
RULE = ("offset", "unit", "roll")


class ConditionField(serializers.JSONField):
    """A test of one answer or a group of conditions, as a launch reads it; null for always."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) or _size(data) > MOST_CONDITION:
            raise serializers.ValidationError(_("A condition must name a question and a test of its answer."))
        return data


class Offset(Whole):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=FIRST_OFFSET, max_value=LAST_OFFSET, **options)


class ScenarioInput(Input):
    text = Name(max_length=300)
    text_en = Name(max_length=300, default="", allow_blank=True)
    offset = Offset(default=None, allow_null=True, help_text="null: the deadline of the line.")
    unit = OneOf(choices=Unit.choices, default=Unit.BUSINESS)
    condition = ConditionField()


class WaitInput(Input):
    key = Name(max_length=20)
    days = Whole(min_value=1, max_value=365, default=None, allow_null=True)


class LineInput(Input):
    """Only the fields given are written; lists are written whole. Of the deadline all that is not given stays."""

    title = Name(max_length=200, required=False)
    title_en = Name(max_length=200, required=False, allow_blank=True)
    guidance = Text(max_length=LONGEST_GUIDANCE, required=False, allow_blank=True)
    guidance_en = Text(max_length=LONGEST_GUIDANCE, required=False, allow_blank=True)
    department_id = Id(required=False)
    default_owner_id = Id(required=False, allow_null=True)
    offset = Offset(required=False)
    unit = OneOf(choices=Unit.choices, required=False)
    roll = OneOf(choices=Roll.choices, required=False)
    is_blocker = Flag(required=False)
    evidence_kind = OneOf(choices=EvidenceKind.choices, required=False)
    approval = OneOf(choices=Approval.choices, required=False)
    brief_line = Name(max_length=300, required=False, allow_blank=True)
    brief_line_en = Name(max_length=300, required=False, allow_blank=True)
    condition = ConditionField()
    scenarios = ScenarioInput(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    waits = WaitInput(many=True, required=False, max_length=50)  # type: ignore[call-arg]


class NewLineInput(Input):
    section_id = Id()
    title = Name(max_length=200)
    department_id = Id(required=False, help_text="That of the line above when left out.")
    after = Name(max_length=20, required=False, help_text="Below this line; at the end of the section when left out.")


class MoveLineInput(Input):
    section_id = Id()
    before = Name(max_length=20, required=False, help_text="Above this line; at the end when left out.")


class DirectionInput(Input):
    step = OneOf(choices=[("up", "up"), ("down", "down")])


class KeysInput(Input):
    keys = ManyOf(Name(max_length=20), max_length=2000, min_length=1)


class ChangeLinesInput(KeysInput):
    """The same values for all these lines; a deadline is given whole."""

    department_id = Id(required=False)
    default_owner_id = Id(required=False, allow_null=True)
    is_blocker = Flag(required=False)
    offset = Offset(required=False)
    unit = OneOf(choices=Unit.choices, default=Unit.BUSINESS)
    roll = OneOf(choices=Roll.choices, default=Roll.DEFAULT)
    evidence_kind = OneOf(choices=EvidenceKind.choices, required=False)
    approval = OneOf(choices=Approval.choices, required=False)


class ShiftLinesInput(KeysInput):
    days = Whole(min_value=FIRST_OFFSET - LAST_OFFSET, max_value=LAST_OFFSET - FIRST_OFFSET)


class SectionInput(Input):
    title = Name(max_length=60)
    title_en = Name(max_length=60, default="", allow_blank=True)


class ChoiceInput(Input):
    value = Name(max_length=50, default="", allow_blank=True, help_text="What answers hold; given by us when empty.")
    label = Name(max_length=100)  # type: ignore[assignment]
    label_en = Name(max_length=100, default="", allow_blank=True)


class QuestionInput(Input):
    text = Name(max_length=200)
    text_en = Name(max_length=200, default="", allow_blank=True)
    kind = OneOf(choices=QuestionKind.choices)
    choices = ChoiceInput(many=True, default=list, max_length=30)  # type: ignore[call-arg]


class NewQuestionInput(QuestionInput):
    key = Name(
        max_length=50, default="", allow_blank=True, help_text="What conditions call it; given by us when empty."
    )


class DraftScenarioOutput(TemplateScenarioOutput):
    text_en = serializers.CharField()


class DraftLineOutput(TemplateItemOutput):
    version = serializers.IntegerField(help_text="Also its ETag; send it back as If-Match.")
    title_en = serializers.CharField()
    guidance_en = serializers.CharField()
    brief_line_en = serializers.CharField()
    scenarios = DraftScenarioOutput(many=True)


class DraftSectionOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    title_en = serializers.CharField()


class DraftChoiceOutput(serializers.Serializer[None]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    label_en = serializers.CharField()


class DraftQuestionOutput(serializers.Serializer[None]):
    key = serializers.CharField()
    version = serializers.IntegerField()
    text = serializers.CharField()
    text_en = serializers.CharField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    choices = DraftChoiceOutput(many=True)


class DraftOutput(serializers.Serializer[None]):
    template_id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Grows with every edit of the draft.")
    sections = DraftSectionOutput(many=True)
    lines = DraftLineOutput(many=True, help_text="In the order of the sections, and within them of the lines.")
    questions = DraftQuestionOutput(many=True)


class ChangedOutput(serializers.Serializer[None]):
    changed = serializers.IntegerField(min_value=0)


def line_values(given: dict[str, Any], rule: Rule) -> dict[str, Any]:
    """What `services.lines.change_line` takes; `rule` is the line's present one."""
    values = {name: value for name, value in given.items() if name not in RULE}
    if any(name in given for name in RULE):
        found = {name: given.get(name, getattr(rule, name)) for name in RULE}
        values["rule"] = Rule(found["offset"], Unit(found["unit"]), Roll(found["roll"]))
    if "scenarios" in given:
        values["scenarios"] = tuple(_scenario(row) for row in given["scenarios"])
    if "waits" in given:
        values["waits"] = tuple(WaitContent(row["key"], row["days"]) for row in given["waits"])
    return values


def question_content(given: dict[str, Any], key: str) -> QuestionContent:
    choices = tuple(ChoiceContent(**row) for row in given["choices"])
    return QuestionContent(key, given["text"], given["kind"], given["text_en"], choices)


def _scenario(row: dict[str, Any]) -> ScenarioContent:
    rule = None if row["offset"] is None else Rule(row["offset"], Unit(row["unit"]))
    return ScenarioContent(row["text"], row["text_en"], rule, row.get("condition"))


def _size(condition: Any) -> int:
    """How many values it holds, whatever its shape."""
    if isinstance(condition, dict):
        return 1 + sum(_size(value) for value in condition.values())
    return 1 + sum(map(_size, condition)) if isinstance(condition, list) else 1
