"""How people want to be told: substitutes, quiet hours, muted launches, channels, and who holds a line up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from notifications.absences import stand_ins
from notifications.models import Absence, Destination, LadderPause, Message, Mute, Notification, Preference
from notifications.services import skip_history, sweep
from projects.services.items import block_item, unblock_item
from projects.services.lines import assign_item
from projects.services.work import comment_on_item
from tests import factories
from tests.conftest import NOW, SEOUL, TODAY

pytestmark = pytest.mark.django_db


def told(person, **filters):
    return Notification.objects.filter(recipient=person, **filters)


def away(person, substitute, days=1):
    return Absence.objects.create(
        user=person, substitute=substitute, first_on=TODAY, last_on=TODAY + timedelta(days=days - 1)
    )


def slack(**owner):
    made = owner.get("user") or factories.planner()
    return Destination.objects.create(
        channel="slack",
        name="슬랙",
        address="https://hooks.slack.com/services/T/B/x",
        hint="…x",
        created_by=made,
        **owner,
    )


@pytest.mark.parametrize(
    ("absent", "told_instead"),
    [
        ({1: 2}, {1: 2}),
        ({1: 2, 2: 3}, {1: 3, 2: 3}),
        ({1: 2, 2: 1}, {}),  # nobody is there: both are told themselves
        ({1: 2, 2: 3, 3: 2}, {}),
        ({}, {}),
    ],
)
def test_who_stands_in_for_whom(absent, told_instead):
    assert stand_ins(absent) == told_instead


def test_a_substitute_is_told_instead_and_says_for_whom(launch, people):
    away(people.marketer, people.marketing_lead)
    sweep()
    assert not told(people.marketer).exists()
    assert set(told(people.marketing_lead, instead_of=people.marketer).values_list("kind", flat=True)) == {
        "notice", "reminder",
    }  # fmt: skip


def test_back_at_work_a_person_is_told_what_stands(launch, people):
    away(people.marketer, people.marketing_lead)
    sweep()
    with time_machine.travel(NOW + timedelta(days=1)):
        sweep()
    assert told(people.marketer, item=factories.item(launch, "A2"), kind="reminder").exists()


def test_who_may_not_see_a_launch_cannot_stand_in(launch, people):
    away(people.agent, people.other_centre_lead)
    sweep()
    assert told(people.agent, topic="assigned").exists()
    assert not told(people.other_centre_lead).exists()


def test_a_line_that_waits_for_somebody_climbs_their_ladder(launch, people):
    item = factories.item(launch, "A2")
    block_item(item.pk, by=people.marketer, reason="문구 대기", by_user_id=people.salesperson.pk)
    sweep()
    assert told(people.salesperson, item=item, kind="reminder", audience="blocker").exists()
    assert not told(people.marketer, item=item, kind="reminder").exists()
    unblock_item(item.pk, by=people.marketer)
    sweep()
    assert not told(people.salesperson, item=item, kind="reminder", state="open").exists()
    assert told(people.marketer, item=item, kind="reminder", state="open").exists()


def test_a_line_that_waits_for_an_unowned_one_climbs_to_that_ones_leads(launch, people):
    item, other = factories.item(launch, "A2"), factories.item(launch, "S1")
    assign_item(other.pk, by=people.planner, owner_id=None)
    block_item(item.pk, by=people.marketer, reason="계약서 대기", by_item_id=other.pk)
    sweep()
    assert told(people.sales_lead, item=item, kind="reminder").exists()


def test_a_partner_who_cannot_see_the_line_is_not_reminded_of_it(launch, people):
    item, theirs = factories.item(launch, "A2"), factories.item(launch, "C1")
    block_item(item.pk, by=people.marketer, reason="센터 확인 대기", by_item_id=theirs.pk)
    sweep()
    assert told(people.marketer, item=item, kind="reminder").exists()
    assert not told(people.agent, item=item, kind="reminder").exists()


def test_an_acknowledged_line_rests_and_comes_again(launch, people):
    item = factories.item(launch, "A1")  # late since 11 November: the planner is told every day
    sweep()
    [first] = told(people.planner, item=item, kind="reminder")
    until = TODAY + timedelta(days=2)
    LadderPause.objects.create(item=item, due_on=item.due_on, by=people.planner, until=until)
    with time_machine.travel(NOW + timedelta(days=1)):
        sweep()
    assert told(people.planner, item=item, kind="reminder").count() == 1
    with time_machine.travel(NOW + timedelta(days=2)):
        sweep()
        sweep()
    again = told(people.planner, item=item, kind="reminder").exclude(pk=first.pk)
    assert [found.topic for found in again] == ["D+2"]


def test_a_muted_launch_sends_only_must_haves_and_what_asks(launch, people):
    Mute.objects.create(user=people.salesperson, project=launch)
    skip_history()
    with time_machine.travel(datetime(2026, 12, 3, 10, tzinfo=SEOUL)):
        sweep()
        assert told(people.salesperson, item=factories.item(launch, "S3"), kind="reminder").exists()
        [message] = Message.objects.filter(recipient=people.salesperson)
        keys = {line.notification.item.key for line in message.lines.all() if line.notification.kind == "reminder"}
        assert keys == {"S1"}


def test_a_silenced_topic_stays_in_the_inbox(launch, people):
    Preference.objects.create(user=people.marketer, silenced=["unblocked"])
    item = factories.item(launch, "A2")
    skip_history()
    block_item(item.pk, by=people.marketer, reason="기다림")
    unblock_item(item.pk, by=people.planner)
    sweep()
    [notice] = told(people.marketer, topic="unblocked")
    assert notice.bundled_at is not None
    assert not notice.lines.exists()


@pytest.mark.parametrize(("hour", "sent"), [(20, True), (21, False), (23, False), (7, False), (8, True)])
def test_quiet_hours_hold_what_would_go_at_once(launch, people, hour, sent):
    skip_history()
    with time_machine.travel(NOW.replace(hour=hour)):
        comment_on_item(
            factories.item(launch, "A2").pk, by=people.planner, body="확인", mentioned_ids=[people.marketer.pk]
        )
        sweep()
    assert told(people.marketer, topic="mentioned").exists()
    assert Message.objects.filter(recipient=people.marketer).exists() is sent


def test_what_was_held_goes_out_when_the_quiet_hours_end(launch, people):
    skip_history()
    with time_machine.travel(NOW.replace(hour=22)):
        comment_on_item(
            factories.item(launch, "A2").pk, by=people.planner, body="확인", mentioned_ids=[people.marketer.pk]
        )
        sweep()
    with time_machine.travel(NOW.replace(hour=8, day=26)):
        sweep()
    [message] = Message.objects.filter(recipient=people.marketer)
    assert message.kind == "at_once"


def test_each_address_of_a_person_gets_one_message(launch, people):
    slack(user=people.marketer)
    sweep()
    kinds = Message.objects.filter(recipient=people.marketer).values_list("channel", "kind")
    assert sorted(kinds) == [("email", "digest"), ("slack", "digest")]


def test_somebody_without_an_address_reads_the_inbox(launch, people):
    Preference.objects.create(user=people.marketer, by_email=False)
    sweep()
    assert not Message.objects.filter(recipient=people.marketer).exists()
    assert not told(people.marketer, bundled_at=None).exists()


def test_a_destination_takes_only_what_it_carries(launch, people):
    channel = slack(user=people.marketer)
    channel.carries = ["notices"]
    channel.save()
    sweep()
    message = Message.objects.get(destination=channel)
    assert {line.notification.kind for line in message.lines.all()} == {"notice"}


def test_a_centres_channel_hears_alerts_and_a_launchs_channel_its_news(launch, people):
    of_centre, of_launch, of_other = (
        slack(department=people.centre),
        slack(project=launch),
        slack(department=people.other_centre),
    )
    sweep()
    alerts = Notification.objects.filter(kind="alert").values_list("destination", flat=True)
    assert {of_centre.pk, of_launch.pk} <= set(alerts)
    assert of_other.pk not in set(alerts)


def test_nothing_of_a_confidential_launch_reaches_a_shared_channel(launch, people):
    slack(project=launch)
    launch.is_confidential = True
    launch.save()
    sweep()
    assert not Notification.objects.filter(destination__isnull=False).exists()
