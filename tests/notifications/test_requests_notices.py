"""Who hears of requests and surprises; and that telling is done once, in few queries, and not of what was answered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from ledger.models import Event, Stream
from ledger.services import Entry, append, company_stream
from notifications.holding import reasons_to_drop
from notifications.mail import said, speaking_to
from notifications.models import Message, MessageLine, Notification, StreamCursor
from notifications.rows import row
from notifications.services import deliver_due, skip_history, sweep
from records.models import Receipt, Surprise
from records.services.receipts import accept_receipt
from records.services.request_delivery import check_request, deliver_request, promise_request
from records.services.request_votes import agree_priority, vote_on_request
from records.services.requests import RequestDraft, file_request, triage_request
from records.services.sending import Receiver
from records.services.surprise_answers import answer_surprise, settle_surprise
from records.services.surprises import Report, link_surprise, report_surprise
from tests.conftest import NOW, TODAY
from tests.notifications.records import channel, hand, notice, receipt_of, to_sales, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]


def test_a_request_is_followed_from_filing_to_the_check(people, today):
    request = file_request(RequestDraft("검색이 안 된다", "못 찾겠다"), by=people.agent)
    sweep()
    assert told("request_filed") == ["김서연", "송태호"]
    triage_request(request.pk, by=people.planner)
    sweep()
    assert told("vote_wanted") == ["강은비", "박리드", "정하윤"]  # no lead of another partner
    vote_on_request(request.pk, by=people.sales_lead, priority=2, words="급합니다")
    sweep()
    assert told("vote_wanted", state="open") == ["강은비", "박리드"]
    agree_priority(request.pk, by=people.planner, priority=2)
    promise_request(request.pk, by=people.planner, owner_id=people.salesperson.pk, promised_on=date(2026, 12, 10))
    sweep()
    assert told("vote_wanted", state="open") == []
    assert told("request_promised") == ["최상담"]
    assert told("request_assigned") == ["이도윤"]
    promise_request(
        request.pk, by=people.salesperson, owner_id=people.salesperson.pk, promised_on=date(2026, 12, 15),
        reason="내부 일정",
    )  # fmt: skip
    sweep()
    moved = notice("request_moved")
    with speaking_to(people.agent):
        assert "12" in said(moved, NOW).detail
        assert "내부 일정" not in said(moved, NOW).detail
        assert row(moved, NOW).url == f"/requests/{request.pk}/"
    deliver_request(
        request.pk, by=people.salesperson, delivered_on=TODAY, check_on=date(2026, 12, 29), figure_name="주간 문의",
        figure_before=Decimal(40),
    )  # fmt: skip
    sweep()
    assert told("request_delivered") == ["최상담"]
    assert told("request_assigned", state="open") == []
    with time_machine.travel(NOW + timedelta(days=60)):
        check_request(request.pk, by=people.salesperson, figure_after=Decimal(4), checked_note="줄었다")
        sweep()
    assert told("request_checked") == ["최상담"]


def test_a_surprise_is_heard_by_the_department_and_the_planners_until_it_answers(people, today):
    report = Report("모르던 기획전", "customer", department_id=people.marketing.pk)
    surprise = report_surprise(report, by=people.agent)
    sweep()
    assert told("surprise_reported") == ["김서연", "박리드", "송태호"]
    answer_surprise(surprise.pk, by=people.marketing_lead, words="공유가 빠졌습니다")
    sweep()
    assert told("surprise_reported", state="open") == []
    settle_surprise(surprise.pk, by=people.planner, lesson="체크리스트에 넣는다")
    sweep()
    assert told("surprise_answered") == told("surprise_settled") == ["최상담"]


def test_a_surprise_of_a_launch_the_partner_may_not_know_of_names_no_launch(launch, people):
    launch.opened_to.clear()
    surprise = report_surprise(Report("기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    link_surprise(surprise.pk, by=people.planner, project_id=launch.pk)
    answer_surprise(surprise.pk, by=people.marketing_lead, words="공유가 빠졌습니다")
    sweep()
    answered = notice("surprise_answered")
    assert (answered.recipient, answered.project) == (people.agent, None)
    sweep()
    answered.refresh_from_db()
    assert answered.is_open
    assert Notification.objects.get(topic="surprise_reported", recipient=people.planner).project == launch


def test_a_thing_that_goes_to_a_confidential_launch_leaves_those_it_does_not_name(launch, people):
    surprise = report_surprise(Report("기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    sweep()
    assert told("surprise_reported", state="open")
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.planner])
    link_surprise(surprise.pk, by=people.planner, project_id=launch.pk)
    sweep()
    assert told("surprise_reported", state="open") == []
    assert set(Notification.objects.filter(topic="surprise_reported").values_list("closed_reason", flat=True)) == {
        "moved_elsewhere"
    }


def test_company_events_are_read_once_and_after_those_of_launches(people, launch):
    append(company_stream().pk, [Entry("preferences_saved", "user:1")] * 3, by=people.admin)
    sweep()
    cursor = StreamCursor.objects.get(stream=company_stream())
    assert cursor.seq == company_stream().head_seq
    hand(people, None, to_sales(people))
    skip_history()
    sweep()
    assert not Notification.objects.filter(topic="handover_received").exists()
    behind = StreamCursor.objects.get(stream__kind=Stream.Kind.COMPANY)
    assert behind.seq == Event.objects.filter(stream=company_stream()).count()


def test_just_before_a_send_an_answer_still_counts(launch, people, sink):
    made = hand(people, launch, to_sales(people))
    sweep()
    accept_receipt(receipt_of(made).pk, by=people.salesperson)  # no sweep in between
    deliver_due()
    lines = MessageLine.objects.filter(message__recipient=people.salesperson)
    dropped = set(lines.values_list("notification__topic", "dropped_reason"))
    assert ("handover_received", "answered") in dropped
    assert not [mail for mail in sink.to(people.salesperson.email) if "환불 정책" in mail["Subject"]]


def test_a_digest_groups_what_belongs_to_no_launch(people, today, sink):
    hand(people, None, to_sales(people), title="공용 계정")
    hand(people, None, to_sales(people), title="대표 번호")
    with time_machine.travel(NOW + timedelta(days=1)):
        sweep()
        deliver_due()
    [mail] = sink.to(people.salesperson.email)[-1:]
    text = mail.get_body(("plain",)).get_content()
    assert "공용 계정" in text
    assert "대표 번호" in text


def test_one_sweep_of_many_kinds_asks_a_constant_number_of_queries(people, launch, django_assert_max_num_queries):
    counts = []
    for size in (1, 15):
        for number in range(size):
            hand(people, launch, to_sales(people), title=f"정책 {number}")
            report_surprise(Report(f"기획전 {number}", "customer", department_id=people.sales.pk), by=people.agent)
            file_request(RequestDraft(f"요청 {number}", "안 된다"), by=people.agent)
        with django_assert_max_num_queries(70) as queries:
            sweep()
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2
    assert Surprise.objects.count() == 16


def test_what_is_internal_never_leaves_by_a_partners_channel(launch, people):
    """Nothing plans it; should something, it is left out just before it is sent."""
    theirs = channel(people, None, department=people.centre)
    made = hand(people, launch, to_sales(people), Receiver(people.centre.pk, people.agent.pk))
    reasons = {}
    for receipt in Receipt.objects.filter(handed__handover=made):
        told_of = Notification.objects.create(
            destination=theirs, kind="notice", urgency="at_once", topic="handover_sent", project=launch,
            thing_kind="receipt", thing_id=receipt.pk, dedupe_key=f"x{receipt.pk}", data={"title": "x", "page": 1},
        )  # fmt: skip
        message = Message.objects.create(
            destination=theirs, channel="slack", kind="at_once", window=str(told_of.pk), due_at=NOW
        )
        MessageLine.objects.create(message=message, notification=told_of)
        reasons |= {receipt.department: reasons_to_drop(message.pk, NOW)[told_of.pk]}
    assert reasons == {people.sales: "not_allowed", people.centre: ""}
