"""Shapes of records."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rest.fields import Day, Flag, Id, ManyOf, Moment, Name, OneOf, Text, Whole
from accounts.rest.inputs import Input, Paged, Search
from projects.serializers.inputs import SaidInput

from ..models import Kind, Position
from ..services.record_content import LONGEST_BODY, LONGEST_LINE, MOST_LINES


class RecordsQuery(Paged):
    q = Search()
    kind = OneOf(choices=Kind.choices, required=False)
    project = Id(required=False)
    person = Id(required=False, help_text="Who wrote it, was there, holds a position or owes something in it.")
    waits_for_me = Flag(required=False)


class Words(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_LINE, **options)


class LineId(Id):
    def __init__(self) -> None:
        super().__init__(required=False, help_text="The standing line that it is; without one, equal words are it.")


class ParticipantInput(Input):
    name = Name(max_length=100, required=False, allow_blank=True)
    user_id = Id(required=False, allow_null=True)
    department = Name(max_length=100, required=False, allow_blank=True)


class PositionInput(Input):
    words = Words()
    name = Name(max_length=100, required=False, allow_blank=True)
    person_id = Id(required=False, allow_null=True)
    department_id = Id(required=False, allow_null=True)
    id = LineId()


class OpenQuestionInput(Input):
    words = Words()
    owner_id = Id(required=False, allow_null=True)
    due_on = Day(required=False, allow_null=True)
    id = LineId()


class ResolutionInput(OpenQuestionInput):
    decided_by_name = Name(max_length=100, required=False, allow_blank=True)
    decided_by_id = Id(required=False, allow_null=True)
    item_ids = ManyOf(Id(), max_length=MOST_LINES, required=False)


class ContentInput(SaidInput):
    """The whole content of a revision."""

    kind = OneOf(choices=Kind.choices)
    title = Name(max_length=200)
    body = Text(max_length=LONGEST_BODY, required=False, allow_blank=True, help_text="Markdown.")
    is_chat = Flag(default=False, help_text="Turn a pasted conversation in `body` into quotes.")
    held_at = Moment(required=False, help_text="When it was said; now when left out.")
    participants = ParticipantInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    positions = PositionInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    resolutions = ResolutionInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    questions = OpenQuestionInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]


class RecordInput(ContentInput):
    project_id = Id(required=False, allow_null=True)
    item_ids = ManyOf(Id(), max_length=MOST_LINES, required=False)
    handover_id = Id(required=False, allow_null=True)
    request_id = Id(required=False, allow_null=True)
    surprise_id = Id(required=False, allow_null=True)


class CorrectionInput(ContentInput):
    reason = Text(max_length=2000)


class PositionAnswerInput(SaidInput):
    answer = OneOf(choices=[choice for choice in Position.Answer.choices if choice[0] != Position.Answer.WAITING])
    words = Words(required=False, allow_blank=True, help_text="Their own words; needed to dispute.")


class OpenQuestionAnswerInput(Input):
    words = Words()


class ParticipantOutput(serializers.Serializer[None]):
    user = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    department = serializers.CharField()


class PositionOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    record_id = serializers.IntegerField(help_text="Of a record that a partner does not see; only its own line does.")
    words = serializers.CharField()
    name = serializers.CharField()
    person_id = serializers.IntegerField(allow_null=True)
    department_id = serializers.IntegerField(allow_null=True)
    answer = serializers.ChoiceField(choices=Position.Answer.choices)
    answer_words = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by_id = serializers.IntegerField(allow_null=True)


class ResolutionOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    record_id = serializers.IntegerField()
    words = serializers.CharField()
    decided_by_id = serializers.IntegerField(allow_null=True)
    decided_by_name = serializers.CharField()
    owner_id = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by_id = serializers.IntegerField(allow_null=True)
    item_ids = serializers.ListField(child=serializers.IntegerField())


class OpenQuestionOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    record_id = serializers.IntegerField()
    words = serializers.CharField()
    owner_id = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by_id = serializers.IntegerField(allow_null=True)


class RevisionOutput(serializers.Serializer[None]):
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    body = serializers.CharField()
    held_at = serializers.DateTimeField()
    participants = ParticipantOutput(many=True)
    reason = serializers.CharField()
    written_at = serializers.DateTimeField()
    written_by_id = serializers.IntegerField()


class RecordOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    version = Whole(min_value=1)
    project_id = serializers.IntegerField(allow_null=True)
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    held_at = serializers.DateTimeField()
    revision = serializers.IntegerField(help_text="The number of the newest revision.")
    written_by_id = serializers.IntegerField()
    disputed_count = serializers.IntegerField()
    open_resolution_count = serializers.IntegerField()
    open_question_count = serializers.IntegerField()


class RecordDetailOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    version = Whole(min_value=1)
    project_id = serializers.IntegerField(allow_null=True)
    handover_id = serializers.IntegerField(allow_null=True)
    request_id = serializers.IntegerField(allow_null=True)
    surprise_id = serializers.IntegerField(allow_null=True)
    review_day = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    created_by_id = serializers.IntegerField()
    item_ids = serializers.ListField(child=serializers.IntegerField())
    current = RevisionOutput()
    revisions = RevisionOutput(many=True)
    positions = PositionOutput(many=True)
    resolutions = ResolutionOutput(many=True)
    questions = OpenQuestionOutput(many=True)
