"""Plain functions that build what tests need, through the services where there is one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.models import Department, Role, User
from checklists.content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from checklists.models import LaunchType, Template, TemplateVersion
from checklists.schedule import parse_rule
from checklists.services.drafts import fill_draft
from checklists.services.publishing import publish_draft
from checklists.services.templates import create_template
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
    sections: dict[str, list[LineContent]] = {}
    for raw in lines:
        fields = dict(raw)
        department: Department = fields.pop("department")
        owner: User | None = fields.pop("default_owner", None)
        texts, waits_for = fields.pop("scenarios", ()), fields.pop("waits_for", ())
        line = LineContent(
            rule=parse_rule(fields.pop("due")),
            department=department.slug,
            default_owner=owner.email if owner else "",
            scenarios=tuple(ScenarioContent(text) for text in texts),
            waits=tuple(WaitContent(wait) if isinstance(wait, str) else WaitContent(*wait) for wait in waits_for),
            **{name: value for name, value in fields.items() if name != "section"},
        )
        sections.setdefault(fields.get("section", "준비"), []).append(line)
    content = Content(
        tuple(SectionContent(title, lines=tuple(found)) for title, found in sections.items()),
        tuple(question(**words) for words in questions),
    )
    fill_draft(template.versions.drafts().get(), content, by=by)


def question(
    key: str, text: str, kind: str, choices: Sequence[dict[str, str]] = (), text_en: str = ""
) -> QuestionContent:
    return QuestionContent(key, text, kind, text_en, tuple(ChoiceContent(**choice) for choice in choices))


def project(version: TemplateVersion, *, by: User, launch_on: date, announced_on: date, **fields: Any) -> Project:
    """A launch started by `by`, who also runs it."""
    defaults = {"name": "쿠팡 입점 고객센터 구축", "planner_id": by.pk, "late_reason": "시험"}
    draft = Draft(version_id=version.pk, launch_on=launch_on, announced_on=announced_on, **(defaults | fields))
    return start_launch(draft, by=by)


def item(project: Project, key: str) -> Item:
    return project.items.get(key=key)
