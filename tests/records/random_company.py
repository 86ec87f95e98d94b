"""A company of any past, written straight into the tables: what its figures must be is counted in plain Python."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Department, User
from checklists.models import TemplateItem
from ledger.models import Stream
from ledger.services import company_stream
from projects.models import Item, Project, ProjectSection
from records.models import Surprise
from tests import factories

ZONES = ("Asia/Seoul", "America/New_York")
STATUSES = ("todo", "done", "done", "done", "waived", "dropped", "blocked")


def make_company(seed: int, *, by: User, departments: list[Department], now: datetime, launches: int = 25) -> None:
    luck = random.Random(seed)  # noqa: S311
    lines = [factories.line(f"L{n}", department=luck.choice(departments)) for n in range(6)]
    version = factories.template(lines, by=by)
    template_items = list(TemplateItem.objects.filter(version=version))
    for n in range(launches):
        project = _project(luck, version.pk, by, now, n)
        section = ProjectSection.objects.create(project=project, order=1, title="준비")
        items = [_item(luck, project, section, each, by, departments) for each in template_items if luck.random() < 0.8]
        items.append(_item(luck, project, section, None, by, departments))
        Item.objects.bulk_create(items)
    for n in range(launches):
        _surprise(luck, by, departments, now, n)


def _project(luck: random.Random, version_id: int, by: User, now: datetime, n: int) -> Project:
    launch_on = now.date() - timedelta(days=luck.randrange(-30, 760))
    is_cancelled = luck.random() < 0.15
    return Project.objects.create(
        name=f"런칭 {n}",
        launch_type=factories.launch_type(),
        template_version_id=version_id,
        launch_on=launch_on,
        announced_on=launch_on - timedelta(days=luck.randrange(-5, 40)),
        notice_owed=luck.choice([0, 5, 20]),
        notice_given=luck.randrange(-4, 30),
        time_zone=luck.choice(ZONES),
        planner=by,
        created_by=by,
        is_confidential=luck.random() < 0.2,
        cancelled_at=now if is_cancelled else None,
        cancel_reason="이유" if is_cancelled else "",
        stream=Stream.objects.create(kind="project", key=uuid.uuid4().hex),
    )


def _item(
    luck: random.Random,
    project: Project,
    section: ProjectSection,
    of: TemplateItem | None,
    by: User,
    departments: list[Department],
) -> Item:
    due_on = project.launch_on + timedelta(days=luck.randrange(-30, 10))
    status = luck.choice(STATUSES)
    zone = ZoneInfo(luck.choice(ZONES))
    done_at = datetime(due_on.year, due_on.month, due_on.day, luck.randrange(24), tzinfo=zone)
    fields: dict[str, Any] = {}
    if status == "done":
        fields = {"done_at": done_at + timedelta(days=luck.randrange(-4, 5)), "done_by": by}
    elif status == "waived":
        fields = {"waived_at": done_at, "waived_by": by, "waive_reason": "이유", "follow_up_on": due_on}
    elif status == "blocked":
        fields = {"blocked_reason": "이유", "blocked_at": done_at}
    return Item(
        project=project,
        section=section,
        template_item=of,
        order=1,
        key=of.key if of else "X1",
        title=of.title if of else "손으로 넣은 항목",
        department=luck.choice(departments),
        status=status,
        planned_on=due_on,
        due_on=due_on,
        **fields,
    )


def _surprise(luck: random.Random, by: User, departments: list[Department], now: datetime, n: int) -> None:
    project = luck.choice([None, *Project.objects.all()]) if luck.random() < 0.5 else None
    is_exempt = luck.random() < 0.2
    Surprise.objects.create(
        title=f"모르던 오픈 {n}",
        noticed_at=now - timedelta(days=luck.randrange(760), hours=luck.randrange(24)),
        found_through=luck.choice(Surprise.FoundThrough.values),
        inquiries=luck.randrange(50),
        centre=departments[0],
        department=luck.choice([None, *departments]),
        is_exempt=is_exempt,
        exempt_reason="리콜" if is_exempt else "",
        project=project,
        stream=project.stream if project else company_stream(),
        created_by=by,
    )


def counted_work(first: date, last: date, now: datetime, sees: set[int]) -> dict[int, dict[str, Any]]:
    """For each department what was due in these days: on time, late, missed, and the days of those done late."""
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"on_time": 0, "late": 0, "missed": 0, "days": []})
    for item in Item.objects.select_related("project"):
        project = item.project
        if project.pk not in sees or project.cancelled_at or not first <= item.due_on <= last:
            continue
        if item.status in ("dropped", "waived"):
            continue
        zone, of = ZoneInfo(project.time_zone), found[item.department_id]
        if item.status == "done":
            late = (item.done_at.astimezone(zone).date() - item.due_on).days
            of["on_time" if late <= 0 else "late"] += 1
            of["days"] += [late] if late > 0 else []
        elif item.due_on < now.astimezone(zone).date():
            of["missed"] += 1
    return {key: of for key, of in found.items() if of["on_time"] or of["late"] or of["missed"]}
