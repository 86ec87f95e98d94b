"""A line changed in its row: owner and date in a small form, scenarios below it; how lines are grouped and found."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from projects.models import Item, Project
from projects.services.lines import assign_item
from projects.views.filters import Filters
from projects.views.launch import all_rows
from projects.views.parts import part_around, parts_of
from tests.conftest import NOW, TODAY
from tests.factories import item

pytestmark = pytest.mark.django_db


def at(launch: Project, key: str, rest: str) -> str:
    return reverse("projects:item-detail", args=[launch.pk, item(launch, key).pk]) + rest


def htmx(launch: Project, target: str = "") -> dict[str, str]:
    current = f"http://testserver/launches/{launch.pk}/"
    return {"HX-Request": "true", "HX-Current-URL": current} | ({"HX-Target": target} if target else {})


def test_the_owner_is_changed_in_the_row(launch: Project, people: SimpleNamespace, as_user) -> None:
    client, line = as_user(people.marketing_lead), item(launch, "A1")
    form = client.get(at(launch, "A1", "inline/assign/"), headers=htmx(launch)).content.decode()
    assert "박리드" in form
    assert "이도윤" not in form
    sent = {"owner_id": people.marketing_lead.pk, "version": line.version}
    headers = htmx(launch, f"item-{line.pk}")
    row = client.post(at(launch, "A1", "inline/assign/"), sent, headers=headers).content.decode()
    assert f'id="item-{line.pk}"' in row
    assert "박리드" in row
    assert 'id="readiness"' in row


def test_somebody_elses_change_is_shown_and_not_overwritten(launch: Project, people: SimpleNamespace, as_user) -> None:
    line = item(launch, "A1")
    assign_item(line.pk, by=people.planner, owner_id=people.marketing_lead.pk)
    sent = {"due_on": "2026-12-02", "reason": "회신이 늦어", "version": line.version}
    headers = htmx(launch, f"item-{line.pk}")
    answer = as_user(people.second_planner).post(at(launch, "A1", "inline/set-due/"), sent, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "김서연" in page
    assert "회신이 늦어" in page
    assert f'name="version" value="{line.version + 1}"' in page
    assert item(launch, "A1").due_on == line.due_on


def test_a_date_by_hand_needs_a_reason(launch: Project, people: SimpleNamespace, as_user) -> None:
    sent = {"due_on": "2026-12-02", "version": 1}
    answer = as_user(people.planner).post(at(launch, "A1", "inline/set-due/"), sent, headers=htmx(launch))
    assert answer.status_code == 422
    assert "is-wrong" in answer.content.decode()


def test_who_may_not_is_told_so_and_without_javascript_the_lines_page_opens(
    launch: Project, people: SimpleNamespace, as_user
) -> None:
    assert as_user(people.marketer).get(at(launch, "A1", "inline/set-due/"), headers=htmx(launch)).status_code == 403
    plain = as_user(people.planner).get(at(launch, "A1", "inline/assign/"))
    assert (plain.status_code, plain["Location"]) == (302, at(launch, "A1", "?act=assign"))


def test_scenarios_are_ticked_below_the_row(launch: Project, people: SimpleNamespace, as_user) -> None:
    client, line = as_user(people.marketer), item(launch, "A2")
    scenario = line.scenarios.first()
    assert scenario
    listed = client.get(at(launch, "A2", "scenarios/"), headers=htmx(launch)).content.decode()
    assert listed.count("<li>") == 2
    headers = htmx(launch, f"item-{line.pk}-scenarios")
    sent = {"is_verified": "on", "version": line.version}
    ticked = client.post(at(launch, "A2", f"scenarios/{scenario.pk}/tick/"), sent, headers=headers).content.decode()
    assert 'aria-pressed="true"' in ticked
    assert "</span>1/2<" in ticked.replace(" </span>1/2", "</span>1/2")
    again = client.post(at(launch, "A2", f"scenarios/{scenario.pk}/tick/"), {"version": 1}, headers=headers)
    assert again.status_code == 412


@pytest.mark.parametrize("by", ["section", "department", "owner", "date"])
def test_every_head_counts_the_same_in_the_page_and_in_the_database(
    launch: Project, people: SimpleNamespace, by: str
) -> None:
    for days, line in enumerate(Item.objects.filter(project=launch).order_by("pk")):
        Item.objects.filter(pk=line.pk).update(
            due_on=TODAY + timedelta(days=4 * days - 4), owner=None if days % 3 == 0 else people.marketer
        )
    filters = Filters(by=by)
    rows = all_rows(launch, people.planner, NOW)
    parts = parts_of(rows, filters, people.planner)
    assert sum(part.total for part in parts) == 6
    for part in parts:
        again = part_around(part.rows[0].item, filters, people.planner, TODAY)
        assert (part.key, part.title, part.total, part.late) == (again.key, again.title, again.total, again.late)
    if by == "owner":
        assert parts[0].key == "owner-none"
    if by == "date":
        assert [part.key for part in parts] == [
            "date-late",
            "date-today",
            "date-week",
            "date-2026-11-30",
            "date-2026-12-07",
        ]


def test_words_find_lines_by_title_owner_and_department(launch: Project, people: SimpleNamespace, as_user) -> None:
    page = as_user(people.planner).get(f"/launches/{launch.pk}/?q=이도윤").content.decode()
    assert "항목 S1" in page
    assert "항목 A1" not in page


def test_the_charts_unfold_in_place(launch: Project, people: SimpleNamespace, as_user) -> None:
    charts = reverse("projects:project-charts", args=[launch.pk])
    assert 'id="burn-head"' in as_user(people.viewer).get(charts, headers=htmx(launch)).content.decode()
    assert 'id="burn-head"' in as_user(people.viewer).get(f"/launches/{launch.pk}/?charts=open").content.decode()
    assert as_user(people.agent).get(charts).status_code == 403
