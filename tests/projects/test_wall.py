"""The wall and the links of its screens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.errors import Forbidden, Invalid
from ledger.models import Event
from projects.models import DisplayLink
from projects.services.displays import make_display, revoke_display
from projects.services.items import block_item
from projects.wall import Missing, most_urgent
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY


def line(title, days=0, *, blocker=False, blocked=False):
    """Due `days` from now; late when negative."""
    return Missing(title, "영업", TODAY + timedelta(days=days), blocker, blocked, max(-days, 0))


def test_late_must_haves_are_named_first_and_the_rest_is_counted():
    lines = [line("늦음", -9), line("필수", 3, blocker=True), line("막힌 필수", 5, blocker=True, blocked=True)]
    lines += [line("늦은 필수", -1, blocker=True), line("아직", 2)]
    named, more = most_urgent(lines, launches=5)
    assert [gap.title for gap in named] == ["늦은 필수", "막힌 필수"]
    assert more == 2


@pytest.fixture
def screen(people, launch):
    """The launch, blocked in a must-have of sales, and a client without any session."""
    block_item(launch.items.get(key="S1").pk, by=people.salesperson, reason="회신 대기")
    return Client()


def shown(client, address="/wall/"):
    return client.get(address).content.decode()


def another(people, launch, name, launch_on):
    version = launch.template_version
    return factories.project(version, by=people.planner, name=name, launch_on=launch_on, announced_on=TODAY)


def link_for(people, department):
    _link, token = make_display(by=people.planner, name="3층", department_id=department.pk)
    return f"/wall/{token}/"


def test_it_shows_the_next_fourteen_days_and_what_is_missing(people, screen, launch, as_user):
    another(people, launch, "먼 런칭", LAUNCH_ON + timedelta(days=1))
    page = shown(as_user(people.viewer))
    assert launch.name in page
    assert "D-14" in page
    assert "막힘" in page
    assert "먼 런칭" not in page


def test_a_link_opens_it_without_signing_in_and_says_so_to_no_one_else(people, screen, launch):
    answer = screen.get(link_for(people, people.cx))
    assert launch.name in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.cookies == {}


def test_a_revoked_link_shows_what_a_wrong_one_shows(people, screen):
    address = link_for(people, people.cx)
    revoke_display(DisplayLink.objects.get().pk, by=people.planner)
    assert screen.get(address).status_code == screen.get("/wall/wrong/").status_code == 404
    verbs = Event.objects.filter(target__startswith="displaylink:").values_list("verb", flat=True)
    assert [*verbs] == ["display_made", "display_revoked"]


def test_no_screen_shows_a_confidential_launch_even_to_whom_it_names(people, screen, launch, as_user):
    address = link_for(people, people.cx)
    launch.named.add(people.planner)
    type(launch).objects.update(is_confidential=True)
    assert launch.name not in shown(screen, address)
    assert launch.name not in shown(as_user(people.planner))


def test_a_partners_screen_names_its_own_lines_and_launches_only(people, screen, launch):
    type(launch.items.first()).objects.filter(key="C1").update(is_blocker=True)
    page = shown(screen, link_for(people, people.centre))
    assert launch.name in page
    assert "C1" in page
    assert "S1" not in page
    assert "A1" not in page
    assert "회신 대기" not in page
    assert "wall-others" in page  # that other departments owe something is no secret: the state already says so
    assert "wall-others" not in shown(screen, link_for(people, people.cx))
    assert launch.name not in shown(screen, link_for(people, people.other_centre))


def test_leads_run_the_screens_of_their_own_department(people, db):
    make_display(by=people.centre_lead, name="1층", department_id=people.centre.pk)
    with pytest.raises(Invalid):
        make_display(by=people.centre_lead, name="1층", department_id=people.other_centre.pk)
    with pytest.raises(Invalid):
        make_display(by=people.centre_lead, name="1\u202e층", department_id=people.centre.pk)
    with pytest.raises(Forbidden):
        make_display(by=people.agent, name="1층", department_id=people.centre.pk)
    with pytest.raises(DisplayLink.DoesNotExist):
        revoke_display(DisplayLink.objects.get().pk, by=people.sales_lead)


def test_the_page_makes_a_link_shows_it_once_and_revokes_it(people, as_user):
    client = as_user(people.planner)
    made = client.post("/displays/make/", {"name": "3층 TV", "department_id": people.cx.pk}).content.decode()
    assert "/wall/" in made
    assert "3층 TV" in made
    link = DisplayLink.objects.get()
    assert "3층 TV" in client.get("/displays/").content.decode()
    client.post(f"/displays/{link.pk}/revoke/")
    assert "3층 TV" not in client.get("/displays/").content.decode()
    assert as_user(people.viewer).get("/displays/").status_code == 403


def test_its_queries_do_not_grow_with_launches(people, screen, launch, as_user, django_assert_max_num_queries):
    for n in range(4):
        another(people, launch, f"{n}", LAUNCH_ON)
    client = as_user(people.viewer)
    with django_assert_max_num_queries(12):
        client.get("/wall/")
