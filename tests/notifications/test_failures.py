"""What becomes of messages that cannot be handed over, and of channels that are gone; holding everything back."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from ledger.models import Event
from notifications.gauges import gauges
from notifications.models import Channel, Destination, Message, Notification
from notifications.services import deliver_due, leases, sweep
from notifications.services.failures import give_up, stop_using
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def slack(**owner):
    return Destination.objects.create(
        channel="slack", name="슬랙", address="https://hooks.slack.com/services/T/B/x", hint="…x", **owner
    )


def fail(message, answer="550 no such user"):
    Message.objects.filter(pk=message.pk).update(state="failed", answer=answer)
    give_up([message.pk], NOW)


@pytest.mark.django_db(transaction=True)
def test_a_refused_address_is_tried_once_and_the_other_channel_takes_over(launch, people, sink):
    channel = slack(user=people.marketer, created_by=people.marketer, carries=["alerts"])
    sweep()
    sink.rcpt_answers = ["550 no such user"] * 20
    deliver_due()
    [failed] = Message.objects.filter(recipient=people.marketer, channel="email")
    assert (failed.state, failed.attempts) == ("failed", 1)
    [other] = Message.objects.filter(recipient=people.marketer, channel="slack")
    assert (other.destination, other.fallback_of, other.state) == (channel, failed, "due")
    assert set(other.lines.values_list("notification", flat=True)) == set(
        failed.lines.values_list("notification", flat=True)
    )


def test_a_failed_post_falls_back_to_mail_unless_the_mail_said_it_already(launch, people):
    slack(user=people.marketer, created_by=people.marketer)
    sweep()
    fail(Message.objects.get(recipient=people.marketer, channel="slack"))
    assert Message.objects.filter(recipient=people.marketer).count() == 2


def test_planners_see_a_failure_at_once_and_only_once(launch, people):
    sweep()
    message = Message.objects.get(recipient=people.marketer)
    fail(message)
    fail(message)
    for planner in (people.planner, people.second_planner):
        [notice] = Notification.objects.filter(recipient=planner, topic="delivery_failed")
        assert notice.data["answer"] == "550 no such user"
    assert gauges().dead_letters == 1


def test_failing_to_tell_of_a_failure_is_not_told_in_turn(launch, people):
    sweep()
    fail(Message.objects.get(recipient=people.marketer))
    sweep()
    news = Message.objects.filter(lines__notification__topic="delivery_failed").distinct()
    told = Notification.objects.filter(topic="delivery_failed").count()
    for message in news.exclude(lines__notification__project__isnull=False):
        fail(message)
    assert Notification.objects.filter(topic="delivery_failed").count() == told


def test_an_address_that_is_gone_is_switched_off_and_its_mail_takes_another_way(launch, people):
    channel = slack(user=people.marketer, created_by=people.marketer)
    sweep()
    Message.objects.filter(channel="email", recipient=people.marketer).delete()
    stop_using(channel, "410 gone", NOW)
    stop_using(channel, "410 gone", NOW)
    channel.refresh_from_db()
    assert channel.disabled_reason == "410 gone"
    assert Notification.objects.filter(recipient=people.marketer, topic="channel_gone").count() == 1
    assert Event.objects.filter(verb="destination_disabled").count() == 1
    [mail] = Message.objects.filter(recipient=people.marketer, channel="email")
    assert mail.fallback_of is not None
    sweep()
    assert not Message.objects.filter(destination=channel, state="due").exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_out_while_it_is_held_and_the_operator_is_told_the_count(launch, people, sink):
    sweep()
    due = Message.objects.filter(state="due").count()
    said = StringIO()
    call_command("hold_outbound", "복원", stdout=said)
    assert f"{due} messages wait." in said.getvalue()
    assert deliver_due() == 0
    assert sink.mails == []
    assert gauges().is_held
    call_command("hold_outbound", "--release", stdout=said)
    assert deliver_due() == due == len(sink.mails)


@pytest.mark.django_db(transaction=True)
def test_what_waited_can_be_given_up_and_stays_in_the_inbox(launch, people, sink):
    sweep()
    call_command("hold_outbound", "복원", stdout=StringIO())
    call_command("hold_outbound", "--discard", stdout=StringIO())
    assert deliver_due() == 0
    assert Notification.objects.filter(recipient=people.marketer, state="open").exists()
    assert Event.objects.filter(verb="outbound_released").get().after["discarded"] is True


def test_gauges_name_what_is_overdue_and_unattempted(launch):
    sweep()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET due_at = now() - interval '2 minutes'")
    found = gauges()
    assert found.overdue_unattempted["email"] == found.waiting["email"] == Message.objects.count()


def test_metrics_are_for_administrators_and_their_monitoring(launch, people, as_user, settings):
    sweep()
    address = reverse("metrics")
    assert as_user(people.planner).get(address).status_code == 403
    answer = as_user(people.admin).get(address)
    assert f'launch_ready_messages_waiting{{channel="email"}} {Message.objects.count()}.0' in answer.text
    assert "launch_ready_seconds_since_sweep" in answer.text
    client = as_user(people.viewer)
    client.logout()
    assert client.get(address).status_code == 403
    settings.METRICS_TOKEN = "let me in"
    assert client.get(address, headers={"Authorization": "Bearer let me in"}).status_code == 200
    assert client.get(address, headers={"Authorization": "Bearer guess"}).status_code == 403


def test_a_destination_has_one_message_under_way_at_a_time(launch, people):
    channel = slack(user=people.marketer, created_by=people.marketer)
    for number in range(3):
        Message.objects.create(
            recipient=people.marketer, destination=channel, channel="slack", kind="test", window=str(number), due_at=NOW
        )
    [first] = leases.claim(20, Channel.SLACK)
    assert leases.claim(20, Channel.SLACK) == []
    assert leases.begin(first)
    leases.finish(
        first, Message.State.ACCEPTED, leases.Outcome.ACCEPTED, channel=Channel.SLACK, answer="ok", asked_to_wait=30
    )
    assert leases.claim(20, Channel.SLACK) == []  # it asked to be left alone
    Destination.objects.filter(pk=channel.pk).update(free_at=Now())
    assert len(leases.claim(20, Channel.SLACK)) == 1
