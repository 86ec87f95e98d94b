"""What the preview of a launch shows."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import Department, User
from projects.services.draft import Draft, Preview
from projects.starting import (
    Row,
    closed_partners,
    given_answers,
    open_days_around,
    people_by_department,
    sheet_of,
    to_leads,
)


def preview_context(preview: Preview, draft: Draft) -> dict[str, Any]:
    """The number of queries does not depend on the number of lines."""
    sheet = sheet_of(preview, draft)
    options = _options(sheet.rows)
    return {
        "sheet": sheet,
        "preview": preview,
        "draft": draft,
        "sections": [
            (section, [(row, options[row.item.department_id]) for row in rows]) for section, rows in sheet.sections
        ],
        "answers": given_answers(preview, draft),
        "open_days": [] if preview.launch_day_is_open else open_days_around(draft.launch_on),
        "closed_partners": closed_partners(preview, draft),
        "missing_owners": _missing_owners(preview),
        "leads_can_take": len(to_leads(preview)) if preview.unowned else 0,
        "to_settle": _to_settle(preview, draft),
    }


def _to_settle(preview: Preview, draft: Draft) -> int:
    things = (preview.is_notice_short, preview.late, preview.unowned, not preview.launch_day_is_open)
    return sum(map(bool, things)) + bool(closed_partners(preview, draft))


def _missing_owners(preview: Preview) -> list[tuple[Department, int]]:
    counts: dict[Department, int] = {}
    for line in preview.unowned:
        department = line.template_item.department
        counts[department] = counts.get(department, 0) + 1
    return list(counts.items())


def _options(rows: list[Row]) -> dict[int, SafeString]:
    """The people to choose from, written once per department: a launch has hundreds of lines and few departments."""
    people = people_by_department()
    return {
        department: _written(
            people[department], [planner for planner in people[None] if planner.department_id != department]
        )
        for department in {row.item.department_id for row in rows}
    }


def _written(members: list[User], planners: list[User]) -> SafeString:
    lines = ((person.pk, person.name) for person in [*members, *planners])
    return format_html_join("", '<option value="{}">{}</option>', lines)
