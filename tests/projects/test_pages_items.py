"""Deeds on a line through its pages: with htmx and without, gone through and refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.models import Project, Status
from projects.services.items import block_item, start_item
from projects.services.lines import add_item, clear_due
from projects.services.work import verify_scenario
from tests.factories import item

pytestmark = pytest.mark.django_db


def at(launch: Project, key: str, verb: str = "") -> str:
    line = reverse("projects:item-detail", args=[launch.pk, item(launch, key).pk])
    return f"{line}{verb}/" if verb else line


def from_htmx(launch: Project, target: str, page: str = "") -> dict[str, str]:
    page = page or reverse("projects:project-detail", args=[launch.pk])
    return {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://testserver{page}"}


def row(launch: Project, key: str) -> str:
    return f"item-{item(launch, key).pk}"


def test_a_tick_without_javascript_leads_back_with_a_message(launch, people, as_user):
    client = as_user(people.marketer)
    answer = client.post(at(launch, "A1", "complete"), {"version": 1}, headers={"Referer": "http://testserver/"})
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/")
    assert item(launch, "A1").status == Status.DONE
    page = client.get("/").content.decode()
    assert "· 완료</span>" in page
    assert f'action="{at(launch, "A1", "undo/2")}"' in page
    client.post(at(launch, "A1", "undo/2"), headers={"Referer": "http://testserver/"})
    assert item(launch, "A1").status == Status.DOING
    assert "undo/" not in client.get("/").content.decode()


def test_no_address_of_somebody_else_is_led_back_to(launch, people, as_user):
    client = as_user(people.marketer)
    answer = client.post(at(launch, "A1", "complete"), {"version": 1}, headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == at(launch, "A1")


def test_a_tick_from_the_list_sends_the_row_and_the_readiness(launch, people, as_user):
    headers = from_htmx(launch, row(launch, "A1"))
    page = as_user(people.marketer).post(at(launch, "A1", "complete"), {"version": 1}, headers=headers).content.decode()
    assert f'id="{row(launch, "A1")}"' in page
    assert 'id="readiness" hx-swap-oob="true"' in page
    assert "is-just-done" in page
    assert "/undo/2/" in page
    assert "· 완료</span>" in page


def test_the_readiness_sent_after_a_tick_still_leads_to_its_rule(launch, people, as_user):
    headers = from_htmx(launch, row(launch, "A1"))
    page = as_user(people.marketer).post(at(launch, "A1", "complete"), {"version": 1}, headers=headers).content.decode()
    assert f"{reverse('projects:project-decision', args=[launch.pk])}#rule" in page


def test_a_line_added_by_hand_has_no_date_by_the_template(launch, people, as_user):
    added = add_item(
        launch.pk, by=people.planner, section_id=launch.sections.first().pk, title="새 항목",
        department_id=people.marketer.department_id, due_on=launch.launch_on,
    )  # fmt: skip
    clear_due(added.pk, by=people.planner, reason="D-day를 따라갑니다")
    page = as_user(people.planner).get(reverse("projects:item-detail", args=[launch.pk, added.pk])).content.decode()
    assert "템플릿 기준" not in page


def test_on_my_work_only_the_row_comes_back(launch, people, as_user):
    headers = from_htmx(launch, row(launch, "A1"), "/")
    page = as_user(people.marketer).post(at(launch, "A1", "complete"), {"version": 1}, headers=headers).content.decode()
    assert "cell-launch" in page
    assert 'id="readiness"' not in page


def test_a_refused_tick_says_why_under_the_title(launch, people, as_user):
    headers = from_htmx(launch, row(launch, "A2"))
    answer = as_user(people.marketer).post(at(launch, "A2", "complete"), {"version": 1}, headers=headers)
    assert answer.status_code == 422
    assert "row-error" in answer.content.decode()
    assert item(launch, "A2").status == Status.TODO


def test_a_refused_tick_without_javascript_shows_the_line_with_the_reason(launch, people, as_user):
    answer = as_user(people.marketer).post(at(launch, "A2", "complete"), {"version": 1})
    assert answer.status_code == 409
    assert "form-errors" in answer.content.decode()


def test_undo_takes_the_tick_back(launch, people, as_user):
    client = as_user(people.marketer)
    client.post(at(launch, "A1", "complete"), {"version": 1})
    client.post(at(launch, "A1", "undo/2"), headers=from_htmx(launch, row(launch, "A1")))
    assert item(launch, "A1").status == Status.DOING


def test_what_was_typed_stays_when_somebody_else_was_first(launch, people, as_user):
    start_item(item(launch, "A1").pk, by=people.planner)
    values = {"version": 1, "reason": "적던 내용"}
    answer = as_user(people.marketer).post(at(launch, "A1", "block"), values, headers=from_htmx(launch, "panel"))
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "적던 내용" in page
    assert "김서연" in page
    assert 'name="version" value="2"' in page


def test_a_form_without_its_version_is_not_taken(launch, people, as_user):
    assert as_user(people.marketer).post(at(launch, "A1", "complete"), {}).status_code == 422
    assert item(launch, "A1").status == Status.TODO


def test_a_wrong_field_is_named_and_the_panel_comes_back(launch, people, as_user):
    values = {"version": 1, "reason": "이유", "fallback": "", "follow_up_on": "2026-13-40"}
    answer = as_user(people.planner).post(at(launch, "A1", "waive"), values, headers=from_htmx(launch, "panel"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="error"') == 2
    assert "2026-13-40" in page


def test_one_may_not_do_what_the_role_does_not_hold(launch, people, as_user):
    assert as_user(people.salesperson).post(at(launch, "A1", "complete"), {"version": 1}).status_code == 403
    assert as_user(people.viewer).post(at(launch, "A1", "comment"), {"body": "안녕"}).status_code == 403
    assert as_user(people.agent).post(at(launch, "A1", "complete"), {"version": 1}).status_code == 404


def test_a_deed_is_not_done_by_looking(launch, people, as_user):
    assert as_user(people.marketer).get(at(launch, "A1", "complete")).status_code == 405


def test_a_scenario_is_verified_in_the_panel(launch, people, as_user):
    scenario = item(launch, "A2").scenarios.first()
    url = at(launch, "A2", f"scenarios/{scenario.pk}/verify")
    page = as_user(people.marketer).post(url, {"version": 1, "is_verified": "on"}, headers=from_htmx(launch, "panel"))
    assert "1/2" in page.content.decode()
    scenario.refresh_from_db()
    assert scenario.verified_by == people.marketer


def test_a_scenario_of_another_line_is_not_found(launch, people, as_user):
    scenario = item(launch, "A2").scenarios.first()
    url = at(launch, "A1", f"scenarios/{scenario.pk}/verify")
    assert as_user(people.marketer).post(url, {"version": 1, "is_verified": "on"}).status_code == 404


def test_assigning_blocking_and_commenting_go_through(launch, people, as_user):
    client = as_user(people.planner)
    client.post(at(launch, "A1", "assign"), {"version": 1, "owner_id": people.marketing_lead.pk})
    client.post(at(launch, "A1", "block"), {"version": 2, "reason": "자료 대기", "by_user_id": people.salesperson.pk})
    client.post(at(launch, "A1", "comment"), {"body": "@박지훈 확인해 주세요"})
    line = item(launch, "A1")
    assert (line.owner, line.blocked_by_user) == (people.marketing_lead, people.salesperson)
    assert line.comments.get().mentioned.get() == people.marketer


def test_the_panel_says_why_a_date_and_a_block_are_what_they_are(launch, people, as_user):
    block_item(item(launch, "A1").pk, by=people.marketer, reason="계약서 대기")
    page = as_user(people.viewer).get(at(launch, "A1")).content.decode()
    assert "계약서 대기" in page
    assert 'action="' + at(launch, "A1", "complete") not in page


def test_approval_is_offered_to_the_lead_alone(launch, people, as_user):
    as_user(people.salesperson).post(at(launch, "S3", "complete"), {"version": 1})
    approve = at(launch, "S3", "approve")
    assert approve not in as_user(people.salesperson).get(at(launch, "S3")).content.decode()
    assert approve in as_user(people.sales_lead).get(at(launch, "S3")).content.decode()


def test_a_panel_takes_the_same_queries_whatever_hangs_on_it(launch, people, as_user, django_assert_max_num_queries):
    line = item(launch, "A2")
    for scenario in line.scenarios.all():
        verify_scenario(scenario.pk, by=people.marketer, is_verified=True)
    client = as_user(people.marketer)
    with django_assert_max_num_queries(20):
        client.get(at(launch, "A2"), headers=from_htmx(launch, "panel"))
