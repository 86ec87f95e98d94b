"""Shapes of requests in the API. What a partner is not to read is null or left empty."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.rest.fields import Day, Id, ManyOf, Name, Number, OneOf, Text, Whole
from accounts.rest.inputs import Input, Paged, Search
from checklists.schedule import FIRST_OFFSET, LAST_OFFSET, Unit
from projects.serializers.inputs import SaidInput

from ..models import Priority, Request
from ..request_lists import SHOWN, SORTS
from ..services.request_meetings import MOST_REQUESTS
from ..services.requests import (
    LONGEST_BODY,
    LONGEST_NAME,
    LONGEST_QUOTE,
    MOST_INQUIRIES,
    MOST_NAMES,
    MOST_OPTIONS,
    MOST_QUOTES,
)

MOST_VOTES = 30


def _choices(*names: str) -> list[tuple[str, str]]:
    return [(name, "") for name in names]


class RequestsQuery(Paged):
    state = OneOf(choices=_choices("standing", "all", *Request.State.values), default="standing")
    priority = Whole(min_value=1, max_value=4, required=False)
    department = Id(required=False, help_text="Asks or delivers.")
    owner = Name(max_length=20, required=False, help_text="An id, `me`, or `none`.")
    show = OneOf(choices=_choices(*SHOWN), default="all")
    q = Search()
    sort = OneOf(choices=_choices(*SORTS), default="backlog")


class WordsInput(SaidInput):
    title = Name(max_length=200)
    said_words = Text(max_length=LONGEST_BODY, help_text="What customers say.")
    inquiries = Whole(min_value=0, max_value=MOST_INQUIRIES, required=False, allow_null=True)
    channel = OneOf(choices=Request.Channel.choices, required=False)
    quotes = ManyOf(Text(max_length=LONGEST_QUOTE), max_length=MOST_QUOTES, required=False)
    reproduce = Text(max_length=LONGEST_BODY, required=False, allow_blank=True)
    systems = ManyOf(Name(max_length=LONGEST_NAME), max_length=MOST_NAMES, required=False)
    policies = ManyOf(Name(max_length=LONGEST_NAME), max_length=MOST_NAMES, required=False)


class RequestOptionInput(Input):
    text = Name(max_length=300)
    cost = Name(max_length=200, required=False, allow_blank=True)
    effect = Name(max_length=200, required=False, allow_blank=True)


class RequestInput(WordsInput):
    department_id = Id(required=False, help_text="Who asks; the caller’s own when left out.")
    project_id = Id(required=False, allow_null=True)
    surprise_id = Id(required=False, allow_null=True)
    options = RequestOptionInput(many=True, required=False, max_length=MOST_OPTIONS)  # type: ignore[call-arg]


class ChangeRequestInput(WordsInput):
    title = Name(max_length=200, required=False)
    said_words = Text(max_length=LONGEST_BODY, required=False)
    reason = Text(max_length=2000, required=False, allow_blank=True)


class VoteInput(SaidInput):
    priority = Whole(min_value=1, max_value=4, help_text="1 at once, 2 next, 3 later, 4 some day.")
    words = Text(max_length=2000, required=False, allow_blank=True, help_text="The department’s position.")
    department_id = Id(required=False, help_text="The caller’s own when left out.")


class AgreeInput(SaidInput):
    priority = Whole(min_value=1, max_value=4)
    reason = Text(max_length=2000, required=False, allow_blank=True, help_text="Needed when not all voted for it.")


class PromiseInput(SaidInput):
    owner_id = Id()
    promised_on = Day()
    reason = Text(max_length=2000, required=False, allow_blank=True, help_text="Needed when it becomes later.")


class NoteInput(SaidInput):
    text = Text(max_length=2000)
    on = Day(required=False)


class DeliverInput(SaidInput):
    delivered_on = Day()
    check_on = Day()
    figure_name = Name(max_length=100)
    figure_before = Number()
    words = Text(max_length=2000, required=False, allow_blank=True)


class CheckInput(SaidInput):
    figure_after = Number()
    checked_note = Text(max_length=2000)


class MakeItemInput(Input):
    project_id = Id()
    section_id = Id()
    department_id = Id()
    due_on = Day()
    owner_id = Id(required=False, allow_null=True)
    title = Name(max_length=200, required=False)


class ProposeRequestInput(Input):
    template_id = Id()
    department_id = Id()
    offset = Whole(min_value=FIRST_OFFSET, max_value=LAST_OFFSET, help_text="Days from D-day, before it negative.")
    unit = OneOf(choices=Unit.choices, default=Unit.BUSINESS)
    title = Name(max_length=200, required=False)
    note = Text(max_length=2000, required=False)


class MeetingInput(Input):
    request_ids = ManyOf(Id(), max_length=MOST_REQUESTS)
    title = Name(max_length=200, required=False, allow_blank=True)


class SideInput(Input):
    department_id = Id()
    priority = Whole(min_value=1, max_value=4)
    words = Text(max_length=2000, required=False, allow_blank=True)
    person_id = Id(required=False, help_text="Who says so; needed for a side that is not the caller’s.")


class MeetingReviewInput(Input):
    votes = SideInput(many=True, required=False, max_length=MOST_VOTES)  # type: ignore[call-arg]
    priority = Whole(min_value=1, max_value=4, required=False, help_text="Without it only the votes are kept.")
    reason = Text(max_length=2000, required=False, allow_blank=True)
    option_id = Id(required=False)
    owner_id = Id(required=False)
    promised_on = Day(required=False)


class RequestOptionOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    text = serializers.CharField()
    cost = serializers.CharField(help_text="Empty for a partner.")
    effect = serializers.CharField()
    is_chosen = serializers.BooleanField()


class VoteOutput(serializers.Serializer[Any]):
    department_id = serializers.IntegerField()
    priority = serializers.ChoiceField(choices=Priority.choices)
    words = serializers.CharField()
    voted_at = serializers.DateTimeField()
    voted_by_id = serializers.IntegerField()


class NoteOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    on = serializers.DateField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()
    written_by_id = serializers.IntegerField()


class RequestOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=Request.State.choices)
    department_id = serializers.IntegerField()
    project_id = serializers.IntegerField(allow_null=True, help_text="null where the caller does not see the launch.")
    channel = serializers.ChoiceField(choices=Request.Channel.choices)
    inquiries = serializers.IntegerField(allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_null=True, help_text="null for a partner.")
    owner_id = serializers.IntegerField(allow_null=True, help_text="null for a partner.")
    owner_department_id = serializers.IntegerField(allow_null=True, help_text="null for a partner.")
    promised_on = serializers.DateField(allow_null=True)
    delivered_on = serializers.DateField(allow_null=True)
    check_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    created_by_id = serializers.IntegerField()


class RequestDetailOutput(RequestOutput):
    said_words = serializers.CharField(help_text="What customers say.")
    quotes = serializers.ListField(child=serializers.CharField())
    reproduce = serializers.CharField()
    systems = serializers.ListField(child=serializers.CharField())
    policies = serializers.ListField(child=serializers.CharField())
    decline_reason = serializers.CharField()
    figure_name = serializers.CharField()
    figure_before = serializers.FloatField(allow_null=True)
    figure_after = serializers.FloatField(allow_null=True)
    checked_note = serializers.CharField()
    item_id = serializers.IntegerField(allow_null=True)
    proposal_id = serializers.IntegerField(allow_null=True)
    surprise_id = serializers.IntegerField(allow_null=True)
    options = RequestOptionOutput(many=True)
    votes = VoteOutput(many=True, help_text="For a partner that of its own centre alone.")
    notes = NoteOutput(many=True, help_text="Empty for a partner.")
    actions = serializers.ListField(child=serializers.CharField(), help_text="What the caller may do to it now.")


class LinkedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="The item, or the proposal.")
    request_id = serializers.IntegerField()


class MeetingOutput(serializers.Serializer[Any]):
    record_id = serializers.IntegerField()
    request_ids = serializers.ListField(child=serializers.IntegerField())
