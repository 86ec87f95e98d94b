"""What the API of handovers takes and gives."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import Id, ManyOf, Name, OneOf, Text, Whole
from accounts.rest.inputs import Paged, Search
from projects.serializers.inputs import Reason, SaidInput, SaidReasonInput
from projects.serializers.items import Output, whole

from ..models import Handover, Receipt
from ..receiving import MOST_DAYS
from ..services.receivers import MOST_RECEIVERS
from ..services.sending import LONGEST_BODY

LONGEST_WORDS = 2000
KINDS = [kind.value for kind in Handover.Kind if kind != Handover.Kind.BRIEF]


def _ids(words: str) -> ManyOf:
    return ManyOf(Id(), max_length=MOST_RECEIVERS, required=False, help_text=words)


class GivenInput(SaidInput):
    body = Text(max_length=LONGEST_BODY, required=False, allow_blank=True, help_text="Markdown.")
    url = Name(max_length=1000, required=False, allow_blank=True)
    department_ids = _ids("One answer for each department.")
    person_ids = _ids("An answer from each person.")
    answerable_ids = _ids("People who answer for their department instead of its lead.")


class HandoverInput(GivenInput):
    title = Name(max_length=200)
    kind = OneOf(choices=KINDS)
    accept_days = Whole(min_value=0, max_value=MOST_DAYS, default=2, help_text="Open days of the receiver's calendar.")
    project_id = Id(required=False, help_text="The launch it belongs to.")


class HandoverFileInput(HandoverInput):
    """As a form: lists are ids with commas between."""

    reads_text = True

    file = serializers.FileField(max_length=None)


class VersionInput(GivenInput):
    note = Reason(help_text="What changed.")


class VersionFileInput(VersionInput):
    reads_text = True

    file = serializers.FileField(max_length=None)


class ReceiptAcceptInput(SaidInput):
    words = Text(max_length=LONGEST_WORDS, required=False, allow_blank=True, help_text="Remarks.")


class PassOnInput(SaidReasonInput):
    to_id = Id(help_text="Who answers from now on; of the same department.")


class HandoversQuery(Paged):
    kind = OneOf(choices=Handover.Kind.choices, required=False)
    project = Id(required=False)
    q = Search()


class ReceiptsQuery(Paged):
    state = OneOf(choices=Receipt.State.choices, required=False)
    handover = Id(required=False)
    receiver = OneOf(choices=[("me", "")], required=False, help_text="`me`: what the caller is asked for.")


class ReceiptOutput(Output):
    id = whole()
    handover_id = whole()
    number = whole(help_text="The version.")
    department_id = whole()
    person_id = whole(allow_null=True)
    answerable_id = whole(allow_null=True, help_text="Who answers for a department.")
    state = serializers.ChoiceField(choices=Receipt.State.choices)
    due_on = serializers.DateField()
    opened_at = serializers.DateTimeField(allow_null=True)
    opened_by_id = whole(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by_id = whole(allow_null=True)
    words = serializers.CharField(help_text="Remarks, or why it was sent back.")


class HandoverOutput(Output):
    id = whole()
    kind = serializers.ChoiceField(choices=Handover.Kind.choices)
    title = serializers.CharField()
    project_id = whole(allow_null=True)
    accept_days = whole()
    created_at = serializers.DateTimeField()
    created_by_id = whole()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    version = whole(help_text="Counts changes; for the number sent see `versions`.")


class HandoverVersionOutput(Output):
    number = whole()
    body = serializers.CharField()
    url = serializers.CharField()
    file_name = serializers.CharField()
    note = serializers.CharField()
    sent_at = serializers.DateTimeField()
    sent_by_id = whole()
    receipts = ReceiptOutput(many=True)


class HandoverDetailOutput(HandoverOutput):
    withdraw_reason = serializers.CharField()
    versions = HandoverVersionOutput(many=True)
