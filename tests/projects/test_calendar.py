"""The month calendar and the timeline: where launches stand, closed days by name, weeks in which they meet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import CalendarDay
from projects.bars import Part, Scale
from projects.models import PlannedLaunch
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY

CALENDAR = "/launches/calendar/"
TIMELINE = "/launches/timeline/"


def test_a_scale_holds_the_whole_weeks_of_three_months():
    scale = Scale.from_month(date(2026, 11, 1))
    assert (scale.first, scale.last) == (date(2026, 10, 26), date(2027, 1, 31))
    assert scale.first.weekday() == 0
    assert [week.count for week in scale.weeks([LAUNCH_ON, LAUNCH_ON])].count(2) == 1
    assert sum(week.width for week in scale.weeks([])) == pytest.approx(100)


def test_a_bar_ends_where_the_scale_ends_and_says_so():
    scale = Scale(date(2026, 11, 2), date(2026, 11, 29))
    bar = scale.bar(date(2026, 10, 1), date(2026, 11, 15), date(2026, 12, 20))
    assert bar.before == Part(0, 50)
    assert bar.after == Part(50, 50)
    assert (bar.is_cut_left, bar.is_cut_right) == (True, True)
    assert scale.bar(date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 2)).before is None
    assert scale.bar(date(2026, 11, 20), date(2026, 11, 10), date(2026, 11, 9)).after is None


def test_closed_days_that_follow_each_other_are_one_piece():
    scale = Scale(date(2026, 11, 2), date(2026, 11, 29))
    assert len(scale.closed(lambda day: day.weekday() >= 5)) == 4


def cells(page) -> dict[date, object]:
    return {cell.day.on: cell for line in page.context["lines"] for cell in line.cells}


@pytest.mark.django_db
def test_a_month_shows_launches_plans_and_closed_days_by_name(launch, people, as_user):
    planned = {"name": "봄 기획", "launch_on": LAUNCH_ON, "launch_type": launch.launch_type}
    PlannedLaunch.objects.create(created_by=people.planner, **planned)
    CalendarDay.objects.create(on=date(2026, 12, 10), name="창립기념일")
    page = as_user(people.viewer).get(reverse("projects:calendar", args=[2026, 12]))
    found = cells(page)
    assert [each.name for each in found[LAUNCH_ON].launches] == ["봄 기획", launch.name]
    assert (found[date(2026, 12, 10)].closed, found[date(2026, 12, 10)].day.is_closed) == ("창립기념일", True)
    assert found[date(2026, 12, 25)].closed
    assert next(line.week.is_overlap for line in page.context["lines"] if line.week.monday == date(2026, 12, 7))


@pytest.mark.django_db
def test_a_partner_sees_its_own_closed_days_and_no_plan(launch, people, as_user):
    planned = {"name": "비밀 계획", "launch_on": LAUNCH_ON, "launch_type": launch.launch_type}
    PlannedLaunch.objects.create(created_by=people.planner, **planned)
    CalendarDay.objects.create(on=date(2026, 12, 10), name="창립기념일")
    CalendarDay.objects.create(on=date(2026, 12, 11), name="센터 워크숍", department=people.centre)
    client = as_user(people.centre_lead)
    found = cells(client.get(reverse("projects:calendar", args=[2026, 12])))
    assert [each.name for each in found[LAUNCH_ON].launches] == [launch.name]
    assert (found[date(2026, 12, 10)].closed, found[date(2026, 12, 11)].closed) == ("", "센터 워크숍")
    assert not found[date(2026, 12, 12)].day.is_closed  # the centre works on Saturdays
    assert "비밀 계획" not in client.get(TIMELINE).content.decode()


@pytest.mark.django_db
def test_the_timeline_draws_a_bar_from_the_day_cx_was_told(launch, people, as_user):
    page = as_user(people.viewer).get(TIMELINE)
    (line,) = page.context["lines"]
    scale = page.context["scale"]
    assert line.bar.before == scale.part(TODAY, LAUNCH_ON)
    assert launch.name in page.content.decode()
    assert as_user(people.viewer).get(f"{TIMELINE}?from=2027-06").context["lines"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{CALENDAR}2026/13/", 404),
        (f"{CALENDAR}1999/1/", 404),
        (f"{TIMELINE}?from=nonsense", 200),
        (f"{TIMELINE}?from=1999-01", 404),
        (CALENDAR, 200),
    ],
)
def test_months_that_are_none(launch, people, as_user, address, status):
    assert as_user(people.planner).get(address).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "queries"), [(CALENDAR + "2026/12/", 13), (TIMELINE, 15)])
@pytest.mark.parametrize("number", [1, 5])
def test_queries_do_not_grow_with_launches(
    launch, people, as_user, django_assert_num_queries, address, queries, number
):
    for n in range(number - 1):
        on = LAUNCH_ON + timedelta(days=n)
        factories.project(launch.template_version, by=people.planner, launch_on=on, announced_on=TODAY)
    client = as_user(people.planner)
    with django_assert_num_queries(queries):
        client.get(address)
