"""Delivery that people can see: the log, one message, and who was told."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.access import messages_of
from notifications.deliveries import delivery, for_rows
from notifications.models import Destination, Message, MessageLine, Notification
from notifications.services import deliver_due, sweep
from notifications.services.hold import hold_outbound
from notifications.wording import REASONS
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LOG, FAILED = "/deliveries/", "/deliveries/failed/"


def message(to: Any, state: str = "accepted", **fields: Any) -> Message:
    fields = {
        "kind": "at_once", "channel": "email", "due_at": NOW, "window": uuid.uuid4().hex, "subject": "[D-3] 제목"
    } | fields  # fmt: skip
    return Message.objects.create(recipient=to, state=state, **fields)


def about(item, to) -> Message:
    """A message with one line about `item`."""
    made = message(to)
    told = Notification.objects.create(
        recipient=to, kind="notice", urgency="at_once", topic="mentioned", project=item.project, item=item,
        dedupe_key=uuid.uuid4().hex,
    )  # fmt: skip
    MessageLine.objects.create(message=made, notification=told)
    return made


def main_of(page: Any) -> str:
    return page.content.decode().split("<main")[1]


def test_each_role_sees_the_messages_it_answers_for(launch, people):
    own, dept, centre = message(people.marketer), message(people.marketing_lead), message(people.agent)
    shared = Destination.objects.create(
        channel="slack", name="#상담", address="https://x.example/1", hint="…1", department=people.centre,
        created_by=people.admin,
    )  # fmt: skip
    to_channel = message(None, destination=shared, channel="slack")
    everything = {own, dept, centre, to_channel}
    assert set(messages_of(people.admin)) == set(messages_of(people.planner)) == everything
    assert set(messages_of(people.marketing_lead)) == {own, dept}
    assert set(messages_of(people.centre_lead)) == {centre, to_channel}
    assert set(messages_of(people.marketer)) == {own}
    assert set(messages_of(people.agent)) == {centre}
    assert not messages_of(people.viewer).exists()


def test_a_viewer_has_no_log(people, as_user):
    assert as_user(people.viewer).get(LOG).status_code == 403
    assert as_user(people.marketer).get(FAILED).status_code == 403


def test_the_log_shows_to_whom_what_and_how_far_it_came(launch, people, as_user, sink):
    sweep()
    deliver_due()
    found = Message.objects.get(recipient=people.salesperson, kind="digest")
    page = main_of(as_user(people.planner).get(LOG))
    for word in (people.salesperson.name, found.subject, found.reference, "항목 S"):
        assert word in page


@pytest.mark.parametrize("who", ["planner", "admin"])
def test_a_confidential_launch_is_not_named_in_the_log(launch, people, as_user, who):
    launch.is_confidential = True
    launch.name = "비밀 런칭 이름"
    launch.save()
    launch.named.set([people.marketer])
    item = factories.item(launch, "A1")
    made = about(item, people.marketer)
    Message.objects.filter(pk=made.pk).update(subject=f"{item.title} {launch.name}", state="failed")
    client = as_user(getattr(people, who))
    for address in (LOG, FAILED, f"{LOG}{made.pk}/", f"{LOG}{made.pk}/settle/", f"{LOG}?launch={launch.pk}"):
        page = client.get(address).content.decode()
        assert launch.name not in page
        assert item.title not in page
    assert "비공개 런칭" in client.get(LOG).content.decode()
    # Another began with the same line, which then moved on into this one: only its window still says what it was about.
    message(people.marketer, "superseded", window=str(made.lines.get().notification_id), subject="")
    assert launch.name not in client.get(LOG).content.decode()
    client = as_user(people.marketer)
    assert f"{item.title} · {launch.name}" in client.get(LOG).content.decode()
    assert launch.name in client.get(f"{LOG}{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("state=failed", True), ("state=accepted", False), ("channel=email", True), ("channel=slack", False),
        ("person=도윤", True), ("person=지훈", False), ("since=2026-11-25", True), ("since=2026-11-26", False),
        ("until=2026-11-25", True), ("until=2026-11-24", False), ("reference=R-20261125-{pk:04d}", True),
        ("reference={pk}", True), ("reference=R-1", False), ("reference=x", False), ("launch={launch}", True),
        ("launch=999999", True), ("state=nonsense", True), ("since=2026-02-31", True), ("person=%00", True),
        ("page=nonsense", True), ("reference=99999999999999999999", False), ("launch=９", True),
    ],
)  # fmt: skip
def test_the_address_says_what_is_shown_and_nonsense_counts_as_not_said(launch, people, as_user, query, is_found):
    made = about(factories.item(launch, "S1"), people.salesperson)
    Message.objects.filter(pk=made.pk).update(state="failed")
    page = as_user(people.planner).get(f"{LOG}?{query.format(pk=made.pk, launch=launch.pk)}")
    assert page.status_code == 200
    assert (f'id="message-{made.pk}"' in page.content.decode()) == is_found


def test_the_log_asks_the_same_number_of_queries_for_two_messages_and_for_forty(launch, people, as_user):
    item, counts = factories.item(launch, "S1"), []
    client = as_user(people.planner)
    client.get(LOG)
    for more in (2, 38):
        for _ in range(more):
            about(item, people.salesperson)
        with CaptureQueriesContext(connection) as captured:
            client.get(LOG)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 13


def test_a_message_shows_every_try_with_its_answer_and_the_lines_left_out(refused, people, as_user):
    line = refused.lines.first()
    MessageLine.objects.filter(pk=line.pk).update(dropped_reason="item_closed")
    page = main_of(as_user(people.planner).get(f"{LOG}{refused.pk}/"))
    for word in ("550 no such user", str(REASONS["item_closed"]), refused.reference):
        assert word in page
    assert as_user(people.marketer).get(f"{LOG}{refused.pk}/").status_code == 404


def test_the_way_over_another_channel_can_be_followed(refused, people, as_user):
    then = message(people.salesperson, fallback_of=refused)
    assert then.reference in main_of(as_user(people.planner).get(f"{LOG}{refused.pk}/"))
    assert refused.reference in main_of(as_user(people.planner).get(f"{LOG}{then.pk}/"))


def test_who_was_told_of_a_launch_by_person_by_line_and_one_person_s(launch, people, as_user, sink):
    sweep()
    deliver_due()
    address, client = f"/launches/{launch.pk}/told/", as_user(people.planner)
    assert people.salesperson.name in main_of(client.get(address))
    by_line = main_of(client.get(address, {"by": "line"}))
    assert "항목 S1" in by_line
    one = main_of(client.get(address, {"person": f"p{people.salesperson.pk}"}))
    assert "항목 S1" in one
    assert Message.objects.get(recipient=people.salesperson, kind="digest").reference in one
    for nonsense in ("p", "p0", "x1", "p٣", "c99999999999999999999"):
        assert client.get(address, {"person": nonsense}).status_code == 200


def test_a_partner_is_told_only_whom_of_their_centre_was_told(launch, people, as_user, sink):
    sweep()
    address = f"/launches/{launch.pk}/told/"
    page = main_of(as_user(people.centre_lead).get(address))
    assert people.agent.name in page
    assert people.salesperson.name not in page
    assert "항목 S1" not in main_of(as_user(people.centre_lead).get(address, {"by": "line"}))
    assert as_user(people.other_centre_lead).get(address).status_code == 404
    assert as_user(people.viewer).get(address).status_code == 403


def test_the_queries_of_who_was_told_do_not_grow(launch, people, as_user):
    sweep()
    row = Notification.objects.filter(recipient=people.salesperson, kind="reminder").first()
    client, counts = as_user(people.planner), []
    for copies in (1, 30):
        for _ in range(copies):
            row.pk, row.dedupe_key = None, uuid.uuid4().hex
            row.save()
        for query in ({}, {"by": "line"}, {"person": f"p{people.salesperson.pk}"}):
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/launches/{launch.pk}/told/", query)
            counts.append(len(captured))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 20


def test_a_line_shows_the_stand_in_the_tries_and_the_way_to_the_message(refused, people, as_user):
    line = refused.lines.first()
    Notification.objects.filter(pk=line.notification_id).update(instead_of=people.marketer)
    item = line.notification.item or factories.item(refused.lines.first().notification.project, "S1")
    Notification.objects.filter(pk=line.notification_id).update(item=item)
    page = main_of(as_user(people.planner).get(reverse("notifications:told", args=[item.pk])))
    assert f"{people.marketer.name} 님 대신" in page
    assert f'href="{LOG}{refused.pk}/"' in page


@pytest.mark.parametrize(("who", "is_told"), [("planner", True), ("admin", True), ("marketing_lead", False)])
def test_who_sees_all_deliveries_sees_that_everything_is_held_and_why(people, as_user, who, is_told):
    message(people.marketer, "due")
    client = as_user(getattr(people, who))
    assert "백업 복원" not in main_of(client.get(LOG))
    hold_outbound("월요일 백업 복원")
    for page in (LOG, FAILED):
        assert ("월요일 백업 복원" in main_of(client.get(page))) == is_told


def test_a_title_that_several_lines_share_stands_once_below_the_subject(launch, people):
    made = about(launch.items.first(), people.marketer)
    for topic in ("assigned", "reopened"):
        told = Notification.objects.create(
            recipient=people.marketer, kind="notice", urgency="at_once", topic=topic, project=launch,
            item=launch.items.first(), dedupe_key=uuid.uuid4().hex,
        )  # fmt: skip
        MessageLine.objects.create(message=made, notification=told)
    [found] = for_rows(Message.objects.all(), people.planner)
    assert delivery(found).note.count(launch.items.first().local_title[:40]) == 1
