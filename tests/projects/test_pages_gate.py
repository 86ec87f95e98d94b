"""Readiness and decision: who sees it, who decides, and what a conditional GO asks for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.models import Decision, Project, SignOff, Status
from tests.factories import item

pytestmark = pytest.mark.django_db


def page_of(launch: Project, name: str = "project-decision") -> str:
    return reverse(f"projects:{name}", args=[launch.pk])


def conditions(launch: Project, person_id: int) -> dict[str, object]:
    values: dict[str, object] = {"verdict": "conditional_go"}
    for key in ("A1", "S1"):
        prefix = f"item-{item(launch, key).pk}"
        values |= {
            f"{prefix}-accepter_id": person_id,
            f"{prefix}-reason": "회신 지연",
            f"{prefix}-fallback": "수기로 처리",
            f"{prefix}-follow_up_on": "2026-12-11",
        }
    return values


@pytest.mark.parametrize(("who", "status"), [("planner", 200), ("viewer", 200), ("centre_lead", 200), ("agent", 403)])
def test_who_opens_the_page(launch, people, as_user, who, status):
    assert as_user(getattr(people, who)).get(page_of(launch)).status_code == status


def test_a_partner_lead_signs_off_and_sees_no_others(launch, people, as_user):
    client = as_user(people.centre_lead)
    page = client.get(page_of(launch)).content.decode()
    assert "항목 A1" not in page
    assert "marketing" not in page
    client.post(page_of(launch, "sign-off"), {"verdict": "approved"})
    assert SignOff.objects.get().department == people.centre


def test_the_one_who_runs_the_launch_is_told_that_another_decides(launch, people, as_user):
    answer = as_user(people.planner).post(page_of(launch, "decide"), {"verdict": "no_go", "note": "아직"})
    assert answer.status_code == 403
    assert not Decision.objects.exists()


def test_go_is_locked_while_must_haves_are_open(launch, people, as_user):
    client = as_user(people.second_planner)
    assert "disabled" in client.get(page_of(launch)).content.decode()
    assert client.post(page_of(launch, "decide"), {"verdict": "go"}).status_code == 409


def test_a_conditional_go_asks_for_every_answer_and_keeps_what_was_typed(launch, people, as_user):
    values = conditions(launch, people.sales_lead.pk)
    values[f"item-{item(launch, 'S1').pk}-reason"] = ""
    answer = as_user(people.second_planner).post(page_of(launch, "decide"), values)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "수기로 처리" in page
    assert page.count('class="field is-wrong"') == 1


def test_a_follow_up_before_d_day_is_named_at_its_field(launch, people, as_user):
    values = conditions(launch, people.sales_lead.pk)
    values[f"item-{item(launch, 'S1').pk}-follow_up_on"] = "2026-12-01"
    answer = as_user(people.second_planner).post(page_of(launch, "decide"), values)
    assert answer.status_code == 400
    assert answer.content.decode().count('class="field is-wrong"') == 1


def test_a_complete_conditional_go_is_recorded(launch, people, as_user):
    client = as_user(people.second_planner)
    assert client.post(page_of(launch, "decide"), conditions(launch, people.sales_lead.pk)).status_code == 302
    page = client.get(page_of(launch)).content.decode()
    assert item(launch, "A1").status == Status.WAIVED
    assert "수기로 처리" in page


def test_a_held_sign_off_needs_a_reason(launch, people, as_user):
    client = as_user(people.sales_lead)
    assert client.post(page_of(launch, "sign-off"), {"verdict": "held"}).status_code == 400
    client.post(page_of(launch, "sign-off"), {"verdict": "held", "note": "인력 미정"})
    assert "인력 미정" in client.get(page_of(launch)).content.decode()


@pytest.mark.parametrize("number", [2, 25])
def test_the_queries_of_the_page_do_not_grow(launch, people, as_user, django_assert_num_queries, number):
    line = item(launch, "A1")
    for n in range(number):
        line.pk, line.key, line._state.adding = None, f"N{n}", True
        line.save()
    client = as_user(people.second_planner)
    with django_assert_num_queries(GATE_QUERIES):
        client.get(page_of(launch))


GATE_QUERIES = 19
