"""What the API of new versions and changed answers takes and gives. Rows are built in `projects.api.sync`."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Flag, Id, ManyOf, Name, Whole
from accounts.rest.inputs import Input

from ..syncing import What
from .inputs import Answers, Reason
from .items import Output, whole

MOST_LINES = 1000


class SyncChoiceInput(Input):
    project_id = Id()
    version = Whole(min_value=1, max_value=2**31 - 1, help_text="The launch's version that was read.")
    keys = ManyOf(Name(max_length=20), max_length=MOST_LINES, help_text="Lines that it takes, of those offered.")


class SyncInput(Input):
    number = Whole(min_value=1, max_value=2**31 - 1, help_text="The template's version that was read.")
    tell = Flag(help_text="Whether each person concerned gets one message with all their lines.")
    projects = SyncChoiceInput(many=True, max_length=500)  # type: ignore[call-arg]


class AnswersInput(Input):
    answers = Answers()


class ChangeAnswersInput(AnswersInput):
    reason = Reason()
    tell = Flag(default=True)


class FieldOutput(Output):
    """A property in words: several where it is a list or a text of several lines."""

    name = serializers.CharField()
    title = serializers.CharField(help_text="What it is called, in the reader's language.")
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())


class ComparedLineOutput(Output):
    key = serializers.CharField()
    item_id = whole(allow_null=True)
    what = serializers.ChoiceField(choices=What.choices)
    why = serializers.CharField(help_text="Why it stays, when the template says something else.")
    title = serializers.CharField()
    section = serializers.CharField()
    department = serializers.CharField()
    owner = serializers.CharField()
    is_blocker = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)
    changes = FieldOutput(many=True)
    kept = FieldOutput(many=True, help_text="What stays because somebody changed it: (stays, the template's).")


class ComparedLaunchOutput(Output):
    project_id = whole()
    name = serializers.CharField()
    launch_on = serializers.DateField()
    version = whole()
    template_number = whole(help_text="The version of its template that it is on.")
    lines = ComparedLineOutput(many=True)
    questions = serializers.ListField(child=serializers.CharField(), help_text="New ones, not answered yet.")


class SyncPreviewOutput(Output):
    number = whole(allow_null=True, help_text="The newest version; null when none is published.")
    projects = ComparedLaunchOutput(many=True)


class RefusalOutput(Output):
    code = serializers.CharField()
    message = serializers.CharField()


class OutcomeOutput(Output):
    project_id = whole()
    added = whole()
    changed = whole()
    dropped = whole()
    returned = whole()
    refusal = RefusalOutput(allow_null=True, help_text="Why nothing of this launch was written.")


class SyncOutput(Output):
    results = OutcomeOutput(many=True)
