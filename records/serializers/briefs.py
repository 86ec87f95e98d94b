"""What the API of briefs takes and gives."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id, Name, OneOf, Text, Whole
from accounts.rest.inputs import Input, Query
from projects.serializers.inputs import SaidInput

from ..brief import LONGEST_LABEL
from ..models import Part, Receipt
from ..receiving import MOST_DAYS
from ..services.briefs import LONGEST_TEXT

STEPS = {"up": -1, "down": 1}


class BriefQuery(Query):
    version = Whole(min_value=1, max_value=10_000, required=False, help_text="An older version; else the newest.")


class BriefLineInput(Input):
    part = OneOf(choices=Part.choices)
    text = Text(max_length=LONGEST_TEXT, help_text="Markdown; what is read aloud stands in quotation marks.")
    label = Name(max_length=LONGEST_LABEL, required=False, allow_blank=True)  # type: ignore[assignment]
    meanwhile = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class BriefStepInput(Input):
    step = OneOf(choices=[(step, step) for step in STEPS])


class BriefPublishInput(SaidInput):
    note = Text(max_length=2000, required=False, allow_blank=True, help_text="What changed; the first needs none.")
    after_number = Whole(min_value=0, max_value=10_000, help_text="The newest version that you know of; 0 for none.")
    accept_days = Whole(min_value=0, max_value=MOST_DAYS, default=2)


class ConfirmInput(SaidInput):
    number = Whole(min_value=1, max_value=10_000, help_text="The version that was read.")
    words = Text(max_length=2000, required=False, allow_blank=True)


class BriefLineOutput(serializers.Serializer[object]):
    key = serializers.UUIDField()
    part = serializers.ChoiceField(choices=Part.choices)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    text = serializers.CharField()
    meanwhile = serializers.CharField(allow_blank=True)


class BriefDraftLineOutput(BriefLineOutput):
    id = Id()
    item_id = Id(allow_null=True)
    is_written = serializers.BooleanField()
    is_left_out = serializers.BooleanField()
    version = Whole(min_value=1)


class BriefDraftOutput(serializers.Serializer[object]):
    lines = BriefDraftLineOutput(many=True)


class DifferenceOutput(serializers.Serializer[object]):
    change = serializers.ChoiceField(choices=[(name, name) for name in ("new", "changed", "gone")])
    line = BriefLineOutput()
    before = BriefLineOutput(allow_null=True)


class BriefOutput(serializers.Serializer[object]):
    """`differences` is what the caller is asked to read: all of it unless they confirmed an older version."""

    project_id = Id()
    number = Whole(min_value=1)
    newest_number = Whole(min_value=1)
    note = serializers.CharField(allow_blank=True)
    sent_at = serializers.DateTimeField()
    sent_by_name = serializers.CharField()
    lines = BriefLineOutput(many=True)
    confirmed_number = Whole(min_value=1, allow_null=True)
    confirm_by = serializers.DateField(allow_null=True)
    differences = DifferenceOutput(many=True)


class PublishedOutput(serializers.Serializer[object]):
    project_id = Id()
    number = Whole(min_value=1)
    sent_at = serializers.DateTimeField()
    asked = Whole(min_value=0)


class ConfirmedOutput(serializers.Serializer[object]):
    number = Whole(min_value=1)
    state = serializers.ChoiceField(choices=Receipt.State.choices)
    answered_at = serializers.DateTimeField()


class ReaderOutput(serializers.Serializer[object]):
    person_id = Id()
    person_name = serializers.CharField()
    state = serializers.ChoiceField(choices=Receipt.State.choices)
    since = serializers.DateTimeField()
    due_on = serializers.DateField()
    confirmed_before = Whole(min_value=1, allow_null=True)


class CentreOutput(serializers.Serializer[object]):
    department_id = Id()
    department_name = serializers.CharField()
    read = Whole(min_value=0)
    asked = Whole(min_value=0)
    readers = ReaderOutput(many=True)


class ReadersOutput(serializers.Serializer[object]):
    number = Whole(min_value=1)
    centres = CentreOutput(many=True)
