"""The hashes of all histories, mailed once a day to chosen people, and read back as a proof."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.errors import Forbidden, Invalid
from ledger.heads import compare, heads, read_heads
from notifications.letter import letter
from notifications.models import Message, Notification, ReportSchedule
from notifications.report.heads import named_heads
from notifications.services import deliver_due, reports, sweep
from projects.services.items import start_item
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import NOW, SEOUL

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily(launch, people) -> ReportSchedule:
    return reports.save_report_schedule(
        None, by=people.planner, kind="heads", hour=9, people_ids=[people.viewer.pk, people.marketing_lead.pk]
    )


def at(day: int, hour: int):
    return time_machine.travel(datetime(2026, 11, day, hour, tzinfo=SEOUL))


def test_one_mail_a_day_to_each_on_closed_days_too(daily, people):
    for day in (27, 28, 29):  # Friday to Sunday
        for hour in (8, 9, 9, 15):
            with at(day, hour):
                sweep()
    told = Notification.objects.filter(kind="report", topic="heads")
    assert told.count() == 3 * 2
    assert Message.objects.filter(kind="report", recipient=people.viewer).count() == 3
    assert {one.data["until"] for one in told} == {"2026-11-27", "2026-11-28", "2026-11-29"}


def test_the_mail_is_the_proof(daily, people, launch, sink):
    launch.is_confidential = True
    launch.save()
    launch.named.add(people.marketer)
    sweep()
    deliver_due()
    [mail] = sink.to(people.viewer.email)
    text = mail.get_body(("plain",)).get_content()
    assert launch.name not in text
    assert str(launch.pk) in text
    kept = read_heads(text)
    assert {str(head) for head in kept} <= {str(head) for head in heads()}
    assert launch.stream.key in {head.stream_key for head in kept}
    start_item(factories.item(launch, "A1").pk, by=people.marketer)
    assert compare(kept) == []  # a history that only grew is what it was


def test_names_come_with_the_number_and_confidential_ones_without(launch, people):
    names = [one.name for one in named_heads()]
    assert any(launch.name in name and str(launch.pk) in name for name in names)
    launch.is_confidential = True
    launch.save()
    assert not any(launch.name in one.name for one in named_heads())
    assert len(named_heads()) == len(heads())


def test_only_who_reads_histories_may_be_chosen_and_no_channel(launch, people):
    for person in (people.agent, people.centre_lead):
        with pytest.raises(Invalid):
            reports.save_report_schedule(None, by=people.planner, kind="heads", hour=9, people_ids=[person.pk])
    with pytest.raises(Forbidden):
        reports.save_report_schedule(None, by=people.marketer, kind="heads", hour=9, people_ids=[people.viewer.pk])
    for wrong in ({"kind": "all"}, {"kind": "heads", "project_id": launch.pk}):
        with pytest.raises(Invalid):
            reports.save_report_schedule(None, by=people.planner, hour=9, people_ids=[people.viewer.pk], **wrong)
    assert not reports.possible_destinations(None, "heads").exists()


def test_who_became_a_partner_gets_none(daily, people):
    people.viewer.is_active = False
    people.viewer.save()
    with at(27, 10):
        sweep()
    assert [one.recipient for one in Notification.objects.filter(topic="heads")] == [people.marketing_lead]


def test_it_is_set_by_page_and_changed_and_deleted(as_user, people, launch):
    browser = as_user(people.planner)
    page = browser.get("/reports/hashes/add/")
    assert page.status_code == 200
    assert "weekday" not in page.content.decode()
    answer = browser.post("/reports/hashes/add/", {"hour": 7, "is_active": "on", "people_ids": [people.viewer.pk]})
    assert answer.status_code == 302
    [made] = ReportSchedule.objects.all()
    assert (made.kind, made.hour, made.project) == ("heads", 7, None)
    assert str(made.get_kind_display()) in browser.get("/reports/").content.decode()
    change = {"version": made.version, "hour": 8, "is_active": "on", "people_ids": [people.admin.pk]}
    assert browser.post(f"/reports/schedules/{made.pk}/", change).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.hour) == ("heads", 8)
    assert browser.post(f"/reports/schedules/{made.pk}/send/").status_code == 302
    assert Notification.objects.filter(topic="heads", recipient=people.admin).count() == 1
    assert as_user(people.admin).get("/inbox/").status_code == 200
    assert as_user(people.marketer).get("/reports/hashes/add/").status_code == 403


def test_it_is_set_by_the_api(client, people, launch):
    token = token_for(people.planner, "write:launch", "read")
    body = {"kind": "heads", "hour": 7, "people_ids": [people.viewer.pk]}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "11111111-1111-4111-8111-111111111111"}
    answer = client.post("/api/v1/report-schedules/", body, "application/json", headers=headers)
    assert answer.status_code == 201, answer.content
    assert answer.json()["kind"] == "heads"


def test_a_personal_channel_says_the_same(daily, people):
    with at(27, 10):
        sweep()
    one = Notification.objects.filter(topic="heads").first()
    message = Message.objects.filter(kind="report").first()
    said = letter(message, [one], NOW + timedelta(days=2), reader=people.viewer)
    [group] = said.groups
    assert {entry.detail for entry in group.entries} == {str(head) for head in heads()}
