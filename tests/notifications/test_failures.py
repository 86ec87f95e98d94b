"""What becomes of messages that cannot be handed over, and of channels that are gone; holding everything back."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation

from ledger.models import Event
from notifications.gauges import gauges
from notifications.models import Channel, Destination, Message, MessageLine, Notification, Preference
from notifications.rows import row
from notifications.services import deliver_due, leases, sweep
from notifications.services.destinations import disable_destination
from notifications.services.failures import DISABLED, give_up, stop_using
from notifications.services.hold import release_outbound
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
KINDS = ("reminders", "reports")


def slack(**owner):
    return Destination.objects.create(
        channel="slack", name="슬랙", address="https://hooks.slack.com/services/T/B/x", hint="…x", **owner
    )


def waiting_at(channel, launch) -> Message:
    """A message with one line that waits for this channel and goes no other way."""
    to = {"recipient": channel.user} if channel.user else {"destination": channel}
    notification = Notification.objects.create(
        kind="notice", urgency="at_once", topic="moved", project=launch, dedupe_key="one", bundled_at=NOW, **to
    )
    message = Message.objects.create(
        recipient=channel.user, destination=channel, channel="slack", kind="at_once", window="one", due_at=NOW
    )
    message.lines.create(notification=notification, destination=channel)
    return message


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


def test_that_a_launch_s_channel_is_gone_stands_in_the_launch_s_history(launch, people):
    channel = slack(project=launch, created_by=people.planner)
    stop_using(channel, "410 gone", NOW)
    event = Event.objects.get(verb="destination_disabled")
    assert (event.stream_id, event.actor_id, event.reason) == (launch.stream_id, None, "410 gone")
    [notice] = Notification.objects.filter(topic="channel_gone")
    told = row(notice, NOW)
    assert (told.title, told.url) == ("슬랙", f"/channels/{channel.pk}/")
    assert "410 gone" in told.detail


def test_what_still_comes_to_an_address_that_is_gone_is_a_failure_that_planners_see(launch, people):
    channel = slack(user=people.marketer, created_by=people.marketer)
    stop_using(channel, "410 gone", NOW)
    waiting = waiting_at(channel, launch)
    sweep()
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert Notification.objects.filter(topic="delivery_failed", recipient=people.planner).count() == 1


@pytest.mark.parametrize("by_email", [True, False])
def test_what_waits_for_a_channel_that_somebody_switched_off_goes_another_way_they_chose(launch, people, by_email):
    Preference.objects.create(user=people.marketer, by_email=by_email)
    channel = slack(user=people.marketer, created_by=people.marketer)
    waiting = waiting_at(channel, launch)
    disable_destination(channel.pk, by=people.marketer, reason="다른 방으로 옮김")
    sweep()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.answer) == ("cancelled", "the channel was switched off")
    assert waiting.lines.get().dropped_reason == "channel_off"
    assert list(waiting.fallbacks.values_list("channel", flat=True)) == ["email"] * by_email
    assert not Notification.objects.filter(topic="delivery_failed").exists()


def test_what_was_sent_by_mail_too_is_not_sent_again_because_a_channel_was_switched_off(launch, people):
    channel, other = (slack(user=people.marketer, created_by=people.marketer, carries=[kind]) for kind in KINDS)
    sweep()
    Message.objects.filter(destination=channel).update(state="due")
    disable_destination(channel.pk, by=people.marketer, reason="")
    sweep()
    assert Message.objects.filter(destination=channel, state="cancelled").exists()
    assert not Message.objects.filter(destination=other).exists()


def test_a_failure_on_a_shared_channel_names_the_channel(launch, people):
    fail(waiting_at(slack(department=people.marketing, created_by=people.planner), launch), DISABLED)
    notice = Notification.objects.filter(topic="delivery_failed")[0]
    with translation.override("ko"):
        assert "슬랙" in (detail := row(notice, NOW).detail)
        assert DISABLED not in detail


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
    assert set(MessageLine.objects.values_list("dropped_reason", flat=True)) == {"discarded"}


def test_without_a_hold_nothing_is_given_up(launch):
    sweep()
    assert release_outbound(discard=True) == 0
    assert not Message.objects.exclude(state="due").exists()
    assert not Event.objects.filter(verb="outbound_released").exists()


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
