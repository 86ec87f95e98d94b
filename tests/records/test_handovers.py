"""Handing something over, and what becomes of it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import CalendarDay
from accounts.workdays import calendars
from ledger.models import Event, Stream
from ledger.verification import verify
from records.models import Handover, Receipt
from records.receiving import days_left
from records.services.handovers import hand_over, send_version, withdraw_handover
from records.services.receipts import accept_receipt
from records.services.sending import Receiver

from .handed import receipt

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 policy"


def test_a_department_is_answered_for_by_its_lead(given, people):
    assert receipt(given, department=people.sales).answerable == people.sales_lead
    assert receipt(given, person=people.marketer).answerable is None


def test_a_receiver_has_open_days_of_the_own_calendar(people, launch):
    CalendarDay.objects.create(department=people.marketing, on=date(2026, 11, 26), name="워크숍")
    things = [Receiver(people.marketing.pk), Receiver(people.centre.pk)]
    handed = hand_over(
        by=people.planner, title="정책", kind="policy", body="x", accept_days=3, receivers=things, project_id=launch.pk
    )
    # From Wednesday 25 November: marketing is closed on the 26th, the centre works on Saturday the 28th.
    assert receipt(handed, department=people.marketing).due_on == date(2026, 12, 1)
    assert receipt(handed, department=people.centre).due_on == date(2026, 11, 28)


def test_days_left_count_open_days_both_ways(people):
    company = calendars()[None]
    friday = date(2026, 11, 27)
    assert [days_left(day, friday, company) for day in (date(2026, 11, 25), friday, date(2026, 11, 30))] == [2, 0, -1]
    assert days_left(date(2026, 11, 29), friday, company) == -1


def test_the_event_holds_the_whole_content(given, people):
    event = Event.objects.get(verb="handover_sent")
    assert event.after["given"]["body"] == "취소 화면 **v1**"
    assert [one["answers_name"] for one in event.after["receivers"]] == ["박지훈", "정하윤"]
    assert event.stream.kind == Stream.Kind.COMPANY


def test_what_belongs_to_a_launch_is_in_its_history(launch, people):
    handed = hand_over(
        by=people.marketer,
        title="x",
        kind="policy",
        body="x",
        project_id=launch.pk,
        receivers=[Receiver(people.cx.pk, people.planner.pk)],
    )
    assert handed.stream == launch.stream
    assert verify(str(launch.stream)).faults == []


def test_a_file_is_kept_under_a_name_of_our_own(people, today):
    handed = hand_over(
        by=people.planner,
        title="x",
        kind="file",
        file=ContentFile(PDF, "정책.pdf"),
        receivers=[Receiver(people.sales.pk)],
    )
    version = handed.versions.get()
    assert version.file_name == "정책.pdf"
    assert "정책" not in version.file.name
    assert len(Event.objects.get(verb="handover_sent").after["given"]["file_hash"]) == 64
    again = send_version(
        handed.pk,
        by=people.planner,
        note="설명을 붙였다",
        body="설명",
        keeps_file=True,
        receivers=[Receiver(people.sales.pk)],
    )
    assert (again.file.name, again.file_name) == (version.file.name, "정책.pdf")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "brief"}, "kind"),
        ({"body": " "}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"file": ContentFile(b"MZ", "x.exe")}, "file"),
        ({"accept_days": 61}, "accept_days"),
        ({"receivers": []}, "receivers"),
        ({"receivers": [Receiver(10**9)]}, "receivers"),
        ({"project_id": 10**9}, "project_id"),
    ],
)
def test_what_cannot_be_handed_over_says_which_field(people, today, change, field):
    usual = {"title": "x", "kind": "screen", "body": "x", "receivers": [Receiver(people.sales.pk)]}
    with pytest.raises(Invalid) as refused:
        hand_over(by=people.planner, **(usual | change))
    assert refused.value.field == field
    assert not Handover.objects.exists()


def test_nobody_receives_for_a_department_of_others(people, today):
    for wrong in (
        Receiver(people.sales.pk, people.marketer.pk),
        Receiver(people.sales.pk, answerable_id=people.marketer.pk),
        Receiver(people.cx.pk),  # has no lead
    ):
        with pytest.raises(Invalid):
            hand_over(by=people.planner, title="x", kind="screen", body="x", receivers=[wrong])


def test_a_centre_gets_only_what_belongs_to_a_launch_open_to_it(people, launch):
    words = {"by": people.planner, "title": "x", "kind": "screen", "body": "x", "project_id": launch.pk}
    with pytest.raises(Invalid):
        hand_over(**words, receivers=[Receiver(people.other_centre.pk)])
    hand_over(**words, receivers=[Receiver(people.centre.pk)])


def test_nobody_outside_a_confidential_launch_receives(people, launch):
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.planner, people.sales_lead])
    words = {"by": people.planner, "title": "x", "kind": "screen", "body": "x", "project_id": launch.pk}
    hand_over(**words, receivers=[Receiver(people.sales.pk)])
    for outside in (Receiver(people.marketing.pk), Receiver(people.centre.pk)):
        with pytest.raises(Invalid):
            hand_over(**words, receivers=[outside])


def test_the_same_key_hands_over_once(people, today):
    key = uuid4()
    words = {"title": "x", "kind": "screen", "body": "x", "receivers": [Receiver(people.sales.pk)]}
    assert hand_over(by=people.planner, creation_key=key, **words) == hand_over(
        by=people.planner, creation_key=key, **words
    )


def test_viewers_and_partners_hand_nothing_over(people, today):
    for person in (people.viewer, people.admin, people.centre_lead, people.agent):
        with pytest.raises(Forbidden):
            hand_over(by=person, title="x", kind="screen", body="x", receivers=[Receiver(people.sales.pk)])


def test_a_new_version_asks_everybody_again(given, people):
    accept_receipt(receipt(given, person=people.marketer).pk, by=people.marketer)
    send_version(
        given.pk,
        by=people.planner,
        note="취소 버튼이 아래로 갔다",
        body="취소 화면 v2",
        receivers=[Receiver(people.marketing.pk, people.marketer.pk), Receiver(people.sales.pk)],
    )
    assert receipt(given, person=people.marketer).state == "accepted"
    assert receipt(given, department=people.sales).state == "closed"
    assert receipt(given, number=2, person=people.marketer).state == "sent"
    with pytest.raises(Refusal) as refused:
        accept_receipt(receipt(given, department=people.sales).pk, by=people.sales_lead)
    assert refused.value.code == "newer_version"


def test_a_next_version_says_what_changed(given, people):
    with pytest.raises(Invalid) as refused:
        send_version(given.pk, by=people.planner, note=" ", body="x", receivers=[Receiver(people.sales.pk)])
    assert refused.value.field == "note"


def test_only_the_department_that_gave_it_or_a_planner_goes_on(given, people):
    for person in (people.marketer, people.viewer):
        with pytest.raises(Forbidden):
            withdraw_handover(given.pk, by=person, reason="x")
    withdraw_handover(given.pk, by=people.second_planner, reason="다른 화면이었다")


def test_what_is_withdrawn_waits_for_nobody(given, people):
    withdraw_handover(given.pk, by=people.planner, reason="다른 화면이었다")
    assert not Receipt.objects.waiting().exists()
    with pytest.raises(Refusal):
        send_version(given.pk, by=people.planner, note="x", body="x", receivers=[Receiver(people.sales.pk)])


def test_the_database_refuses_to_change_what_was_handed_over(given):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_handoverversion SET body = 'x'")
