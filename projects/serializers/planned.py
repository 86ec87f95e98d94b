"""Shapes of the annual plan over the API."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Flag, Id, Name, Text, Whole
from accounts.rest.inputs import Input, Paged
from checklists.files.grids import MOST_COLUMNS
from checklists.files.rows import Status as RowStatus

from ..planfile import LABELS
from .items import Output, whole

LONGEST_NOTE = 2000


class PlannedQuery(Paged):
    year = Whole(required=False, min_value=2000, max_value=2100)
    is_started = Flag(required=False)


class PlannedInput(Input):
    name = Name(max_length=100)
    launch_type_id = Id()
    launch_on = Day()
    template_id = Id(required=False, allow_null=True)
    planner_id = Id(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class PlannedChange(Input):
    """What is not given stays as it is."""

    name = Name(required=False, max_length=100)
    launch_type_id = Id(required=False)
    launch_on = Day(required=False)
    template_id = Id(required=False, allow_null=True)
    planner_id = Id(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class PlannedOutput(Output):
    id = whole()
    name = serializers.CharField()
    launch_type_id = whole()
    launch_on = serializers.DateField()
    template_id = whole(allow_null=True)
    planner_id = whole(allow_null=True)
    note = serializers.CharField()
    project_id = whole(allow_null=True, help_text="The launch it became; null while it waits.")
    version = whole()


class PlanFileInput(Input):
    reads_text = True

    file = serializers.FileField(max_length=None, allow_empty_file=True)


class PlanColumnsInput(Input):
    columns = serializers.DictField(
        child=Whole(min_value=0, max_value=MOST_COLUMNS - 1),
        help_text=f"The column of each field, from 0; all of them at once. Fields: {', '.join(LABELS)}.",
    )


class PlanRowOutput(Output):
    row = whole()
    status = serializers.ChoiceField(choices=[str(status) for status in RowStatus])
    name = serializers.CharField()
    launch_on = serializers.DateField()
    launch_type_id = whole()
    template_id = whole(allow_null=True)
    planner_id = whole(allow_null=True)
    note = serializers.CharField()


class PlanErrorOutput(Output):
    row = whole(help_text="As the file counts, from 1.")
    field = serializers.CharField()
    message = serializers.CharField()


class PlanPreviewOutput(Output):
    id = whole()
    name = serializers.CharField()
    headings = serializers.ListField(child=serializers.CharField())
    columns = serializers.DictField(child=serializers.IntegerField())
    missing = serializers.ListField(child=serializers.CharField(), help_text="Fields that still need a column.")
    is_ready = serializers.BooleanField()
    rows = PlanRowOutput(many=True)
    problems = PlanErrorOutput(many=True)


class PlanImportedOutput(Output):
    added = whole()
    changed = whole()
    unchanged = whole()
