"""`explain_reminder` for what is owed outside the checklist says what the sweep did."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from notifications.explain.things import explain_thing
from notifications.services import sweep
from records.models import Receipt
from records.services.handovers import hand_over
from records.services.receipts import accept_receipt
from records.services.sending import Receiver
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(launch, people) -> Receipt:
    made = hand_over(
        by=people.marketer, title="환불 정책", kind="policy", body="이렇게", project_id=launch.pk,
        receivers=[Receiver(people.sales.pk, people.salesperson.pk)],
    )  # fmt: skip
    sweep()
    return Receipt.objects.get(handed__handover=made)


def why(receipt, person):
    with translation.override("en"):
        found = explain_thing(f"receipt:{receipt.pk}", person, NOW)
    assert found is not None
    return found


def test_it_says_who_was_reminded_and_why_others_were_not(receipt, people):
    told = why(receipt, people.salesperson)
    assert told.is_told
    assert "was reminded of it" in told.verdict
    assert any("stands today" in sentence for part in told.parts for sentence in part.sentences)
    assert "This person is none of them" in why(receipt, people.sales_lead).verdict
    assert "may not see the launch" in why(receipt, people.other_centre_lead).verdict
    people.viewer.is_active = False
    assert "account is closed" in why(receipt, people.viewer).verdict


def test_what_was_answered_is_owed_no_longer(receipt, people):
    accept_receipt(receipt.pk, by=people.salesperson)
    assert "owed no longer" in why(receipt, people.salesperson).verdict
    assert explain_thing(f"receipt:{receipt.pk}", people.viewer, NOW) is None


def test_the_command_takes_things_and_refuses_nonsense(receipt, people):
    out = StringIO()
    call_command("explain_reminder", f"receipt:{receipt.pk}", people.salesperson.email, "--language", "en", stdout=out)
    assert "환불 정책" in out.getvalue()
    for wrong in ("receipt:0", "receipt:x", "cow:1", "999999"):
        with pytest.raises(CommandError):
            call_command("explain_reminder", wrong, people.salesperson.email, stdout=StringIO())
