"""A published change brought to 20 running launches of 54 lines: seconds, statements, messages, done items unchanged.

Not a ratio, as nothing bare does this work: the figures are those of one run, inside a transaction that is taken back.
`make bench ARGS=--sync`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department, User
from checklists.services.publishing import publish_draft
from notifications.models import Message, MessageLine, Notification
from notifications.services import sweep
from projects.models import Item, Project, Status
from projects.services.items import complete_item
from projects.services.sync import Choice, sync_preview, sync_projects
from tests import factories

LAUNCHES, LINES, CHANGED, ADDED, GONE, DONE = 20, 54, 10, 3, 2, 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    seconds: float
    statements: int


def measure() -> str:
    """The figures in Markdown."""
    with transaction.atomic():
        report = _measured()
        transaction.set_rollback(True)
    return report


def _measured() -> str:
    planner = factories.planner(name="김서연")
    departments = [factories.department(f"sync-{n}") for n in range(9)]
    people = [factories.user(department=department, name=f"담당 {n}") for n, department in enumerate(departments * 3)]
    template, launches = _running(planner, departments, people)
    sweep()
    done = list(Item.objects.filter(project__in=launches, status=Status.DONE).order_by("pk").values())
    factories.fill(template, _lines(departments, is_changed=True), by=planner)
    publish_draft(template.pk, by=planner, note="회고 반영")
    offered, preview = _timed("preview", lambda: sync_preview(template.pk, by=planner))
    choices = {one.project.pk: Choice([line.key for line in one.offered], one.project.version) for one in offered}
    before, messages = Notification.objects.count(), set(Message.objects.values_list("pk", flat=True))
    outcomes, written = _timed("sync", lambda: sync_projects(template.pk, choices, by=planner, number=2, tell=True))
    sweep()
    untouched = list(Item.objects.filter(pk__in=[row["id"] for row in done]).order_by("pk").values()) == done
    notices = Notification.objects.filter(topic="checklist_changed")
    of_sync = MessageLine.objects.filter(notification__in=notices).exclude(message__in=messages)
    per_person = Counter(
        of_sync.values_list("message__recipient", "message").distinct().values_list("message__recipient", flat=True)
    )
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(outcome.counts)
    again = sync_preview(template.pk, by=planner)
    return _report(
        [preview, written],
        {
            "launches synced": sum(outcome.refusal is None for outcome in outcomes),
            "lines taken": dict(counts),
            "statements a launch": f"{written.statements / len(outcomes):.1f}",
            "people told": len(per_person),
            "messages a person": f"{min(per_person.values())}–{max(per_person.values())}" if per_person else "none",
            "notices": Notification.objects.count() - before,
            f"{len(done)} done items unchanged in every column": untouched,
            "launches still offered afterwards": len(again),
        },
    )


def _running(planner: User, departments: list[Department], people: list[User]) -> tuple[Any, list[Project]]:
    version = factories.template(_lines(departments), by=planner, type_=factories.launch_type(notice_days=0))
    today = timezone.localdate()
    owners = {f"L{n:02}": people[n % len(people)].pk for n in range(LINES)}
    launches = [
        factories.project(
            version,
            by=planner,
            launch_on=today + timedelta(days=40 + n),
            announced_on=today,
            owners=owners,
            name=f"런칭 {n}",
        )
        for n in range(LAUNCHES)
    ]
    for launch in launches:
        for key in range(DONE):
            complete_item(launch.items.get(key=f"L{key:02}").pk, by=planner)
    return version.template, launches


def _lines(departments: list[Department], *, is_changed: bool = False) -> list[dict[str, Any]]:
    """The done ones are among those that change."""
    lines = [_line(n, departments, is_changed=is_changed and n < CHANGED) for n in range(LINES)]
    if not is_changed:
        return lines
    return lines[:-GONE] + [_line(100 + n, departments) for n in range(ADDED)]


def _line(n: int, departments: list[Department], *, is_changed: bool = False) -> dict[str, Any]:
    return factories.line(
        f"L{n:02}",
        f"D-{4 + n % 20 + 3 * is_changed} business",
        department=departments[n % len(departments)],
        section=f"구분 {n % 6}",
        title=f"{'바뀐 ' if is_changed else ''}항목 {n}",
        scenarios=[] if n < DONE else ["연결된다", "보인다"],
        is_blocker=n % 5 == 0,
    )


def _timed(name: str, act: Callable[[], T]) -> tuple[T, Measured]:
    with CaptureQueriesContext(connection) as captured:
        began = time.perf_counter()
        found = act()
        seconds = time.perf_counter() - began
    marks = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
    statements = sum(not query["sql"].startswith(marks) for query in captured)
    return found, Measured(name, seconds, statements)


def _report(steps: list[Measured], facts: dict[str, Any]) -> str:
    lines = [f"A change of {CHANGED} lines, {ADDED} new, {GONE} gone, to {LAUNCHES} launches of {LINES} lines", ""]
    lines += ["| step | seconds | statements |", "|---|---|---|"]
    lines += [f"| {step.name} | {step.seconds:.2f} | {step.statements} |" for step in steps]
    return "\n".join([*lines, "", *(f"- {name}: {value}" for name, value in facts.items())])
