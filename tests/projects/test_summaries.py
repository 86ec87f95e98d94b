"""The counts that the database makes are those a slow reading of the lines makes."""

import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.utils import timezone

from projects.models import Item, Project, Status
from projects.progress import points_of, work_of
from projects.readiness import Tally, tally
from projects.services.items import complete_item
from projects.summaries import (
    behind_by_department,
    tallies,
    tallies_by_department,
    tallies_by_section,
    tallies_of,
    tally_of,
)
from tests import factories
from tests.conftest import LAUNCH_ON, NOW, TODAY

OPEN = {"todo", "doing", "blocked", "in_review"}


@pytest.fixture
def shuffled(people: SimpleNamespace, today: date) -> list[Project]:
    """Three launches of 25 lines whose dates, owners and states are anything at all."""
    dice = random.Random(7)  # noqa: S311
    departments = [people.marketing, people.sales, people.centre]
    lines = [
        factories.line(
            f"L{n}", department=dice.choice(departments), is_blocker=dice.random() < 0.3, section=f"구분 {n % 3}"
        )
        for n in range(25)
    ]
    version = factories.template(lines, by=people.planner)
    projects = [
        factories.project(version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, name=f"런칭 {n}")
        for n in range(3)
    ]
    for item in Item.objects.all():
        _shuffle(item, dice, people.planner)
    return projects


def _shuffle(item: Item, dice: random.Random, by: object) -> None:
    item.due_on = TODAY + timedelta(days=dice.randint(-6, 9))
    item.owner = dice.choice([None, by])
    item.status = dice.choice(list(Status))
    at = timezone.now() - timedelta(days=dice.randint(0, 5))
    if item.status == Status.DONE:
        item.done_at, item.done_by = at, by
    elif item.status == Status.WAIVED:
        item.waived_at, item.waived_by, item.waive_reason, item.follow_up_on = at, by, "시험", TODAY
    elif item.status == Status.BLOCKED:
        item.blocked_reason, item.blocked_at = "시험", at
    item.save()


def slowly(items: list[Item], day: date = TODAY) -> Tally:
    """The same counts, one line at a time; lines that do not apply are in none of them."""
    items = [i for i in items if i.status != "dropped"]
    weigh = {True: 3, False: 1}
    opened = [i for i in items if i.status in OPEN]
    late = [i for i in opened if i.due_on < day]
    return Tally(
        weight=sum(weigh[i.is_blocker] for i in items),
        done_weight=sum(weigh[i.is_blocker] for i in items if i.status not in OPEN),
        due_weight=sum(weigh[i.is_blocker] for i in items if i.due_on <= day),
        items=len(items),
        done=len(items) - len(opened),
        late=len(late),
        late_blockers=sum(i.is_blocker for i in late),
        due_soon=sum(day <= i.due_on <= day + timedelta(days=3) for i in opened),
        blocked=sum(i.status == "blocked" for i in items),
        unowned=sum(i.owner_id is None for i in opened),
        blockers=sum(i.is_blocker for i in items),
        blockers_open=sum(i.is_blocker for i in opened),
    )


def test_counts_of_many_launches_in_one_query(shuffled: list[Project], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = tallies(Project.objects.all(), timezone.now())
    assert found == {project.pk: slowly(list(project.items.all())) for project in shuffled}


def test_counts_by_department_and_by_section(shuffled: list[Project], django_assert_num_queries) -> None:
    project, items = shuffled[0], list(shuffled[0].items.all())
    with django_assert_num_queries(4):
        departments, sections = tallies_by_department(project, TODAY), tallies_by_section(project, TODAY)
    assert (len(departments), len(sections)) == (3, 3)
    assert all(tally == slowly([i for i in items if i.department == d]) for d, tally in departments)
    assert all(tally == slowly([i for i in items if i.section == s]) for s, tally in sections)


def test_counts_of_one_launch_from_its_lines(shuffled: list[Project], django_assert_num_queries) -> None:
    items = list(shuffled[0].items.all())
    with django_assert_num_queries(1):
        lines = work_of(shuffled[0])
    assert {item.status for item in items} == set(Status), "every state is counted"
    assert tally(lines, TODAY) == tally(items, TODAY) == tally_of(shuffled[0], NOW) == slowly(items)
    own = [work for work in lines if work.department_id == items[0].department_id]
    assert tally(own, TODAY) == slowly([i for i in items if i.department_id == items[0].department_id])


def test_departments_behind_the_most_late_first(shuffled: list[Project], django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = behind_by_department(shuffled, timezone.now())
    for project in shuffled:
        items = list(project.items.all())
        for part in found[project.pk]:
            counted = slowly([each for each in items if each.department_id == part.department.pk])
            assert (part.late, part.blocked) == (counted.late, counted.blocked)
        order = [part.late for part in found[project.pk]]
        assert order == sorted(order, reverse=True)


def test_counts_of_launches_that_were_read_are_the_same(shuffled: list[Project], django_assert_num_queries) -> None:
    shuffled[0].time_zone = "America/New_York"
    shuffled[0].save()
    with django_assert_num_queries(1):
        found = tallies_of(shuffled, timezone.now())
    assert found == tallies(Project.objects.all(), timezone.now())


def test_the_burn_up_is_what_was_planned_and_done_by_each_day(shuffled: list[Project]) -> None:
    items = [i for i in shuffled[0].items.all() if i.status != "dropped"]
    weight = sum(3 if i.is_blocker else 1 for i in items)
    for point in points_of(work_of(shuffled[0]), LAUNCH_ON, TODAY):
        due = sum(3 if i.is_blocker else 1 for i in items if i.due_on <= point.day)
        ends = [(i, i.done_at or i.waived_at) for i in items]
        done = sum(3 if i.is_blocker else 1 for i, end in ends if end and timezone.localdate(end) <= point.day)
        assert point.plan_percent == due * 100 // weight
        assert point.done_percent == (done * 100 // weight if point.day <= TODAY else None)


def test_a_launch_without_lines_has_no_burn_up(launch: Project) -> None:
    Item.objects.filter(project=launch).delete()
    lines = work_of(launch)
    assert (points_of(lines, LAUNCH_ON, TODAY), tally(lines, TODAY), tally_of(launch, NOW)) == ([], Tally(), Tally())


def test_a_line_is_late_the_day_after_its_date_in_the_launchs_own_zone(
    people: SimpleNamespace, launch: Project
) -> None:
    Item.objects.filter(project=launch).update(due_on=date(2026, 11, 25))
    end_of_day = datetime.fromisoformat("2026-11-25T23:59:59+09:00")
    assert tally_of(launch, end_of_day).late == 0
    assert tally_of(launch, end_of_day + timedelta(seconds=1)).late == 6
    Project.objects.update(time_zone="America/Los_Angeles")
    assert tally_of(launch, end_of_day + timedelta(seconds=1)).late == 0


def test_what_was_done_counts_on_the_day_it_was_in_the_launchs_zone(people: SimpleNamespace, launch: Project) -> None:
    with time_machine.travel("2026-11-26 00:30 +0900"), timezone.override("America/Los_Angeles"):
        complete_item(factories.item(launch, "A1").pk, by=people.marketer)
        done = {point.day: point.done_percent for point in points_of(work_of(launch), LAUNCH_ON, date(2026, 11, 26))}
    assert (done[date(2026, 11, 25)], done[date(2026, 11, 26)]) == (0, 30)
