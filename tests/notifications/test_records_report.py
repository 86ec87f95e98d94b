"""The weekly report says what the week brought outside the checklist, as far as the reader may see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from notifications.models import Notification
from notifications.report.lines import Week
from notifications.report.mail import report_content
from notifications.report.records import record_groups
from records.models import Receipt
from records.services.handovers import hand_over
from records.services.receipts import accept_receipt
from records.services.sending import Receiver
from records.services.surprises import Report, report_surprise
from tests.conftest import NOW, SEOUL

pytestmark = pytest.mark.django_db
WEEK = Week(date(2026, 11, 29))


@pytest.fixture
def week(launch, people) -> Receipt:
    made = hand_over(
        by=people.marketer, title="환불 정책", kind="policy", body="이렇게", project_id=launch.pk,
        receivers=[Receiver(people.sales.pk, people.salesperson.pk)],
    )  # fmt: skip
    report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    return Receipt.objects.get(handed__handover=made)


def titles(reader, week=WEEK, project=None):
    return [line.title for group in record_groups(reader, week, project) for line in group.lines]


def test_it_lists_the_unaccepted_and_the_surprises_of_the_week(week, people, launch):
    assert titles(people.planner) == ["환불 정책", "모르던 기획전"]
    assert titles(people.planner, project=launch) == ["환불 정책"]
    assert titles(people.other_centre_lead) == []
    assert titles(people.agent) == ["모르던 기획전"]
    assert titles(people.planner, Week(WEEK.until - timedelta(days=7))) == []
    launch.is_confidential = True
    launch.save()
    assert titles(people.planner) == ["모르던 기획전"]


def test_what_was_accepted_in_a_later_week_was_unaccepted_in_this_one(week, people):
    with time_machine.travel(datetime(2026, 12, 1, 10, tzinfo=SEOUL)):
        accept_receipt(week.pk, by=people.salesperson)
    assert "환불 정책" in titles(people.planner)
    assert "환불 정책" not in titles(people.planner, Week(date(2026, 12, 6)))


def test_mail_page_and_markdown_say_it(week, people, launch, as_user):
    with time_machine.travel(datetime(2026, 11, 30, 10, tzinfo=SEOUL)):
        told = Notification(kind="report", topic="weekly", recipient=people.planner, data={"until": "2026-11-29"})
        _name, _subject, context = report_content(told, NOW + timedelta(days=5), people.planner)
        assert "환불 정책" in [entry.title for group in context["groups"] for entry in group.entries]
        for address in ("/reports/", "/reports/report.md", f"/launches/{launch.pk}/report/"):
            page = as_user(people.planner).get(f"{address}?until=2026-11-29").content.decode()
            assert "환불 정책" in page
