"""The launch's page and the lines on it: what each person sees and may press."""

from __future__ import annotations

from copy import copy
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from projects.models import Item, ItemScenario, Project, Status
from projects.readiness import others_missing
from tests.factories import item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def address(launch: Project, name: str = "project-detail") -> str:
    return reverse(f"projects:{name}", args=[launch.pk])


def at(launch: Project, key: str, verb: str = "") -> str:
    line = reverse("projects:item-detail", args=[launch.pk, item(launch, key).pk])
    return f"{line}{verb}/" if verb else line


@pytest.mark.parametrize("who", ["planner", "marketer", "viewer", "admin", "centre_lead", "agent"])
def test_everyone_of_the_company_and_the_centre_opens_the_launch(launch, people, as_user, who):
    page = as_user(getattr(people, who)).get(address(launch))
    assert page.status_code == 200
    assert "쿠팡 입점 고객센터 구축" in page.content.decode()


def test_another_centre_does_not_find_the_launch(launch, people, as_user):
    assert as_user(people.other_centre_lead).get(address(launch)).status_code == 404


def test_a_partner_is_told_of_late_lines_they_see_and_of_others_only_that_there_are_some(
    launch, people, as_user, client
):
    """An agent sees the lines they own: a colleague's is somebody else's, as those of other departments are."""
    after = launch.launch_on + timedelta(days=1)
    Item.objects.filter(project=launch).exclude(key__in=["A1", "C1"]).update(due_on=after)
    Item.objects.filter(pk=item(launch, "C1").pk).update(owner=people.centre_lead)
    reasons = {}
    with time_machine.travel(datetime.combine(after, time(10), ZoneInfo(launch.time_zone))):
        for who in ("planner", "centre_lead", "agent"):
            reasons[who] = as_user(getattr(people, who)).get(address(launch)).context["reason"]
            assert f'<span class="mark-reason">{reasons[who]}</span>' in client.get("/launches/").content.decode()
    others = others_missing()
    assert reasons["planner"] == "오픈 필수 항목 1개가 지연되었습니다"
    assert reasons["centre_lead"] == f"항목 1개가 지연되었습니다 · {others}"
    assert reasons["agent"] == others == "다른 담당의 미준비 항목이 있습니다"


def test_a_stranger_is_led_to_sign_in(launch, client):
    assert client.get(address(launch)).status_code == 302
    assert client.post(at(launch, "A1", "complete"), headers=HTMX).status_code == 401


def test_an_agent_sees_only_their_own_lines(launch, people, as_user):
    page = as_user(people.agent).get(address(launch)).content.decode()
    assert "항목 C1" in page
    assert "항목 A1" not in page
    assert "박지훈" not in page


def test_only_the_lines_one_may_tick_have_a_button(launch, people, as_user):
    page = as_user(people.marketer).get(address(launch)).content.decode()
    assert at(launch, "A1", "complete") in page
    assert at(launch, "S1", "complete") not in page


def test_filters_are_in_the_address(launch, people, as_user):
    client = as_user(people.marketer)
    mine = client.get(address(launch) + "?show=mine").content.decode()
    must = client.get(address(launch) + "?show=must&by=department").content.decode()
    assert "항목 A2" in mine
    assert "항목 S1" not in mine
    assert "항목 S1" in must
    assert "항목 A2" not in must


def test_a_filter_that_does_not_exist_shows_everything(launch, people, as_user):
    assert "항목 S3" in as_user(people.marketer).get(address(launch) + "?show=x&by=y").content.decode()


def test_the_panel_alone_for_htmx_and_within_the_page_otherwise(launch, people, as_user):
    client = as_user(people.marketer)
    fragment = client.get(at(launch, "A2"), headers=HTMX).content.decode()
    page = client.get(at(launch, "A2")).content.decode()
    assert fragment.lstrip().startswith('<aside class="panel"')
    assert "<!doctype html>" in page
    assert "연결된다" in page


def test_a_form_is_opened_by_the_address_only_for_who_may_do_it(launch, people, as_user):
    assert 'name="fallback"' in as_user(people.planner).get(at(launch, "A1") + "?act=waive").content.decode()
    assert 'name="fallback"' not in as_user(people.marketer).get(at(launch, "A1") + "?act=waive").content.decode()


