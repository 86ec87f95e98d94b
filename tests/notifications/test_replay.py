"""What failed: it stands on its page until somebody sends it again or settles it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Forbidden, Invalid, Refusal
from ledger.models import Event
from notifications.access import failed_count
from notifications.gauges import gauges
from notifications.models import Channel, Destination, Message
from notifications.services import database_now, deliver_due, leases, retry_failed, sweep
from notifications.services.leases import MOST_CRASHES, crashes
from notifications.services.replay import MOST_AT_ONCE, replay_failed, replay_message, settle_message
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LOG, FAILED = "/deliveries/", "/deliveries/failed/"


def message(to: Any, state: str = "accepted", **fields: Any) -> Message:
    fields = {"kind": "at_once", "channel": "email", "due_at": NOW, "window": uuid.uuid4().hex} | fields
    return Message.objects.create(recipient=to, state=state, subject="[D-3] 제목", **fields)


def main_of(page: Any) -> str:
    return page.content.decode().split("<main")[1]


def test_what_failed_stands_on_its_page_and_in_the_navigation_until_it_is_dealt_with(refused, people, as_user):
    client = as_user(people.planner)
    page = client.get(FAILED).content.decode()
    assert refused.reference in page
    assert '<span class="rail-count">1</span>' in page
    assert failed_count(people.planner) == failed_count(people.sales_lead) == 1
    assert failed_count(people.marketing_lead) == failed_count(people.salesperson) == 0
    client.post(f"{LOG}{refused.pk}/settle/", {"reason": "10:20에 전화로 알림"})
    assert f'id="message-{refused.pk}"' not in client.get(FAILED).content.decode()
    assert failed_count(people.planner) == 0


def test_sent_again_it_arrives_with_the_same_reference_and_both_tries_are_kept(refused, people, as_user, sink):
    as_user(people.planner).post(f"{LOG}{refused.pk}/replay/")
    assert deliver_due() == 1
    [mail] = sink.to(people.salesperson.email)
    assert mail["X-Launch-Ready-Reference"] == refused.reference
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("accepted", 2)
    [event] = Event.objects.filter(verb="message_replayed")
    assert (event.actor_id, event.target, event.target_name) == (
        people.planner.pk, f"message:{refused.pk}", refused.reference,
    )  # fmt: skip
    assert people.planner.name in main_of(as_user(people.planner).get(f"{LOG}{refused.pk}/"))


def test_what_expired_gets_its_time_again(refused, people, sink):
    now = database_now()
    Message.objects.filter(pk=refused.pk).update(state="expired", due_at=now - timedelta(days=6))
    replay_message(refused.pk, by=people.planner)
    sink.answers = ["451 try later"]
    deliver_due()
    sweep(now + timedelta(hours=1))
    refused.refresh_from_db()
    assert refused.state == "due"
    sweep(now + timedelta(days=4))
    refused.refresh_from_db()
    assert refused.state == "expired"


def test_what_crashed_again_and_again_gets_its_tries_again(refused, people):
    refused.tries.update(outcome="unknown")
    for number in range(2, MOST_CRASHES + 1):
        refused.tries.create(number=number, outcome="unknown")
    Message.objects.filter(pk=refused.pk).update(attempts=MOST_CRASHES)
    assert crashes(refused.pk) == MOST_CRASHES
    replay_message(refused.pk, by=people.planner)
    assert crashes(refused.pk) == 0
    [claim] = leases.claim(1, Channel.EMAIL)
    leases.begin(claim)
    Message.objects.filter(pk=refused.pk).update(lease_until=NOW - timedelta(days=900))
    assert leases.recover(Channel.EMAIL) == []


@pytest.mark.parametrize("state", ["due", "accepted", "superseded", "cancelled"])
def test_only_what_was_given_up_can_be_sent_again_or_settled(people, state):
    made = message(people.salesperson, state)
    with pytest.raises(Refusal):
        replay_message(made.pk, by=people.planner)
    with pytest.raises(Refusal):
        settle_message(made.pk, by=people.planner, reason="전화")
    assert replay_failed(people.planner, [made.pk]) == 0


def test_a_lead_sends_their_department_s_again_and_nobody_else_s(refused, people):
    with pytest.raises(Message.DoesNotExist):
        replay_message(refused.pk, by=people.marketing_lead)
    with pytest.raises(Forbidden):
        replay_message(refused.pk, by=people.salesperson)
    assert replay_failed(people.marketing_lead, [refused.pk]) == 0
    assert replay_failed(people.sales_lead, [refused.pk]) == 1


def test_all_that_is_shown_goes_again_in_one_press(people, as_user):
    made = [message(people.salesperson, "failed") for _ in range(3)]
    left = message(people.salesperson, "failed")
    page = as_user(people.planner).post(f"{FAILED}replay/", {"message": [one.pk for one in made] + ["x", "٣"]})
    assert page.status_code == 302
    assert Message.objects.filter(state="due").count() == 3
    assert Message.objects.get(state="failed") == left
    assert Event.objects.filter(verb="message_replayed").count() == 3
    with pytest.raises(Invalid):
        replay_failed(people.planner, range(MOST_AT_ONCE + 1))


def test_an_operator_retries_everything_that_is_not_settled(people):
    message(people.salesperson, "failed"), message(people.salesperson, "expired")
    settle_message(message(people.salesperson, "failed").pk, by=people.planner, reason="전화")
    assert retry_failed() == 2
    assert retry_failed() == 0


def test_a_channel_that_is_switched_off_is_not_sent_to_again(people, as_user):
    gone = Destination.objects.create(
        channel=Channel.SLACK, name="#사라짐", address="https://x.example/2", hint="…2", user=people.salesperson,
        created_by=people.admin, disabled_at=NOW,
    )  # fmt: skip
    made = message(people.salesperson, "failed", destination=gone, channel=Channel.SLACK)
    page = as_user(people.planner).get(FAILED).content.decode()
    assert made.reference in page
    assert "failed/replay/" not in page
    assert "/replay/" not in as_user(people.planner).get(f"{LOG}{made.pk}/").content.decode()
    with pytest.raises(Refusal, match="#사라짐"):
        replay_message(made.pk, by=people.planner)
    assert replay_failed(people.planner, [made.pk]) == 0
    assert as_user(people.planner).post(f"{LOG}{made.pk}/replay/").status_code == 302


def test_settling_wants_a_word_which_goes_on_record(refused, people, as_user):
    client = as_user(people.planner)
    assert "is-wrong" in client.post(f"{LOG}{refused.pk}/settle/", {"reason": " "}).content.decode()
    client.post(f"{LOG}{refused.pk}/settle/", {"reason": "전화로 알림"})
    client.post(f"{LOG}{refused.pk}/settle/", {"reason": "두 번째"})
    [event] = Event.objects.filter(verb="message_settled")
    assert (event.reason, event.actor_id) == ("전화로 알림", people.planner.pk)
    assert "전화로 알림" in main_of(client.get(f"{LOG}{refused.pk}/"))


def test_a_failed_test_message_counts_as_no_failure(people):
    message(people.salesperson, "failed", kind="test")
    assert failed_count(people.planner) == gauges().dead_letters == 0
    with pytest.raises(Refusal):
        replay_message(Message.objects.get().pk, by=people.planner)


def test_the_notice_of_a_failure_leads_to_the_message(refused, people, as_user):
    page = as_user(people.planner).get(reverse("notifications:inbox")).content.decode()
    assert f'href="{LOG}{refused.pk}/"' in page
