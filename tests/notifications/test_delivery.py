"""Delivery against a real mail server on loopback: what arrives, what is written down, what is left out."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine

from notifications.deliveries import deliveries, for_rows
from notifications.models import Channel, DeliveryAttempt, Message, MessageLine, Notification
from notifications.services import deliver_due, leases, retry_failed, sweep
from projects.services.items import complete_item
from projects.services.launches import move_launch
from projects.services.lines import assign_item
from tests import factories
from tests.conftest import LAUNCH_ON, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def swept(launch):
    """The launch's first messages, waiting to be sent."""
    sweep()
    return launch


def message_to(person) -> Message:
    return Message.objects.get(recipient=person, kind__in=["digest", "at_once"])


def try_again_now() -> None:
    Message.objects.filter(state="due").update(next_try_at=None)


def test_everyone_gets_their_mail_once(swept, sink):
    due = Message.objects.count()
    assert deliver_due() == due == len(sink.mails)
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}
    assert deliver_due() == 0
    assert len(sink.mails) == due


def test_a_mail_carries_text_html_links_and_its_reference(swept, sink, people, settings):
    deliver_due()
    [mail] = sink.to(people.salesperson.email)
    message = message_to(people.salesperson)
    item = factories.item(swept, "S1")
    link = f"{settings.BASE_URL}/launches/{swept.pk}/items/{item.pk}/"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,)).get_content()
        assert link in body
        assert message.reference in body
        assert "항목 S1" in body
    assert mail["Message-ID"].startswith(f"<{message.uuid}@")
    assert mail["Subject"].strip() == message.subject


def test_an_item_ticked_after_the_sweep_is_left_out(swept, sink, people):
    item = factories.item(swept, "A2")
    Notification.objects.filter(kind="notice").delete()
    item.scenarios.update(verified_at=NOW, verified_by=people.marketer)
    complete_item(item.pk, by=people.marketer)
    deliver_due()
    assert sink.to(people.marketer.email) == []
    assert message_to(people.marketer).state == "cancelled"
    assert set(
        MessageLine.objects.filter(message__recipient=people.marketer).values_list("dropped_reason", flat=True)
    ) == {"item_closed"}


def test_a_date_moved_after_the_sweep_is_not_told(swept, sink, people):
    Notification.objects.exclude(kind="reminder").delete()
    move_launch(swept.pk, LAUNCH_ON + timedelta(days=30), by=people.planner, reason="계약 지연")
    deliver_due()
    assert sink.mails == []


def test_somebody_who_left_gets_nothing(swept, sink, people):
    people.salesperson.is_active = False
    people.salesperson.save()
    deliver_due()
    assert sink.to(people.salesperson.email) == []
    assert message_to(people.salesperson).state == "cancelled"


def test_a_centre_that_lost_the_launch_gets_nothing(swept, sink, people):
    assert Message.objects.filter(recipient=people.centre_lead).exists()
    swept.opened_to.clear()
    deliver_due()
    assert sink.to(people.centre_lead.email) == sink.to(people.agent.email) == []


def test_a_lost_lease_makes_a_marked_repetition(swept, sink, people):
    deliver_due()
    message = message_to(people.salesperson)
    Message.objects.filter(pk=message.pk).update(state="due")  # as if the worker had died before writing it down
    [claim] = leases.claim(1, Channel.EMAIL)
    assert leases.begin(claim)
    Message.objects.filter(pk=message.pk).update(lease_until=NOW - timedelta(days=900))
    assert deliver_due() == 1
    first, second = sink.to(people.salesperson.email)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Launch-Ready-May-Repeat"], second["X-Launch-Ready-May-Repeat"]) == ("no", "yes")
    assert list(message.tries.values_list("outcome", flat=True)) == ["accepted", "unknown", "accepted"]
    assert not leases.finish(claim, Message.State.ACCEPTED, DeliveryAttempt.Outcome.ACCEPTED)


def test_a_claim_that_was_never_begun_is_no_repetition(swept, sink):
    leases.claim(50, Channel.EMAIL)
    Message.objects.update(lease_until=NOW - timedelta(days=900))
    deliver_due()
    assert {mail["X-Launch-Ready-May-Repeat"] for mail in sink.mails} == {"no"}


