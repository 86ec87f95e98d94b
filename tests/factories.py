"""Plain functions that build what tests need, through the services where there is one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import Department, Role, User
from checklists.models import LaunchType, Question, Section, Template, TemplateItem, TemplateVersion, TemplateWait
from checklists.models import Scenario as TemplateScenario
from checklists.schedule import parse_rule
from checklists.services import create_template, fill_draft, publish_draft
from projects.models import Item, Project
from projects.services.launches import Draft, start_launch

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def department(slug: str = "marketing", **fields: Any) -> Department:
    defaults = {"name": fields.pop("name", slug), "name_en": slug.title()}
    return Department.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def centre(slug: str = "centre", **fields: Any) -> Department:
    """An outsourced contact centre that works on Saturdays too."""
    fields = {"kind": "partner", "is_contact_centre": True, "open_weekdays": [0, 1, 2, 3, 4, 5]} | fields
    return department(slug, **fields)


def user(role: str = Role.MEMBER, *, department: Department | None = None, name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    made = User(
        email=fields.pop("email", f"person{number}@example.com"),
        name=name or f"사람{number}",
        role=role,
        department=department,
        **fields,
    )
    made.set_password(PASSWORD)
    made.save()
    return made


def planner(**fields: Any) -> User:
    return user(Role.PLANNER, department=fields.pop("department", None) or department("cx"), **fields)


def launch_type(slug: str = "partner-mall", notice_days: int = 20) -> LaunchType:
    words = {"name": slug, "name_en": slug, "notice_days": notice_days}
    return LaunchType.objects.get_or_create(slug=slug, defaults=words)[0]


def line(key: str, due: str = "D-5 business", *, department: Department, **fields: Any) -> dict[str, Any]:
    """What `template` needs to know of one item. `scenarios` are texts; `waits_for` keys or (key, days)."""
    return {"key": key, "due": due, "department": department, "title": f"항목 {key}"} | fields


def template(
    lines: Sequence[dict[str, Any]],
    *,
    by: User,
    questions: Sequence[dict[str, Any]] = (),
    type_: LaunchType | None = None,
    slug: str = "",
) -> TemplateVersion:
    """A published version with one section per `section` named in the lines."""
    slug = slug or f"template-{next(_numbers)}"
    made = create_template(by=by, launch_type=type_ or launch_type(), slug=slug, name=slug)
    fill(made, lines, by=by, questions=questions)
    return publish_draft(made.pk, by=by, note="첫 버전")


def fill(
    template: Template, lines: Sequence[dict[str, Any]], *, by: User, questions: Sequence[dict[str, Any]] = ()
) -> None:
    draft = template.versions.drafts().get()
    sections: dict[str, Section] = {}
    items: dict[str, TemplateItem] = {}
    scenarios: list[TemplateScenario] = []
    waits: list[TemplateWait] = []
    for order, raw in enumerate(lines, 1):
        fields = dict(raw)
        title = fields.pop("section", "준비")
        section = sections.setdefault(title, Section(version=draft, order=len(sections) + 1, title=title))
        rule = parse_rule(fields.pop("due"))
        texts, waits_for = fields.pop("scenarios", ()), fields.pop("waits_for", ())
        item = TemplateItem(
            version=draft, section=section, order=order, offset=rule.offset, unit=rule.unit, roll=rule.roll, **fields
        )
        items[item.key] = item
        scenarios += [TemplateScenario(item=item, order=n, text=text) for n, text in enumerate(texts, 1)]
        for wait in waits_for:
            key, days = (wait, None) if isinstance(wait, str) else wait
            waits.append(TemplateWait(item=item, predecessor=items[key], days=days))
    asked = [Question(version=draft, order=n, **words) for n, words in enumerate(questions, 1)]
    fill_draft(
        draft,
        by=by,
        sections=list(sections.values()),
        questions=asked,
        items=list(items.values()),
        scenarios=scenarios,
        waits=waits,
    )


def project(version: TemplateVersion, *, by: User, launch_on: date, announced_on: date, **fields: Any) -> Project:
    """A launch started by `by`, who also runs it."""
    defaults = {"name": "쿠팡 입점 고객센터 구축", "planner_id": by.pk, "late_reason": "시험"}
    draft = Draft(version_id=version.pk, launch_on=launch_on, announced_on=announced_on, **(defaults | fields))
    return start_launch(draft, by=by)


def item(project: Project, key: str) -> Item:
    return project.items.get(key=key)
