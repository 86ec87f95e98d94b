"""Shapes of surprises and of the reviews after a launch."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Id, Moment, Name, OneOf, Text, Whole
from accounts.rest.inputs import Input, Paged
from checklists.schedule import FIRST_OFFSET, LAST_OFFSET
from projects.serializers.inputs import SaidInput
from projects.serializers.items import Output

from ..models import Surprise
from ..noticing import Noticed
from ..reviewing import QUESTIONS
from ..services.surprises import MOST_INQUIRIES


class SurprisesQuery(Paged):
    state = OneOf(choices=Surprise.State.choices, required=False)
    department = Id(required=False)
    project = Id(required=False)


class SurpriseOutput(Output):
    id = serializers.IntegerField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Noticed.choices, help_text="From the notice that its launch was given.")
    state = serializers.ChoiceField(choices=Surprise.State.choices)
    noticed_at = serializers.DateTimeField()
    found_through = serializers.ChoiceField(choices=Surprise.FoundThrough.choices)
    inquiries = serializers.IntegerField()
    details = serializers.CharField()
    centre_id = serializers.IntegerField()
    department_id = serializers.IntegerField(allow_null=True)
    project_id = serializers.IntegerField(allow_null=True, help_text="Null too where the caller does not see it.")
    item_id = serializers.IntegerField(allow_null=True, help_text="Null too where the caller does not see it.")
    item_fault = serializers.CharField()
    answer_by = serializers.DateField(allow_null=True)
    answer = serializers.CharField(help_text="The position of the department.")
    answered_at = serializers.DateTimeField(allow_null=True)
    is_exempt = serializers.BooleanField()
    exempt_reason = serializers.CharField(help_text="Empty for a partner.")
    lesson = serializers.CharField(help_text="What changes.")
    proposal_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class _What(Input):
    title = Name(max_length=200)
    found_through = OneOf(choices=Surprise.FoundThrough.choices)
    noticed_at = Moment(required=False, help_text="Now when left out.")
    inquiries = Whole(min_value=0, max_value=MOST_INQUIRIES, default=0)
    details = Text(max_length=5000, required=False, allow_blank=True)


class ReportInput(_What, SaidInput):
    project_id = Id(required=False, allow_null=True)
    department_id = Id(required=False, allow_null=True, help_text="Believed responsible; it is asked for its position.")
    centre_id = Id(required=False, help_text="For who is of no contact centre, where there are several.")


class ChangeInput(_What):
    """The whole report; centre, launch and department have addresses of their own."""


class CountInput(Input):
    more = Whole(min_value=1, max_value=MOST_INQUIRIES, help_text="Added to those counted before.")


class DepartmentInput(Input):
    department_id = Id()


class AnswerInput(SaidInput):
    words = Text(max_length=5000)


class LinkInput(Input):
    project_id = Id(allow_null=True)
    item_id = Id(required=False, allow_null=True)
    item_fault = OneOf(choices=Surprise.ItemFault.choices, required=False, allow_blank=True)


class SurpriseSettleInput(Input):
    lesson = Text(max_length=5000, help_text="What changes.")


class LineInput(Input):
    title = Name(max_length=200)
    note = Text(max_length=2000)
    department_id = Id(required=False, help_text="The one that was asked when left out.")
    template_id = Id(required=False, help_text="For what belongs to no launch.")
    offset = Whole(min_value=FIRST_OFFSET, max_value=LAST_OFFSET, default=-5, help_text="Open days from D-day.")


class ReviewOutput(Output):
    project_id = serializers.IntegerField()
    day = serializers.IntegerField()
    record_id = serializers.IntegerField(allow_null=True, help_text="Null until somebody has answered.")
    questions = serializers.ListField(child=serializers.CharField())
    answers = serializers.ListField(child=serializers.CharField(allow_blank=True))
    notice_owed = serializers.IntegerField(help_text="In business days.")
    notice_given = serializers.IntegerField()
    inquiries = serializers.IntegerField()
    surprise_ids = serializers.ListField(child=serializers.IntegerField())
    request_ids = serializers.ListField(child=serializers.IntegerField())
    late = serializers.ListField(child=serializers.DictField(), help_text="`item_id`, `days` late, `is_done`.")
    waived = serializers.ListField(child=serializers.DictField(), help_text="`item_id` and `follow_up_id`.")


class ReviewInput(Input):
    answers = serializers.ListField(
        child=Text(max_length=3500, allow_blank=True), min_length=len(QUESTIONS), max_length=len(QUESTIONS)
    )
    reason = Text(max_length=2000, required=False, allow_blank=True, help_text="Why it is corrected.")


class ReviewDecisionInput(Input):
    words = Text(max_length=5000)
    owner_id = Id(required=False, allow_null=True)
    due_on = Day(required=False, allow_null=True)
