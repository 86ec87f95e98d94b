"""Channels besides a person's own mail, and test messages that tell the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from ledger.models import Event
from notifications.access import managed_destinations
from notifications.models import Channel, Destination, Message, OutboundHold
from notifications.services import database_now, deliver_due
from notifications.services.destinations import (
    add_destination,
    change_destination,
    disable_destination,
    rotate_secret,
    send_test,
)
from notifications.trial_message import standing
from projects.models import Project
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.slack.com/services/T000/B000/abcdefghijklmnop1234"
SLACK = {"channel": "slack", "name": "#cx-알림", "address": HOOK, "carries": ["reminders", "alerts"]}
WEBHOOK = {"channel": "webhook", "name": "우리 서버", "address": "https://example.com/hook", "carries": ["notices"]}
MAIL = {"channel": "email", "name": "팀 목록", "address": "Team@Example.COM", "carries": ["reports"]}
OWN = "/settings/notifications/channels/add/"


@pytest.fixture
def slack(people) -> Destination:
    return add_destination(people.marketer, **SLACK)


def test_a_channel_is_kept_and_its_address_is_not_told(people, slack):
    assert (slack.user, slack.address, slack.carries) == (people.marketer, HOOK, ["reminders", "alerts"])
    assert slack.hint == "hooks.slack.com/…1234"
    event = Event.objects.get(verb="destination_added")
    assert event.after == {"title": "#cx-알림", "hint": slack.hint, "carries": slack.carries, "channel": "slack"}


@pytest.mark.parametrize(
    "address",
    ["http://hooks.slack.com/x", "https://127.0.0.1/x", "https://hooks.slack.com:8443/x", "https://evil.com/x", "x"],
)
def test_an_address_that_may_not_be_spoken_to_is_refused_by_name(people, address):
    with pytest.raises(Invalid) as refused:
        add_destination(people.marketer, **SLACK | {"address": address})
    assert refused.value.field == "address"
    assert not Destination.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        '"x\r\n"@y.com',
        "a@x.com, b@x.com",
        "a@x.com b@x.com",
        "홍길동@예시.한국",
        "",
        "@x.com",
        "a@x.com\nBcc: b@y",
    ],
)
def test_a_list_is_one_mail_address(people, address):
    with pytest.raises(Invalid) as refused:
        add_destination(people.marketing_lead, **MAIL | {"address": address}, department_id=people.marketing.pk)
    assert refused.value.field == "address"


def test_a_mail_address_is_spelled_as_the_network_does(people):
    made = add_destination(people.marketing_lead, **MAIL, department_id=people.marketing.pk)
    assert (made.address, made.hint) == ("Team@example.com", "Te…@example.com")
    idn = add_destination(
        people.marketing_lead, **MAIL | {"address": "team@예시.한국"}, department_id=people.marketing.pk
    )
    assert idn.address == "team@xn--vv4b11d.xn--3e0b707e"
    with pytest.raises(Refusal) as refused:
        add_destination(
            people.marketing_lead, **MAIL | {"address": "TEAM@example.com"}, department_id=people.marketing.pk
        )
    assert refused.value.code == "twice"


def test_ones_own_mail_needs_no_channel(people):
    with pytest.raises(Invalid) as refused:
        add_destination(people.marketer, **MAIL)
    assert refused.value.field == "channel"


@pytest.mark.parametrize(
    ("who", "department", "launch_too"),
    [
        ("admin", {"marketing", "sales", "centre"}, False),
        ("planner", set(), True),
        ("marketing_lead", {"marketing"}, False),
        ("marketer", set(), False),
        ("centre_lead", set(), False),
        ("viewer", set(), False),
    ],
)
def test_who_sets_which_channels(people, launch, who, department, launch_too):
    by: User = getattr(people, who)
    assert add_destination(by, **SLACK).user == by
    allowed = set()
    for slug in ("marketing", "sales", "centre"):
        try:
            add_destination(by, **SLACK, department_id=getattr(people, slug).pk)
            allowed.add(slug)
        except Forbidden:
            pass
    assert allowed == department
    if launch_too:
        made = add_destination(by, **SLACK, project_id=launch.pk)
        assert Event.objects.get(target=f"destination:{made.pk}").stream_id == launch.stream_id
    else:
        with pytest.raises(Forbidden):
            add_destination(by, **SLACK, project_id=launch.pk)
    assert managed_destinations(by).count() == 1 + len(department) + launch_too


def test_a_token_opens_no_way_out(people, launch, slack):
    people.planner.scopes = frozenset({"read", "write:launch"})
    with pytest.raises(Forbidden):
        add_destination(people.planner, **SLACK, project_id=launch.pk)
    assert not managed_destinations(people.planner).exists()


def test_a_confidential_launch_gets_no_channel(people, launch):
    launch.is_confidential = True
    launch.save()
    with pytest.raises(Project.DoesNotExist):
        add_destination(people.planner, **SLACK, project_id=launch.pk)
    launch.named.add(people.planner)
    with pytest.raises(Refusal) as refused:
        add_destination(people.planner, **SLACK, project_id=launch.pk)
    assert refused.value.code == "confidential"


def test_a_change_keeps_the_address_unless_a_new_one_comes(people, slack):
    change_destination(slack.pk, by=people.marketer, name="새 이름", carries=["alerts"])
    slack.refresh_from_db()
    assert (slack.name, slack.carries, slack.address) == ("새 이름", ["alerts"], HOOK)
    change_destination(slack.pk, by=people.marketer, name="새 이름", carries=["alerts"], address=HOOK[:-4] + "9999")
    slack.refresh_from_db()
    assert slack.hint.endswith("9999")
    assert HOOK[:-4] not in str(Event.objects.filter(verb="destination_changed").values_list("before", "after"))


def test_nobody_touches_the_channel_of_another(people, slack):
    for by in (people.admin, people.planner, people.marketing_lead, people.salesperson):
        for act in (
            lambda by=by: change_destination(slack.pk, by=by, name="x", carries=["alerts"]),
            lambda by=by: disable_destination(slack.pk, by=by, reason=""),
            lambda by=by: send_test(by, destination_id=slack.pk),
        ):
            with pytest.raises(Destination.DoesNotExist):
                act()


def test_a_channel_is_switched_off_once_and_stays(people, slack):
    for reason in ("채널을 없앴습니다", "다시"):
        disable_destination(slack.pk, by=people.marketer, reason=reason)
    assert Event.objects.get(verb="destination_disabled").reason == "채널을 없앴습니다"
    with pytest.raises(Refusal):
        send_test(people.marketer, destination_id=slack.pk)
    assert add_destination(people.marketer, **SLACK).pk != slack.pk


def test_a_new_secret_is_valid_beside_the_old_for_a_day(people):
    made = add_destination(people.marketer, **WEBHOOK)
    old = made.secret
    rotated = rotate_secret(made.pk, by=people.marketer)
    assert rotated.secrets == [rotated.secret, old]
    assert old != rotated.secret
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert rotated.secrets == [rotated.secret]
    said = str(list(Event.objects.values_list("before", "after", "target_name")))
    assert old not in said
    assert rotated.secret not in said


def test_only_a_webhook_has_a_secret(people, slack):
    assert slack.secret == ""
    with pytest.raises(Invalid):
        rotate_secret(slack.pk, by=people.marketer)


def test_one_test_message_at_a_time(people, slack):
    first = send_test(people.marketer, destination_id=slack.pk)
    assert send_test(people.marketer, destination_id=slack.pk) == first
    assert (first.recipient, first.channel, first.kind) == (people.marketer, "slack", "test")
    Message.objects.filter(pk=first.pk).update(state="accepted")
    assert send_test(people.marketer, destination_id=slack.pk) != first
    own = send_test(people.marketer)
    assert (own.destination, own.channel) == (None, "email")


def test_a_test_of_a_shared_channel_is_for_nobody_in_person(people, launch):
    shared = add_destination(people.planner, **SLACK, project_id=launch.pk)
    assert send_test(people.planner, destination_id=shared.pk).recipient is None


@pytest.mark.parametrize(
    ("fields", "seconds", "state"),
    [
        ({}, 5, "waiting"),
        ({}, 61, "stuck"),
        ({"attempts": 1, "answer": "503"}, 5, "retrying"),
        ({"attempts": 1, "answer": "503"}, 600, "retrying"),
        ({"state": "leased"}, 5, "sending"),
        ({"state": "accepted", "answer": "200 ok"}, 600, "accepted"),
        ({"state": "failed", "answer": "404 no_service"}, 5, "failed"),
        ({"state": "expired"}, 5, "dropped"),
    ],
)
def test_what_became_of_a_test_is_told_as_it_is(fields, seconds, state):
    message = Message(kind="test", channel="slack", due_at=NOW, **fields)
    found = standing(message, NOW + timedelta(seconds=seconds))
    assert found.state == state
    assert found.answer == fields.get("answer", "")
    assert found.is_under_way == (state in ("waiting", "stuck", "retrying", "sending"))


def test_a_hold_is_said_before_a_worker_is_blamed():
    OutboundHold.objects.create(reason="복원")
    assert standing(Message(kind="test", channel="email", due_at=NOW), NOW + timedelta(minutes=5)).state == "held"


def test_a_channel_that_takes_nothing_now_is_not_blamed_on_the_worker(people, slack):
    message, later = send_test(people.marketer, destination_id=slack.pk), timezone.now() + timedelta(minutes=5)
    assert standing(message, later).state == "stuck"
    slack.free_at = later + timedelta(minutes=1)
    message.destination = slack
    assert standing(message, later).state == "retrying"
    slack.disabled_at = later
    assert standing(message, later).state == "dropped"


def test_a_test_mail_is_sent_and_taken(people, sink):
    message = send_test(people.marketer)
    deliver_due(Channel.EMAIL, now=database_now())
    message.refresh_from_db()
    found = standing(message, timezone.now())
    assert (found.state, found.answer) == ("accepted", "250 taken")
    assert len(sink.to(people.marketer.email)) == 1
