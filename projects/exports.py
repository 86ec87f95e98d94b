"""A launch as a file: the checklist as it stands, with how far each line is. What a person may not see is not in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, Reach, reach, require
from accounts.models import User
from checklists.content import Content, LineContent, SectionContent
from checklists.exports import department_names
from checklists.files.words import HEADINGS, in_language
from checklists.files.writing import Document, State
from checklists.library_file import TemplateFile

from .access import visible_items
from .contents import item_content
from .models import Evidence, Item, Project

# A line of a launch has an owner by name instead of a default owner's address, and conditions were judged at its start.
FIELDS = tuple(field for field in HEADINGS if field not in ("owner", "condition"))


def project_document(project: Project, *, by: User) -> Document:
    """Raises Forbidden for who may not export. Leads get their department's lines, a partner's lead what they see."""
    require(by, Action.EXPORT, department_id=by.department_id or 0)
    items = visible_items(by).applying().filter(project=project)
    if reach(by, Action.EXPORT) == Reach.DEPARTMENT:
        items = items.filter(department_id=by.department_id or 0)
    found = list(
        items.select_related("section", "department", "owner", "done_by").prefetch_related(
            "scenarios",
            "waits__predecessor",
            Prefetch("evidence", Evidence.objects.filter(withdrawn_at__isnull=True), to_attr="kept_evidence"),
        )
    )
    facts = [
        (_("D-day"), project.launch_on.isoformat()),
        (_("Launch type"), project.launch_type.local_name),
        (_("Exported on"), project.today_at(timezone.now()).isoformat()),
    ]
    return Document(
        file=TemplateFile({"name": project.name}, {}, _content(found)),
        departments=department_names(),
        facts=tuple(facts),
        states=_states(found, ZoneInfo(project.time_zone)),
        fields=FIELDS,
        done=frozenset(item.key for item in found if not item.is_open),
        verified=frozenset(
            (item.key, place) for item in found for place, each in enumerate(item.scenarios.all()) if each.verified_at
        ),
    )


def _states(items: Sequence[Item], zone: ZoneInfo) -> tuple[State, ...]:
    """What a template has not, by key of the line."""
    columns = {
        ("상태", "Status"): {item.key: item.get_status_display() for item in items},
        HEADINGS["owner"]: {item.key: item.owner.name for item in items if item.owner},
        ("예정일", "Due date"): {item.key: item.due_on.isoformat() for item in items},
        ("제출 증빙", "Evidence handed in"): {item.key: _evidences(item) for item in items},
        ("완료자", "Done by"): {item.key: item.done_by.name for item in items if item.done_by},
        ("완료 시각", "Done at"): {item.key: _moment(item.done_at, zone) for item in items if item.done_at},
    }
    return tuple(State(in_language(heading), cells) for heading, cells in columns.items())


def _evidences(item: Item) -> str:
    kept: list[Evidence] = item.kept_evidence  # type: ignore[attr-defined]  # prefetched
    return "\n".join(_evidence(each) for each in kept)


def _evidence(evidence: Evidence) -> str:
    """A link, also to a file that was handed in; else the text or the number itself."""
    if evidence.file:
        return f"{settings.BASE_URL}{reverse('projects:evidence-file', args=[evidence.pk])}"
    if evidence.number is not None:
        return format(evidence.number.normalize(), "f")
    words: str = evidence.url or evidence.text
    return words


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _content(items: Sequence[Item]) -> Content:
    # A wait for a line that is not in the file is not its reader's to know.
    keys = {item.pk for item in items}
    sections: dict[int, tuple[Item, list[LineContent]]] = {}
    for item in items:
        sections.setdefault(item.section_id, (item, []))[1].append(item_content(item, among=keys))
    return Content(
        tuple(
            SectionContent(first.section.title, first.section.title_en, tuple(lines))
            for first, lines in sections.values()
        )
    )
