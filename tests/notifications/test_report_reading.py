"""The report reads few lines and lets the database count the others: it says what reading all of them says."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from accounts.models import Department, User
from ledger.models import Event
from notifications.report.launch import LaunchReport, Rest
from notifications.report.lines import Line, Week
from notifications.report.reading import VERBS, portfolio_report
from notifications.report.story import report_of
from projects.access import visible_items
from projects.models import Project
from projects.services import items, launches, lines
from tests import factories
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
DAYS, LINES = 14, 40


@pytest.fixture
def busy(people, today) -> list[Project]:
    """Three launches of 40 lines in two time zones, and a fortnight in which anything at all happens to them."""
    dice = random.Random(11)  # noqa: S311
    owners = {people.marketing: people.marketer, people.sales: people.salesperson, people.centre: people.agent}
    made = [
        factories.line(f"L{n}", f"D-{dice.randint(1, 24)}", department=dice.choice([*owners]), is_blocker=n % 3 == 0)
        for n in range(LINES)
    ]
    version = factories.template(made, by=people.planner)
    keys = {line["key"]: owners[line["department"]].pk for line in made}
    started = {
        "launch_on": TODAY + timedelta(days=28),
        "announced_on": TODAY,
        "owners": keys,
        "opened_to_ids": [people.centre.pk],
    }
    found = [factories.project(version, by=people.planner, name=f"런칭 {n}", **started) for n in range(3)]
    Project.objects.filter(pk=found[0].pk).update(time_zone="America/New_York")
    for day in range(1, DAYS):
        for project in dice.sample(found, dice.randint(0, 3)):
            with time_machine.travel(NOW + timedelta(days=day, hours=dice.randint(-9, 12)), tick=True):
                _something(project, dice, people)
    return list(Project.objects.order_by("pk"))


def _something(project: Project, dice: random.Random, people) -> None:
    by = people.planner
    todo, done = list(project.items.open()), list(project.items.filter(status__in=["done", "waived"]))
    if project.name != "런칭 2" and dice.random() < 0.2:  # every line of a launch that moved is read
        project.refresh_from_db()
        moved = project.launch_on + timedelta(days=dice.choice([-1, 2]))
        launches.move_launch(project.pk, moved, by=by, reason="일정")
    if dice.random() < 0.3:
        new = {
            "section_id": project.sections.get().pk,
            "department_id": people.sales.pk,
            "due_on": TODAY + timedelta(days=20),
        }
        lines.add_item(project.pk, by=by, title="새 항목", **new)
    if done and dice.random() < 0.5:
        items.reopen_item(dice.choice(done).pk, by=by, reason="다시")
    first, second, third, fourth = dice.sample(todo, 4)
    items.complete_item(first.pk, by=by)
    waived = {"reason": "없음", "fallback": "안내", "follow_up_on": TODAY + timedelta(days=60)}
    items.waive_item(second.pk, by=by, **waived)
    lines.set_due(third.pk, by=by, due_on=TODAY + timedelta(days=dice.randint(1, 20)), reason="협의")
    lines.assign_item(fourth.pk, by=by, owner_id=None)


def _read_whole(project: Project, reader: User, until: date, now: datetime) -> LaunchReport:
    """The same report, every line of the launch read and none counted by the database."""
    seen = set(visible_items(reader).filter(project=project).values_list("pk", flat=True))
    found = [
        Line(
            item.pk, project.pk, project.name, item.title, item.department_id, item.department.local_name,
            item.owner_id, item.owner.name if item.owner else "", item.status, item.due_on, item.is_blocker,
            item.blocked_reason, item.pk in seen,
        )
        for item in project.items.select_related("department", "owner")
    ]  # fmt: skip
    events = list(Event.objects.filter(stream=project.stream_id, verb__in=VERBS).order_by("seq"))
    return report_of(
        project,
        found,
        events,
        reader=reader,
        week=Week(until),
        day=min(until, project.today_at(now)),
        people=dict(User.objects.values_list("pk", "name")),
        departments={department.pk: department.local_name for department in Department.objects.all()},
        rest=Rest(),
    )


def test_it_says_what_reading_every_line_says(busy, people):
    now = NOW + timedelta(days=DAYS)
    told = set()
    with translation.override("ko"):
        for reader in (people.planner, people.centre_lead, people.agent):
            for until in (now.date() - timedelta(days=back) for back in (0, 1, 4, 7, 11)):
                found = {report.project.pk: report for report in portfolio_report(reader, until, now).launches}
                for project in busy:
                    whole = _read_whole(project, reader, until, now)
                    assert found[project.pk] == whole
                    told |= {name for name in LaunchReport.__dataclass_fields__ if getattr(whole, name)}
    assert told >= {"before", "done", "waived", "reopened", "added", "launch_moves", "line_moves", "late", "next"}
