"""Surprises over the API: the same services, and for a partner as little as on its pages."""

from __future__ import annotations

import pytest

from accounts.access import Scope
from records.models import Surprise
from records.services.surprises import Report, link_surprise, report_surprise
from tests import factories
from tests.api.conftest import by_session, by_token, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(people, today) -> Surprise:
    return report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)


def test_a_report_is_written_once(people, today):
    api = by_token(token_for(people.agent, Scope.READ, Scope.RECORD))
    body = {"title": "기획전", "found_through": "agent", "department_id": people.sales.pk, "inquiries": 2}
    first = api.post("surprises/", body, key="k")
    assert first.status_code == 201
    assert api.post("surprises/", body, key="k").json() == first.json()
    made = first.json()
    assert (made["state"], made["kind"], made["centre_id"]) == ("new", "unannounced", people.centre.pk)
    assert made["answer_by"] == "2026-11-27"
    assert api.get("surprises/").json()["results"] == [made]
    assert api.get(f"surprises/{made['id']}/").json() == made


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": "가", "found_through": "rumour"}, "found_through"),
        ({"title": "가", "found_through": "app", "inquiries": "3"}, "inquiries"),
        ({"title": "가", "found_through": "app", "noticed_at": "2027-01-01T00:00+09:00"}, "noticed_at"),
        ({"title": "가", "found_through": "app", "project_id": 10**17}, "project_id"),
        ({"title": "가", "found_through": "app", "state": "closed"}, "state"),
    ],
)
def test_a_wrong_report_names_the_field(people, today, body, field):
    answer = by_session(people.agent).post("surprises/", body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_all_that_is_done_to_one(reported, people, launch):
    api, path = by_session(people.planner), f"surprises/{reported.pk}/"

    def do(deed: str, body: dict[str, object]) -> dict[str, object]:
        version = Surprise.objects.get().version
        answer = api.post(path + deed, body, version=version)
        assert answer.status_code == 200, answer.json()
        return answer.json()

    do("change/", {"title": "고친 제목", "found_through": "app", "inquiries": 4})
    assert api.post(path + "count/", {"more": 2}).json()["inquiries"] == 6
    item = factories.item(launch, "S1")
    do("link/", {"project_id": launch.pk, "item_id": item.pk, "item_fault": "ticked"})
    do("department/", {"department_id": people.sales.pk})
    do("answer/", {"words": "들은 대로", "said_by": "정하윤", "said_via": "phone"})
    do("exempt/", {"reason": "리콜"})
    do("count-again/", {"reason": "아니었습니다"})
    assert api.post(path + "propose/", {"title": "증빙", "note": "이유"}).status_code == 201
    assert do("settle/", {"lesson": "체크리스트로"})["state"] == "closed"
    assert do("reopen/", {"reason": "또 있었습니다"})["state"] == "answered"
    assert api.post(path + "settle/", {"lesson": "x"}, version=1).status_code == 412


def test_a_partner_is_given_no_line_and_no_launch_it_does_not_see(reported, people, launch):
    item = factories.item(launch, "S1")
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_id=item.pk, item_fault="ticked")
    api = by_session(people.centre_lead)
    found = api.get(f"surprises/{reported.pk}/").json()
    assert (found["project_id"], found["item_id"], found["proposal_id"]) == (launch.pk, None, None)
    launch.opened_to.clear()
    assert api.get(f"surprises/{reported.pk}/").json()["project_id"] is None
    assert api.get("surprises/", project=launch.pk).json()["count"] == 0
    assert by_session(people.other_centre_lead).get("surprises/").json()["count"] == 0


def test_a_token_without_the_scope_reports_nothing(people, today):
    api = by_token(token_for(people.agent, Scope.READ))
    assert api.post("surprises/", {"title": "가", "found_through": "app"}).status_code == 403