@pytest.mark.parametrize("number", [35, 350])
def test_the_queries_of_the_page_do_not_grow_with_lines(launch, people, as_user, django_assert_num_queries, number):
    grow(launch, number)
    client = as_user(people.marketer)
    with django_assert_num_queries(LAUNCH_QUERIES):
        client.get(address(launch))


LAUNCH_QUERIES = 17


def grow(launch: Project, number: int) -> None:
    line = item(launch, "A1")
    lines = []
    for n in range(number):
        made = copy(line)
        made.pk, made.key, made._state = None, f"N{n}", type(line._state)()
        lines.append(made)
    ItemScenario.objects.bulk_create(
        ItemScenario(item=made, order=1, text="하나") for made in Item.objects.bulk_create(lines)
    )


def test_the_move_page_shows_every_date_before_it_saves(launch, people, as_user):
    client = as_user(people.planner)
    values = {"version": launch.version, "launch_on": "12/16", "reason": "승인 지연"}
    preview = client.post(address(launch, "project-move"), values).content.decode()
    launch.refresh_from_db()
    assert "항목 S1" in preview
    assert launch.launch_on.isoformat() == "2026-12-09"
    client.post(address(launch, "project-move"), values | {"confirm": "yes"})
    launch.refresh_from_db()
    assert launch.launch_on.isoformat() == "2026-12-16"
    soon = client.post(address(launch, "project-move"), values | {"version": launch.version, "launch_on": "+2"})
    assert 'name="launch_on" value="2026-11-27"' in soon.content.decode()
    assert "부족" in soon.content.decode()


@pytest.mark.parametrize("name", ["project-move", "project-cancel", "project-finish", "item-add"])
def test_only_planners_run_a_launch(launch, people, as_user, name):
    assert as_user(people.marketing_lead).get(address(launch, name)).status_code == 403
    assert as_user(people.planner).get(address(launch, name)).status_code == 200


def test_finishing_says_first_what_is_still_open(launch, people, as_user):
    client = as_user(people.planner)
    page = client.get(address(launch, "project-finish")).content.decode()
    assert 'aria-disabled="true" aria-describedby="still-open"' in page
    launch.items.update(status=Status.DONE, done_at=launch.created_at, done_by=people.planner)
    page = client.get(address(launch, "project-finish")).content.decode()
    assert "still-open" not in page
    assert "button-primary" in page


def test_a_cancelled_launch_shows_why_and_offers_nothing(launch, people, as_user):
    client = as_user(people.planner)
    client.post(address(launch, "project-cancel"), {"version": launch.version, "reason": "계약 해지"})
    page = client.get(address(launch)).content.decode()
    assert "계약 해지" in page
    assert 'class="tick" form="ticks"' not in page


def test_an_item_is_added_and_opened(launch, people, as_user):
    values = {
        "title": "새 항목",
        "section_id": launch.sections.first().pk,
        "department_id": people.sales.pk,
        "due_on": "2026-12-01",
    }
    answer = as_user(people.planner).post(address(launch, "item-add"), values)
    added = launch.items.get(title="새 항목")
    assert answer.status_code == 302
    assert str(added.pk) in answer["Location"]
    assert added.status == Status.TODO


def test_a_partner_gets_no_history(launch, people: SimpleNamespace, as_user):
    assert as_user(people.centre_lead).get(address(launch, "project-history")).status_code == 403


def test_history_says_who_did_what_and_can_be_narrowed(launch, people, as_user):
    client = as_user(people.marketer)
    client.post(at(launch, "A1", "complete"), {"version": 1})
    page = client.get(address(launch, "project-history") + f"?item={item(launch, 'A1').pk}").content.decode()
    assert "박지훈" in page
    assert "#2" in page
    assert "#1<" not in page


def test_an_owner_leads_to_their_page_where_the_reader_may_open_it(launch, people, as_user):
    launch.items.filter(key="C1").update(owner=people.planner)
    link = f'<a class="person-link" href="/people/{people.planner.pk}/">'
    page = as_user(people.viewer).get(at(launch, "C1")).content.decode()
    assert page.count(link) == 3  # the head of the launch, the row, the panel
    page = as_user(people.centre_lead).get(at(launch, "C1")).content.decode()
    assert (people.planner.name in page, link in page) == (True, False)
