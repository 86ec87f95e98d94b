"""What the API of launches gives: the launch, previews, readiness, gate, history. Rows are built in `projects.api`."""

from __future__ import annotations

from rest_framework import serializers

from ledger.models import Event

from ..models import Decision, SignOff
from ..readiness import State
from .items import Output, whole


class ReadinessOutput(Output):
    state = serializers.ChoiceField(choices=State.choices)
    percent = whole()
    plan_percent = whole()
    reason = serializers.CharField()


class ProjectOutput(Output):
    id = whole()
    name = serializers.CharField()
    launch_type_id = whole()
    launch_on = serializers.DateField()
    planner_id = whole()
    planner_name = serializers.CharField()
    notice_owed = whole()
    notice_given = whole()
    is_confidential = serializers.BooleanField()
    finished_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    version = whole()
    readiness = ReadinessOutput()


class SectionOutput(Output):
    id = whole()
    title = serializers.CharField()


class CountsOutput(Output):
    """How many lines are what; null for a partner, who is not told of lines that it does not see."""

    items = whole()
    open = whole()
    done = whole()
    late = whole()
    due_soon = whole()
    blocked = whole()
    unowned = whole()
    blockers_open = whole()


class ProjectDetailOutput(ProjectOutput):
    template_version_id = whole()
    announced_on = serializers.DateField()
    late_reason = serializers.CharField()
    time_zone = serializers.CharField()
    today = serializers.DateField(help_text="In the launch's time zone.")
    answers = serializers.DictField()
    cancel_reason = serializers.CharField()
    created_at = serializers.DateTimeField()
    opened_to_ids = serializers.ListField(child=whole())
    sections = SectionOutput(many=True)
    counts = CountsOutput(allow_null=True)


class ProjectStateOutput(Output):
    """A launch after a change."""

    id = whole()
    name = serializers.CharField()
    launch_on = serializers.DateField()
    notice_owed = whole()
    notice_given = whole()
    finished_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    version = whole()


class PreviewLineOutput(Output):
    key = serializers.CharField()
    title = serializers.CharField()
    section = serializers.CharField()
    department_id = whole()
    due_on = serializers.DateField()
    owner_id = whole(allow_null=True)
    owner_from = serializers.ChoiceField(
        choices=[(name, "") for name in ("chosen", "template", "last_launch", "department")], allow_blank=True
    )
    is_late = serializers.BooleanField()
    is_blocker = serializers.BooleanField()
    scenarios = whole()


class LeftOutOutput(Output):
    key = serializers.CharField()
    title = serializers.CharField()


class PreviewOutput(Output):
    today = serializers.DateField()
    lines = PreviewLineOutput(many=True)
    left_out = LeftOutOutput(many=True, help_text="Lines that the answers or the planner left out.")
    answers_missing = serializers.DictField(child=serializers.CharField())
    notice_owed = whole()
    notice_given = whole()
    earliest_launch_on = serializers.DateField(help_text="The first D-day that leaves the notice owed.")
    launch_day_is_open = serializers.BooleanField()
    late = whole()
    unowned = whole()
    needs_reason = serializers.BooleanField()


class MovedLineOutput(Output):
    item_id = whole()
    title = serializers.CharField()
    before = serializers.DateField()
    after = serializers.DateField()
    is_late = serializers.BooleanField()


class FixedLineOutput(Output):
    item_id = whole()
    title = serializers.CharField()
    due_on = serializers.DateField()


class MovePreviewOutput(Output):
    launch_on = serializers.DateField()
    lines = MovedLineOutput(many=True)
    fixed = FixedLineOutput(many=True, help_text="Dates set by hand, which stay.")
    late = whole()
    people = whole(help_text="How many people have a date that moves.")
    notice_given = whole()
    launch_day_is_open = serializers.BooleanField()


class SignOffOutput(Output):
    id = whole()
    department_id = whole()
    verdict = serializers.ChoiceField(choices=SignOff.Verdict.choices)
    note = serializers.CharField()
    by_id = whole()
    at = serializers.DateTimeField()


class ConditionOutput(Output):
    item_id = whole()
    accepter_id = whole()
    reason = serializers.CharField()
    fallback = serializers.CharField()
    follow_up_on = serializers.DateField()
    follow_up_id = whole(help_text="The line that takes its place after D-day.")


class DecisionOutput(Output):
    id = whole()
    verdict = serializers.ChoiceField(choices=Decision.Verdict.choices)
    note = serializers.CharField()
    by_id = whole()
    at = serializers.DateTimeField()
    conditions = ConditionOutput(many=True)


class EventOutput(Output):
    seq = whole()
    at = serializers.DateTimeField()
    actor_id = whole(allow_null=True)
    actor_name = serializers.CharField()
    said_by = serializers.CharField(help_text="Whose word it was, if not the actor's.")
    said_via = serializers.ChoiceField(choices=Event.Via.choices, allow_blank=True)
    said_at = serializers.DateTimeField(allow_null=True)
    verb = serializers.CharField()
    target = serializers.CharField()
    target_name = serializers.CharField()
    before = serializers.DictField()
    after = serializers.DictField()
    reason = serializers.CharField()
    hash = serializers.CharField()


class EventsOutput(Output):
    results = EventOutput(many=True)
    head_seq = whole(help_text="The newest seq; ask again with `after` until you have it.")


class DepartmentReadinessOutput(ReadinessOutput):
    department_id = whole()
    name = serializers.CharField()


class SectionReadinessOutput(ReadinessOutput):
    section_id = whole()
    title = serializers.CharField()


class ProjectReadinessOutput(ReadinessOutput):
    counts = CountsOutput(allow_null=True)
    departments = DepartmentReadinessOutput(many=True)
    sections = SectionReadinessOutput(many=True)
