"""Shapes of weekly reports and of when they go out."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Flag, Id, ManyOf, OneOf, Whole
from accounts.rest.inputs import Input, Paged, Query
from projects.models import Decision, SignOff, Status
from projects.serializers.inputs import TimeZone
from projects.serializers.items import Output, whole
from projects.serializers.launches import CountsOutput, ReadinessOutput

from ..models import ReportSchedule


class ReportQuery(Query):
    until = Day(required=False, help_text="The last day of the week; today when left out.")


class ReportLineOutput(Output):
    item_id = whole()
    project_id = whole()
    title = serializers.CharField()
    department_id = whole()
    department = serializers.CharField()
    owner_id = whole(allow_null=True)
    owner = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    due_on = serializers.DateField()
    is_blocker = serializers.BooleanField()
    blocked_reason = serializers.CharField()


class DeedOutput(Output):
    item_id = whole()
    title = serializers.CharField()
    on = serializers.DateField()
    by = serializers.CharField()
    reason = serializers.CharField()
    fallback = serializers.CharField()
    follow_up_on = serializers.DateField(allow_null=True)


class DecidedOutput(Output):
    verdict = serializers.ChoiceField(choices=Decision.Verdict.choices)
    on = serializers.DateField()
    by = serializers.CharField()
    note = serializers.CharField()
    conditions = whole()


class SignedOffOutput(Output):
    department = serializers.CharField()
    verdict = serializers.ChoiceField(choices=SignOff.Verdict.choices)
    on = serializers.DateField()
    by = serializers.CharField()
    note = serializers.CharField()


class LaunchMoveOutput(Output):
    before = serializers.DateField()
    after = serializers.DateField()
    on = serializers.DateField()
    by = serializers.CharField()
    reason = serializers.CharField()
    lines = whole(allow_null=True, help_text="How many dates went along; null for a partner.")


class LineMoveOutput(Output):
    item_id = whole()
    title = serializers.CharField()
    before = serializers.DateField()
    after = serializers.DateField()
    reason = serializers.CharField()


class LateOutput(Output):
    department = serializers.CharField()
    count = whole()
    lines = ReportLineOutput(many=True)


class LaunchReportOutput(Output):
    """Only lines that the caller sees are listed; `before` is null for a launch that is younger than the week."""

    project_id = whole()
    name = serializers.CharField()
    launch_on = serializers.DateField(help_text="D-day as it stood at the end of the week.")
    first = serializers.DateField()
    until = serializers.DateField()
    ended = serializers.ChoiceField(choices=["", "finished", "cancelled"])
    before = ReadinessOutput(allow_null=True)
    readiness = ReadinessOutput()
    change = whole(allow_null=True, help_text="Readiness gained in the week, in points.")
    counts = CountsOutput(allow_null=True)
    done = DeedOutput(many=True)
    waived = DeedOutput(many=True)
    reopened = DeedOutput(many=True)
    added = DeedOutput(many=True)
    decided = DecidedOutput(many=True)
    signed_off = SignedOffOutput(many=True)
    launch_moves = LaunchMoveOutput(many=True)
    line_moves = LineMoveOutput(many=True)
    late = LateOutput(many=True)
    next = ReportLineOutput(many=True)


class PortfolioReportOutput(Output):
    first = serializers.DateField()
    until = serializers.DateField()
    running = whole()
    done = whole()
    late = whole()
    next = whole()
    launches = LaunchReportOutput(many=True)


class ScheduleInput(Input):
    """Without a launch the report is of all launches, as far as each reader sees them.

    The kind stays what it is. "heads" are the hashes at the end of every history: daily, of all launches, to people.
    """

    project_id = Id(required=False, allow_null=True)
    kind = OneOf(choices=ReportSchedule.Kind.choices, default=ReportSchedule.Kind.WEEKLY)
    weekday = Whole(min_value=0, max_value=6, default=0, help_text="0 is Monday.")
    hour = Whole(min_value=0, max_value=23)
    time_zone = TimeZone(max_length=40, default="Asia/Seoul")
    people_ids = ManyOf(Id(), max_length=200, required=False)
    destination_ids = ManyOf(Id(), max_length=50, required=False)
    is_active = Flag(default=True)


class SchedulesQuery(Paged):
    project = Id(required=False)


class ScheduleOutput(Output):
    id = whole()
    project_id = whole(allow_null=True)
    kind = serializers.ChoiceField(choices=ReportSchedule.Kind.choices)
    weekday = whole()
    hour = whole()
    time_zone = serializers.CharField()
    people_ids = serializers.ListField(child=whole())
    destination_ids = serializers.ListField(child=whole())
    is_active = serializers.BooleanField()
    version = whole()


class SentOutput(Output):
    told = whole(help_text="How many people and channels are told; whoever was told this minute is not told twice.")
