"""What the API of launches and lines takes."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.asked import number
from accounts.rest.fields import Day, Flag, Id, ManyOf, Moment, Name, Number, OneOf, Text, Whole
from accounts.rest.inputs import Input, Paged, Query, Search
from accounts.saying import said_of
from ledger.models import Event

from ..models import Decision, SignOff, Status

LONGEST_TEXT = 5000
MOST_PEOPLE = 200


class Reason(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, **options)


class TimeZone(Name):
    """A name of the IANA time zone database."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("This is no time zone; an example is Asia/Seoul."), code="time_zone")
        return name


class Answers(serializers.DictField):
    """Answers by the key of their question: true or false, a value, a list of values, a number."""

    child = serializers.JSONField()

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) or len(data) > 100:
            self.fail("not_a_dict", input_type=type(data).__name__)
        wrong = [key for key, value in data.items() if not _is_answer(value)]
        if wrong:
            message = _("An answer is true, false, a text, a number or a list of texts.")
            raise serializers.ValidationError({key: [message] for key in wrong})
        return data


def _is_answer(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= 100 and all(isinstance(choice, str) and len(choice) <= 100 for choice in value)
    return isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 200)


class Owners(serializers.DictField):
    """A person's id, or null for nobody, by the key of a template's line."""

    child = Id(allow_null=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


class LaunchInput(Input):
    name = Name(max_length=100)
    template_version_id = Id()
    launch_on = Day()
    announced_on = Day(required=False, help_text="The day CX was told; today when left out.")
    planner_id = Id(required=False, help_text="Who runs it; the caller when left out.")
    answers = Answers(required=False)
    time_zone = TimeZone(max_length=40, default="Asia/Seoul")
    owners = Owners()
    skipped = ManyOf(Name(max_length=20), required=False)
    late_reason = Reason(required=False, allow_blank=True)
    is_confidential = Flag(default=False)
    named_ids = ManyOf(Id(), max_length=MOST_PEOPLE, required=False)
    opened_to_ids = ManyOf(Id(), max_length=MOST_PEOPLE, required=False)
    planned_id = Id(required=False, help_text="The launch of the annual plan that this one is.")


class MovePreviewInput(Input):
    launch_on = Day()


class MoveInput(MovePreviewInput):
    reason = Reason()


class ReasonInput(Input):
    reason = Reason()


class SaidInput(Input):
    said_by = Name(max_length=100, required=False, allow_blank=True, help_text="Whose word it was, if not yours.")
    said_via = OneOf(choices=Event.Via.choices, required=False, help_text="How it was said.")
    said_at = Moment(required=False, help_text="When it was said.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The service's `said`."""
        by, via, at = attrs.pop("said_by", ""), attrs.pop("said_via", ""), attrs.pop("said_at", None)
        return attrs | {"said": said_of(by, via, at)}


class SaidReasonInput(SaidInput):
    reason = Reason()


class BlockInput(SaidReasonInput):
    by_item_id = Id(required=False, allow_null=True)
    by_user_id = Id(required=False, allow_null=True)


class WaiveInput(SaidReasonInput):
    fallback = Reason()
    follow_up_on = Day()


class AssignInput(SaidInput):
    owner_id = Id(allow_null=True, help_text="null for nobody.")


class DueInput(SaidReasonInput):
    due_on = Day()


class NewItemInput(Input):
    section_id = Id()
    title = Name(max_length=200)
    department_id = Id()
    due_on = Day()
    owner_id = Id(required=False, allow_null=True)
    is_blocker = Flag(default=False)


class CommentInput(Input):
    body = Text(max_length=LONGEST_TEXT)
    mentioned_ids = ManyOf(Id(), max_length=MOST_PEOPLE, required=False)


class EvidenceInput(Input):
    """Exactly one of them; a file is sent as multipart/form-data instead."""

    url = Name(max_length=1000, required=False)
    text = Text(max_length=LONGEST_TEXT, required=False)
    number = Number(required=False)


class EvidenceFileInput(Input):
    reads_text = True

    file = serializers.FileField(max_length=None)


class SignOffInput(Input):
    department_id = Id()
    verdict = OneOf(choices=SignOff.Verdict.choices)
    note = Reason(required=False, allow_blank=True)


class ConditionInput(Input):
    item_id = Id()
    accepter_id = Id()
    reason = Reason()
    fallback = Reason()
    follow_up_on = Day()


class DecisionInput(Input):
    verdict = OneOf(choices=Decision.Verdict.choices)
    note = Reason(required=False, allow_blank=True)
    conditions = ConditionInput(many=True, required=False, max_length=100)  # type: ignore[call-arg]


class ProjectsQuery(Paged):
    state = OneOf(choices=[("running", ""), ("finished", ""), ("cancelled", ""), ("all", "")], default="running")
    launch_type = Id(required=False)
    launch_from = Day(required=False)
    launch_until = Day(required=False)
    q = Search()
    ordering = OneOf(choices=[(name, "") for name in ("launch_on", "-launch_on", "name", "-name")], default="launch_on")


class ItemsQuery(Paged):
    status = ManyOf(
        OneOf(choices=Status.choices),
        required=False,
        help_text="One or more, with commas between; without it all but `dropped`.",
    )
    department = Id(required=False)
    section = Id(required=False)
    owner = Name(max_length=20, required=False, help_text="An id, `me`, or `none`.")
    due_before = Day(required=False)
    is_late = Flag(required=False)
    is_blocker = Flag(required=False)
    q = Search()
    ordering = OneOf(
        choices=[(name, "") for name in ("order", "due_on", "-due_on", "title", "-title")], default="order"
    )

    def validate_owner(self, value: str) -> str:
        if value not in ("me", "none") and number(value) is None:
            raise serializers.ValidationError(_("Give an id, me, or none."), code="owner")
        return value


class ProposeInput(Input):
    note = Text(max_length=2000, help_text="What should be different, and why.")
    title = Name(max_length=200, required=False, help_text="The line’s own when left out.")


class EventsQuery(Query):
    after = Whole(min_value=0, max_value=2**53, default=0, help_text="The last seq you have.")
    limit = Whole(min_value=1, max_value=500, default=100)
    item = Id(required=False)
    person = Id(required=False, help_text="Who did it.")
    department = Id(required=False, help_text="What concerns its lines, what it signed, what its people did.")
    verb = Text(required=False, max_length=40)
    since = Day(required=False, help_text="The first day, in the launch's time zone.")
    until = Day(required=False, help_text="The last day.")
    text = Search()


class CallableQuery(Query):
    q = Search()


class EventsExportQuery(Query):
    format = OneOf(choices=[("jsonl", ""), ("zip", "")], default="jsonl")
