"""When weekly reports go out: once per person and week, to nobody who may not see them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import Forbidden, Invalid, Stale
from ledger.models import Event
from notifications.models import Destination, Notification, ReportSchedule
from notifications.report.mail import report_content
from notifications.services import reports
from projects import access
from projects.models import Project
from tests import factories
from tests.api.conftest import token_for
from tests.conftest import NOW, SEOUL, TODAY

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 9, tzinfo=SEOUL)


@pytest.fixture
def channel(people) -> Destination:
    return Destination.objects.create(
        channel="slack", name="운영 채널", address="https://hooks.slack.com/services/x", hint="hooks.slack.com …x",
        department=people.cx, created_by=people.admin,
    )  # fmt: skip


@pytest.fixture
def schedule(launch, people) -> ReportSchedule:
    return _save(people, people_ids=[people.marketing_lead.pk, people.viewer.pk])


def _save(people, schedule_id=None, **fields) -> ReportSchedule:
    values = {"by": people.planner, "weekday": 0, "hour": 9, "people_ids": [], "destination_ids": []} | fields
    return reports.save_report_schedule(schedule_id, **values)


def test_it_is_owed_from_its_hour_to_the_end_of_the_day_and_once(schedule):
    assert reports.raise_reports(MONDAY - timedelta(minutes=1)) == 0
    assert reports.raise_reports(MONDAY) == 2
    assert reports.raise_reports(MONDAY + timedelta(hours=14)) == 0
    assert reports.raise_reports(MONDAY + timedelta(days=1)) == 0
    assert {told.data["until"] for told in Notification.objects.filter(kind="report")} == {"2026-11-29"}


def test_a_missed_hour_is_made_up_the_same_day_only(schedule):
    assert reports.raise_reports(MONDAY + timedelta(hours=24)) == 0
    assert reports.raise_reports(MONDAY + timedelta(days=7, hours=14)) == 2


def test_the_database_refuses_a_second_one(schedule):
    reports.raise_reports(MONDAY)
    twin = Notification.objects.filter(kind="report").first()
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_from_noon_on_the_week_ends_with_the_day_itself():
    assert str(reports.week_ends_on(datetime(2026, 11, 27, 11, tzinfo=SEOUL))) == "2026-11-26"
    assert str(reports.week_ends_on(datetime(2026, 11, 27, 12, tzinfo=SEOUL))) == "2026-11-27"


def test_a_stopped_one_is_silent_but_can_be_sent_by_hand(schedule, people):
    _save(people, schedule.pk, people_ids=[people.viewer.pk], is_active=False)
    assert reports.raise_reports(MONDAY) == 0
    assert reports.send_report_now(schedule.pk, by=people.planner, now=NOW) == 1
    assert reports.send_report_now(schedule.pk, by=people.planner, now=NOW) == 0
    assert Event.objects.filter(verb="report_sent").count() == 1


def test_somebody_who_left_or_lost_sight_is_told_nothing(launch, people):
    of_launch = _save(people, project_id=launch.pk, people_ids=[people.marketer.pk, people.centre_lead.pk])
    launch.opened_to.clear()
    people.marketer.is_active = False
    people.marketer.save()
    assert reports.send_report_now(of_launch.pk, by=people.planner) == 0


def test_an_ended_launch_is_reported_no_more(launch, people):
    _save(people, project_id=launch.pk, people_ids=[people.marketer.pk])
    Project.objects.filter(pk=launch.pk).update(cancelled_at=NOW, cancel_reason="취소")
    assert reports.raise_reports(MONDAY) == 0


def test_who_may_be_chosen_is_who_sees_the_launch(launch, people):
    for is_confidential in (False, True):
        launch.is_confidential = is_confidential
        launch.save()
        launch.named.set([people.marketer, people.centre_lead])
        offered = set(reports.possible_people(launch))
        everybody = {p for p in vars(people).values() if hasattr(p, "role")}
        assert offered == {person for person in everybody if access.sees(person, launch)}


def test_a_channel_gets_it_as_far_as_it_may_see(launch, people, channel):
    _save(people, destination_ids=[channel.pk])
    assert reports.raise_reports(MONDAY) == 1
    told = Notification.objects.select_related("destination__department", "project").get(kind="report")
    name, _subject, context = report_content(told, MONDAY, None)
    assert (name, [one.project for one in context["launches"]]) == ("report", [launch])
    Project.objects.filter(pk=launch.pk).update(is_confidential=True)
    assert report_content(told, MONDAY, None)[2]["launches"] == []


def test_no_channel_is_offered_for_a_confidential_launch(launch, people, channel):
    assert list(reports.possible_destinations(launch)) == [channel]
    launch.is_confidential = True
    assert list(reports.possible_destinations(launch)) == []


def test_a_schedule_is_for_planners_and_administrators(schedule, people):
    assert _save(people, by=people.admin, people_ids=[people.viewer.pk]).created_by == people.admin
    for person in (people.marketing_lead, people.viewer, people.centre_lead):
        with pytest.raises(Forbidden):
            _save(people, by=person, people_ids=[people.viewer.pk])
        with pytest.raises(Forbidden):
            reports.send_report_now(schedule.pk, by=person)


def test_every_change_is_on_record_and_the_same_again_is_none(schedule, people):
    _save(people, schedule.pk, people_ids=[people.viewer.pk], version=1)
    assert _save(people, schedule.pk, people_ids=[people.viewer.pk]).version == 2
    with pytest.raises(Stale):
        _save(people, schedule.pk, people_ids=[people.marketer.pk], version=1)
    reports.delete_report_schedule(schedule.pk, by=people.planner)
    verbs = list(
        Event.objects.filter(target=f"report_schedule:{schedule.pk}").order_by("seq").values_list("verb", flat=True)
    )
    assert verbs == ["report_schedule_saved", "report_schedule_saved", "report_schedule_deleted"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "nobody"),
        ({"people_ids": [10**9]}, "unknown_recipient"),
        ({"weekday": 7}, "weekday"),
        ({"hour": 24}, "hour"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_what_cannot_be_is_refused(launch, people, fields, code):
    with pytest.raises(Invalid) as refused:
        _save(people, **fields)
    assert refused.value.code == code


def test_the_pages_set_change_send_and_delete_one(as_user, people, launch):
    client, form = (
        as_user(people.planner),
        {"weekday": 4, "hour": 17, "is_active": "on", "people_ids": [people.viewer.pk]},
    )
    assert client.get(f"/launches/{launch.pk}/report/schedules/add/").status_code == 200
    assert client.post(f"/launches/{launch.pk}/report/schedules/add/", form).status_code == 302
    made = ReportSchedule.objects.get()
    assert (made.project, made.weekday, made.hour, made.time_zone) == (launch, 4, 17, "Asia/Seoul")
    path = f"/reports/schedules/{made.pk}/"
    assert client.post(path, form | {"hour": 18, "version": 1}).status_code == 302
    assert client.post(path, form | {"hour": 19, "version": 1}).status_code == 412
    assert client.post(path, form | {"people_ids": []}).status_code == 400
    assert client.post(f"{path}send/").status_code == 302
    assert Notification.objects.get(kind="report").data["until"] == TODAY.isoformat()
    assert "18:00" in client.get(f"/launches/{launch.pk}/report/").content.decode()
    assert client.post(f"{path}delete/").status_code == 302
    assert not ReportSchedule.objects.exists()


def test_a_launch_report_names_its_schedules_only_to_who_may_set_them(as_user, schedule, people):
    assert "schedules-head" in as_user(people.planner).get("/reports/").content.decode()
    assert "schedules-head" not in as_user(people.viewer).get("/reports/").content.decode()


def test_a_portfolio_report_is_in_words_and_links(launch, people):
    factories.item(launch, "A1")
    _save(people, people_ids=[people.planner.pk])
    reports.raise_reports(MONDAY)
    told = Notification.objects.get(kind="report")
    _name, subject, context = report_content(told, MONDAY, people.planner)
    assert launch.name in {one.project.name for one in context["launches"]}
    assert "\n" not in subject
    assert context["url"].endswith("/reports/?until=2026-11-29")
    assert all(entry.url.startswith("http") for group in context["groups"] for entry in group.entries)


def test_the_api_makes_changes_sends_and_deletes_one(client, people, launch):
    headers = {"Authorization": f"Bearer {token_for(people.planner, 'read', 'write:launch')}"}

    def call(method: str, path: str, body=None, **more: str):
        return getattr(client, method)(
            f"/api/v1/report-schedules/{path}", body, "application/json", headers=headers | more
        )

    values = {"project_id": launch.pk, "weekday": 4, "hour": 17, "people_ids": [people.viewer.pk]}
    made = call("post", "", values, **{"Idempotency-Key": "one"})
    assert (made.status_code, made.json()["people_ids"], made.json()["version"]) == (201, [people.viewer.pk], 1)
    path = f"{made.json()['id']}/"
    assert call("post", f"{path}change/", values | {"hour": 18}, **{"If-Match": '"1"'}).json()["hour"] == 18
    assert call("post", f"{path}change/", values, **{"If-Match": '"1"'}).status_code == 412
    assert call("post", f"{path}send/").json() == {"told": 1}
    assert client.get("/api/v1/report-schedules/", headers=headers).json()["count"] == 1
    assert client.delete(f"/api/v1/report-schedules/{path}", headers=headers).status_code == 204
    assert client.get(f"/api/v1/report-schedules/{path}", headers=headers).status_code == 404