def test_a_message_is_claimed_by_one_worker(swept):
    first, second = leases.claim(50, Channel.EMAIL), leases.claim(50, Channel.EMAIL)
    assert first
    assert not second


def test_a_busy_server_is_asked_again(swept, sink, people):
    sink.answers = ["451 try later"] * Message.objects.count()
    assert deliver_due() == 0
    assert deliver_due() == 0  # not before its time
    try_again_now()
    deliver_due()
    assert len(sink.to(people.salesperson.email)) == 1
    assert list(message_to(people.salesperson).tries.values_list("outcome", flat=True)) == ["transient", "accepted"]
    assert not message_to(people.salesperson).may_repeat


def test_an_unknown_address_fails_at_once_and_the_planners_are_told(swept, sink, people):
    Message.objects.exclude(recipient=people.salesperson).delete()
    sink.rcpt_answers = ["550 no such user"]
    deliver_due()
    message = message_to(people.salesperson)
    assert (message.state, message.attempts) == ("failed", 1)
    told = Notification.objects.filter(topic="delivery_failed").values_list("recipient__name", flat=True)
    assert set(told) == {people.planner.name, people.second_planner.name}
    assert retry_failed() == 1
    assert deliver_due() == 1


def test_a_connection_lost_after_the_text_is_unknown_and_the_copy_says_so(swept, sink, people):
    Message.objects.exclude(recipient=people.salesperson).delete()
    sink.answers = ["drop"]
    deliver_due()
    try_again_now()
    deliver_due()
    marks = [mail["X-Launch-Ready-May-Repeat"] for mail in sink.to(people.salesperson.email)]
    assert marks == ["no", "yes"]


def test_without_a_server_nothing_is_counted_as_tried(swept, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert deliver_due() == 0
    assert not DeliveryAttempt.objects.exists()
    assert set(Message.objects.values_list("state", flat=True)) == {"due"}


def test_what_waited_out_an_outage_goes_as_one_message(swept, sink, people):
    assign_item(factories.item(swept, "S1").pk, by=people.planner, owner_id=people.marketer.pk)
    with time_machine.travel(NOW + timedelta(hours=3)):
        sweep()
    waiting = Message.objects.filter(recipient=people.marketer)
    assert sorted(waiting.values_list("state", flat=True)) == ["due", "superseded"]
    [merged] = deliveries(for_rows(waiting.filter(state="superseded"), people.planner), people.planner)
    assert merged.subject == f"{factories.item(swept, 'S1').title} · {swept.name}"
    deliver_due()
    [mail] = sink.to(people.marketer.email)
    assert "항목 S1" in mail.get_body(("plain",)).get_content()


def test_a_line_break_in_a_title_cannot_reach_a_header(launch, sink, people):
    item = factories.item(launch, "S1")
    item.title = "제목\r\nBcc: evil@example.com"
    item.save()
    sweep()
    Notification.objects.exclude(item=item).delete()
    Message.objects.update(kind="at_once")
    deliver_due()
    assert sink.mails
    assert all(mail["Bcc"] is None for mail in sink.mails)


def test_one_message_that_cannot_be_made_holds_up_no_other(swept, sink, people):
    Notification.objects.filter(recipient=people.centre_lead, kind="alert").update(data={"broken": True})
    deliver_due()
    assert sink.to(people.salesperson.email)
    assert Message.objects.get(recipient=people.centre_lead, kind="alert").state == "due"


def test_a_mail_speaks_the_readers_language(launch, sink, people):
    people.salesperson.language = "en"
    people.salesperson.save()
    sweep()
    deliver_due()
    [mail] = sink.to(people.salesperson.email)
    assert "[Launch Ready]" in mail["Subject"]


def test_finishing_needs_the_token(swept):
    [claim, *_] = leases.claim(1, Channel.EMAIL)
    stranger = leases.Claim(claim.message_id, uuid.uuid4())
    assert not leases.begin(stranger)
    assert not leases.finish(stranger, Message.State.ACCEPTED, DeliveryAttempt.Outcome.ACCEPTED)
