"""What the API gives of a department's load."""

from __future__ import annotations

from rest_framework import serializers

from .items import Output, whole


class PersonLoadOutput(Output):
    person_id = whole(allow_null=True, help_text="null for the lines that nobody owns.")
    name = serializers.CharField(allow_null=True)
    is_active = serializers.BooleanField(help_text="false for somebody who left and still owns lines.")
    open = whole()
    late = whole()
    due_today = whole()
    due_this_week = whole(help_text="Today's included; at the weekend the week is the coming one.")
    next_due_on = serializers.DateField(allow_null=True)


class LoadOutput(Output):
    department_id = whole()
    people = PersonLoadOutput(many=True)
