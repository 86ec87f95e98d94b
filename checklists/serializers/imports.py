"""Shapes of an import over the API: the upload, the corrections, and how the file is understood."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Day, Id, Name, Text, Whole
from accounts.rest.inputs import Input

from ..files.grids import MOST_COLUMNS
from ..files.rows import Status
from ..files.words import FIELDS


class ImportInput(Input):
    """A form with a file. Without `template_id` it becomes a new template of `launch_type_id`."""

    reads_text = True

    file = serializers.FileField(max_length=None, allow_empty_file=True)
    template_id = Id(required=False)
    launch_type_id = Id(required=False)
    name = Name(required=False, allow_blank=True, max_length=100, default="")
    sheet = Name(required=False, allow_blank=True, max_length=60, default="")


class MappingInput(Input):
    """What is not given stays as it is; `columns` is given whole, `departments` is added to."""

    columns = serializers.DictField(
        child=Whole(min_value=0, max_value=MOST_COLUMNS - 1),
        required=False,
        help_text=f"The column of each field, from 0. Fields: {', '.join(FIELDS)}.",
    )
    departments = serializers.DictField(
        child=Text(max_length=50),
        required=False,
        help_text='A department\'s short name by the name that the file uses; "" for lines without one.',
    )
    launch_on = Day(required=False)
    default_due = Text(required=False, max_length=40)
    heading_at = Whole(required=False, min_value=1, max_value=10_000_000)


class ImportErrorOutput(serializers.Serializer[None]):
    row = serializers.IntegerField(help_text="As the file counts, from 1; 0 for the file as a whole.")
    field = serializers.CharField()
    message = serializers.CharField()


class ImportLineOutput(serializers.Serializer[None]):
    row = serializers.IntegerField()
    status = serializers.ChoiceField(choices=[str(status) for status in Status])
    key = serializers.CharField()
    section = serializers.CharField()
    title = serializers.CharField()
    department = serializers.CharField()
    owner = serializers.CharField()
    due = serializers.CharField()
    counted_from = serializers.DateField(allow_null=True)
    is_blocker = serializers.BooleanField()
    scenarios = serializers.ListField(child=serializers.CharField())


class UnknownDepartmentOutput(serializers.Serializer[None]):
    name = serializers.CharField()
    lines = serializers.IntegerField()


class ImportPreviewOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    template_id = serializers.IntegerField(allow_null=True, help_text="null: it becomes a new template.")
    made_template_id = serializers.IntegerField(
        allow_null=True, help_text="The template that this same file became before; then it cannot become another."
    )
    headings = serializers.ListField(child=serializers.CharField())
    columns = serializers.DictField(child=serializers.IntegerField())
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())
    unknown_departments = UnknownDepartmentOutput(many=True)
    problems = ImportErrorOutput(many=True)
    lines = ImportLineOutput(many=True)


class ImportedOutput(serializers.Serializer[None]):
    id = serializers.IntegerField()
    template_id = serializers.IntegerField()
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
