"""Calendar feeds, opened by a real parser: what is in them, for whom, and what a move of launches or people does."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Role, User
from accounts.services import deactivate_user, update_user
from config.logs import WithoutFeeds
from ledger.models import Event
from projects.models import Item, Project
from projects.services.items import complete_item, waive_item
from projects.services.launches import move_launch
from records.models import FeedLink, Owed
from records.services.feeds import MOST_LIVE, make_feed, revoke_feed
from records.services.surprises import Report, report_surprise
from tests import factories
from tests.api.conftest import by_session, by_token, token_for
from tests.conftest import LAUNCH_ON

pytestmark = pytest.mark.django_db


def read(token: str, **headers: str) -> Any:
    """As a calendar program does: a stranger, without cookies."""
    return Client(headers=headers).get(f"/feeds/{token}.ics")


def events(token: str) -> dict[str, Any]:
    """The events by what their UID begins with."""
    answer = read(token)
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    found = {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def link(by: User, kind: str = "personal", **of: int) -> str:
    return make_feed(by=by, kind=kind, **of)[1]


def key_of(launch: Project, key: str) -> str:
    return f"item-{factories.item(launch, key).pk}"


def test_a_parser_reads_every_property(launch: Project, people):
    calendar = Calendar.from_ical(read(link(people.marketer)).content)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar["X-WR-CALNAME"].endswith(" · 박지훈")
    assert calendar["X-WR-TIMEZONE"] == "Asia/Seoul"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert type(event["DTSTART"].dt) is date
        assert str(event["URL"]).startswith("http")


def test_a_person_finds_own_open_items_and_the_d_day(launch: Project, people):
    found = events(link(people.marketer))
    assert set(found) == {f"project-{launch.pk}", key_of(launch, "A1"), key_of(launch, "A2")}
    item = factories.item(launch, "A2")
    event = found[key_of(launch, "A2")]
    assert event["DTSTART"].dt == item.due_on
    assert f"(D-{(LAUNCH_ON - item.due_on).days})" in event["SUMMARY"]
    assert str(event["URL"]).endswith(f"/launches/{launch.pk}/items/{item.pk}/")
    assert found[f"project-{launch.pk}"]["SUMMARY"] == f"D-Day · {launch.name}"


def test_what_is_done_is_not_in_the_next_reading(launch: Project, people):
    token = link(people.marketer)
    assert key_of(launch, "A1") in events(token)
    complete_item(factories.item(launch, "A1").pk, by=people.marketer)
    assert key_of(launch, "A1") not in events(token)


def test_what_is_owed_outside_the_checklist_is_in_it(launch: Project, people):
    report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)
    owed = Owed.objects.get()
    event = events(link(people.marketing_lead))[owed.key.replace(":", "-")]
    assert event["DTSTART"].dt == owed.due_on
    assert "모르던 기획전" in event["SUMMARY"]
    assert str(event["URL"]).endswith(f"/surprises/{owed.leads_to_id}/")


def test_a_launch_that_moves_moves_the_same_events(launch: Project, people):
    token = link(people.marketer)
    before = events(token)
    move_launch(launch.pk, LAUNCH_ON + timedelta(days=14), by=people.planner, reason="일정 조정")
    after = events(token)
    assert set(before) == set(after)
    for uid, event in after.items():
        assert event["DTSTART"].dt > before[uid]["DTSTART"].dt
        assert event["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert event["LAST-MODIFIED"].dt >= before[uid]["LAST-MODIFIED"].dt


def test_who_leaves_leaves_an_address_that_is_none(launch: Project, people):
    token = link(people.marketer)
    deactivate_user(people.marketer, by=people.admin)
    unknown, left = read("x" * 43), read(token)
    assert (unknown.status_code, left.status_code) == (404, 404)
    assert _without_ids(unknown) == _without_ids(left)


def _without_ids(answer: Any) -> str:
    return answer.content.decode().replace(answer.headers["X-Request-ID"], "")


def test_a_revoked_link_looks_like_one_that_never_was(launch: Project, people):
    made, token = make_feed(by=people.marketer, kind="personal")
    revoke_feed(made.pk, by=people.marketer)
    revoke_feed(made.pk, by=people.marketer)
    assert _without_ids(read(token)) == _without_ids(read("x" * 43))
    assert Event.objects.filter(verb="feed_revoked").count() == 1


def test_a_department_s_dates_end_with_the_move_to_another(launch: Project, people):
    token = link(people.marketer, "department", department_id=people.marketing.pk)
    assert {key_of(launch, "A1"), key_of(launch, "A2"), f"project-{launch.pk}"} == set(events(token))
    update_user(people.marketer, by=people.admin, department=people.sales)
    assert read(token).status_code == 404


def test_a_launch_s_dates_have_its_items_and_follow_ups(launch: Project, people):
    follow_up = LAUNCH_ON + timedelta(days=5)
    item = factories.item(launch, "S1")
    waive_item(item.pk, by=people.planner, reason="이유", fallback="수기", follow_up_on=follow_up)
    found = events(link(people.viewer, "project", project_id=launch.pk))
    keys = {key_of(launch, key) for key in ("A1", "A2", "S2", "S3", "C1")}
    assert keys | {f"project-{launch.pk}", f"follow-up-{item.pk}"} <= set(found)
    assert key_of(launch, "S1") not in found
    assert found[f"follow-up-{item.pk}"]["DTSTART"].dt == follow_up


def test_a_launch_that_becomes_confidential_leaves_the_feeds(launch: Project, people):
    personal, of_launch = link(people.marketer), link(people.marketer, "project", project_id=launch.pk)
    Project.objects.filter(pk=launch.pk).update(is_confidential=True)
    assert events(personal) == {}
    assert read(of_launch).status_code == 404
    launch.named.add(people.marketer)
    assert f"project-{launch.pk}" in events(of_launch)


def test_a_partner_reads_its_own_lines_alone(launch: Project, people):
    found = events(link(people.agent, "project", project_id=launch.pk))
    assert set(found) == {f"project-{launch.pk}", key_of(launch, "C1")}
    with pytest.raises(Invalid):
        make_feed(by=people.agent, kind="department", department_id=people.centre.pk)
    with pytest.raises(Invalid):
        make_feed(by=people.centre_lead, kind="department", department_id=people.other_centre.pk)
    with pytest.raises(Invalid):
        make_feed(by=people.other_centre_lead, kind="project", project_id=launch.pk)


def test_the_same_dates_are_the_same_bytes_and_cost_nothing_twice(launch: Project, people):
    token = link(people.marketer)
    first = read(token)
    assert first.content == read(token).content
    again = read(token, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"].startswith("private")
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_queries_do_not_grow_with_items(launch: Project, people):
    token = link(people.planner, "department", department_id=people.marketing.pk)
    read(token)
    with CaptureQueriesContext(connection) as few:
        read(token)
    item = factories.item(launch, "A2")
    for n in range(20):
        Item.objects.create(
            project=launch, section=item.section, key=f"N{n}", title="더", department=people.marketing, order=9,
            planned_on=item.due_on, due_on=item.due_on,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        read(token)
    assert len(few) == len(many) <= 10


def test_only_the_digest_is_kept_and_the_secret_is_in_no_event(launch: Project, people):
    made, token = make_feed(by=people.marketer, kind="personal")
    assert len(token) == 43
    assert token not in repr(FeedLink.objects.values().get(pk=made.pk))
    assert token not in repr(list(Event.objects.values()))


def test_no_log_line_has_the_secret(people, caplog):
    with caplog.at_level(logging.INFO):
        assert read("secretsecretsecret").status_code == 404
        assert read("secretsecretsecret%0aforged").status_code == 404
    lines = [record for record in caplog.records if "feeds" in record.getMessage()]
    assert lines
    assert not any("secretsecret" in record.getMessage() for record in lines)
    record = logging.LogRecord("django.server", 20, "", 1, '"%s" %s', ("GET /feeds/secret.ics HTTP/1.1", 200), None)
    WithoutFeeds().filter(record)
    assert record.getMessage() == '"GET /feeds/….ics HTTP/1.1" 200'


@pytest.mark.parametrize("token", ["ａ", "é", "x" * 5000, "..", "%00"])
def test_a_strange_token_is_no_token(people, token):
    assert read(token).status_code == 404


def test_nobody_makes_links_without_end(people):
    for _n in range(MOST_LIVE):
        make_feed(by=people.agent, kind="personal")
    with pytest.raises(Refusal):
        make_feed(by=people.agent, kind="personal")


@pytest.mark.parametrize("kind", ["", "all", "department", "project"])
def test_what_a_link_is_of_must_be_said(people, kind):
    with pytest.raises(Invalid):
        make_feed(by=people.marketer, kind=kind)


def test_the_address_is_shown_once(people, as_user):
    client = as_user(people.marketer)
    page = client.post("/feeds/make/", {"kind": "personal"}).content.decode()
    token = re.findall(r"/feeds/([\w-]{43})\.ics", page)[0]
    assert read(token).status_code == 200
    assert token not in client.get("/feeds/").content.decode()
    made = FeedLink.objects.get()
    assert client.post(f"/feeds/{made.pk}/revoke/").status_code == 302
    assert read(token).status_code == 404


def test_a_form_without_a_choice_comes_back(people, as_user):
    client = as_user(people.marketer)
    for body in ({}, {"kind": "department"}, {"kind": "project", "project_id": "x"}, {"kind": "\x00"}):
        assert client.post("/feeds/make/", body).status_code == 400
    assert as_user(people.agent).get("/feeds/").content.decode().count('value="department"') == 0


def test_nobody_revokes_somebody_else_s(people, as_user):
    made, token = make_feed(by=people.marketer, kind="personal")
    assert as_user(people.planner).post(f"/feeds/{made.pk}/revoke/").status_code == 404
    assert by_session(people.planner).post(f"feeds/{made.pk}/revoke/").status_code == 404
    assert read(token).status_code == 200


def test_the_api_makes_lists_and_revokes(people):
    api = by_session(people.marketer)
    made = api.post("feeds/", {"kind": "department", "department_id": people.marketing.pk}).json()
    token = made["address"].rpartition("/")[2].removesuffix(".ics")
    assert read(token).status_code == 200
    listed = api.get("feeds/").json()["results"]
    assert [row["id"] for row in listed] == [made["id"]]
    assert "address" not in listed[0]
    assert api.post(f"feeds/{made['id']}/revoke/").json()["revoked_at"]
    assert api.get("feeds/").json()["results"] == []


def test_a_token_of_the_api_makes_no_link(people):
    api = by_token(token_for(people.planner))
    assert api.get("feeds/").status_code == 403
    assert api.post("feeds/", {"kind": "personal"}).status_code == 403
    people.planner.scopes = frozenset()
    with pytest.raises(Forbidden):
        make_feed(by=people.planner, kind="personal")


def test_every_role_may_have_its_own_dates(people):
    for role in Role:
        person = factories.user(role, department=people.marketing if "partner" not in role else people.centre)
        assert events(link(person)) == {}
