"""Pages and API of departments and closed days."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.departments import USUAL, missing_usual
from accounts.errors import Forbidden, Invalid
from accounts.models import CalendarDay, Department, User
from accounts.services import make_usual, remove_calendar_day, save_department, set_calendar_day
from accounts.wording import week
from accounts.workdays import calendars
from checklists.library import read_all
from ledger.models import Event


def test_the_usual_departments_are_those_that_the_library_names(people: SimpleNamespace) -> None:
    named = {line.department for source in read_all() for line in source.content.lines()}
    assert named <= {usual.slug for usual in USUAL}


def test_usual_departments_are_made_once(people: SimpleNamespace) -> None:
    slugs = [usual.slug for usual in missing_usual()]
    assert "cx" not in slugs
    made = make_usual(slugs, by=people.planner)
    assert {each.slug for each in made} == set(slugs)
    assert make_usual(slugs, by=people.planner) == []


def test_what_a_department_covers_is_not_missing(people: SimpleNamespace) -> None:
    people.sales.covers = ["finance"]
    save_department(people.sales, by=people.admin)
    assert "finance" not in {usual.slug for usual in missing_usual()}


@pytest.mark.parametrize(("days", "words"), [([0, 1, 2, 3, 4], "월–금"), ([0, 2, 4], "월·수·금"), ([5, 6], "토·일")])
def test_weekdays_in_words(days: list[int], words: str) -> None:
    assert week(days, "ko") == words


def test_a_department_of_members_does_not_become_a_partner(people: SimpleNamespace) -> None:
    people.marketing.kind = Department.Kind.PARTNER
    with pytest.raises(Invalid) as refused:
        save_department(people.marketing, by=people.planner)
    assert refused.value.field == "kind"


def test_a_day_is_closed_and_taken_back(people: SimpleNamespace) -> None:
    day = set_calendar_day(date(2026, 12, 24), by=people.planner, is_open=False, name="창립 기념일")
    assert not calendars()[None].is_open(day.on)
    remove_calendar_day(day.pk, by=people.planner)
    assert calendars()[None].is_open(day.on)
    assert Event.objects.filter(verb="calendar_day_removed").count() == 1
    with pytest.raises(Forbidden):
        set_calendar_day(day.on, by=people.marketing_lead, is_open=False, name="몰래")


def test_the_pages(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.planner)
    sent = {"name": "품질", "name_en": "Quality", "slug": "quality", "kind": "internal", "open_weekdays": [0, 1]}
    assert client.post("/departments/new/", sent).status_code == 302
    made = Department.objects.get(slug="quality")
    assert made.open_weekdays == [0, 1]
    assert client.post("/departments/new/", sent).status_code == 400
    assert client.post(f"/departments/{made.pk}/", sent | {"works_holidays": "on"}).status_code == 302
    assert "월·화" in client.get("/departments/").text
    day = {"on": "2026-12-24", "state": "closed", "name": "창립 기념일", "department": ""}
    assert client.post("/departments/calendar/", day).status_code == 302
    page = client.get("/departments/calendar/?year=2026").text
    assert "창립 기념일" in page
    assert "추석" in page
    for odd in ("20261", "²", "9" * 5000, "２０２６"):
        assert client.get(f"/departments/calendar/?year={odd}").context["year"] == timezone.localdate().year
    client.post(f"/departments/calendar/{CalendarDay.objects.get().pk}/remove/")
    assert not CalendarDay.objects.exists()


def test_the_pages_cost_the_same_however_many_there_are(
    people: SimpleNamespace, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user(people.planner)
    make_usual([usual.slug for usual in USUAL], by=people.planner)
    with django_assert_max_num_queries(16):
        client.get("/departments/")
    with django_assert_max_num_queries(16):
        client.get("/people/")


def test_a_partner_sees_the_own_centre(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.centre_lead)
    page = client.get("/people/")
    assert "남의센터" not in page.text
    assert list(page.context["form"].fields) == ["q", "role", "state"]  # one department is nothing to choose
    assert [value for value, _label in page.context["form"].fields["role"].choices] == [
        "", "partner_lead", "partner_agent",
    ]  # fmt: skip
    invite = client.get("/people/invite/").context["form"].fields
    assert [value for value, _label in invite["department"].choices] == [people.centre.pk]
    assert "centre-2" not in client.get("/departments/").text
    assert client.get(f"/people/{people.other_centre_lead.pk}/").status_code == 404
    assert User.objects.count() > 5
