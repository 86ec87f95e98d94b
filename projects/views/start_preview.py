"""What the preview of a launch shows, and what is said about its dates as they are typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.calendars import Calendar, CalendarError, korean_holidays
from accounts.errors import Invalid, Refusal
from accounts.models import Department, User
from accounts.workdays import calendars
from checklists.schedule import ScheduleError, earliest_launch_on
from projects.forms.start_lines import DEPARTMENT, OWNER, owners_at_once
from projects.services.draft import Draft, Preview
from projects.services.preview import preview_launch
from projects.starting import closed_partners, people_by_department, sheet_of, to_leads

from .start_wizard import Wizard

ASSIGN, LEADS = "assign", "leads"
SHOWN = ("all", "late", "unowned", "must")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said below the dates. `around` are the open days beside a closed D-day, `earliest` keeps the notice."""

    errors: list[str]
    earliest: date | None = None
    is_open: bool = True
    holiday: str = ""
    around: tuple[date, ...] = ()


def preview_context(wizard: Wizard, *, go: str = "", is_lean: bool = False) -> dict[str, Any]:
    """The number of queries does not depend on the number of lines.

    `is_lean` leaves the people out of each line's field: a script fills them in from one list per department.
    """
    calendar = calendars()[None]
    draft, sentence = wizard.draft(), ""
    if draft:
        try:
            draft, preview = _previewed(wizard, replace(draft, creation_key=wizard.fresh_key()), go)
        except (Invalid, ScheduleError, CalendarError) as error:
            sentence = error.message if isinstance(error, Refusal) else str(error)
        else:
            said = _said(draft, preview, calendar)
            return _laid_out(wizard, draft, preview, is_lean=is_lean) | {"said": said}
    errors = [sentence] if sentence else wizard.date_errors
    earliest = None if errors else _earliest(wizard, calendar)
    carried = _carried(wizard, frozenset())
    return {"said": Said(errors, earliest), "draft": None, "sentence": sentence, "carried": carried}


def _previewed(wizard: Wizard, draft: Draft, go: str) -> tuple[Draft, Preview]:
    preview = preview_launch(draft, by=wizard.by)
    if go not in (ASSIGN, LEADS):
        return draft, preview
    more = owners_at_once(wizard.data, preview, wizard.people) if go == ASSIGN else to_leads(preview)
    draft = wizard.sorted_out(replace(draft, owners={**draft.owners, **more}))
    return draft, preview_launch(draft, by=wizard.by)


def _laid_out(wizard: Wizard, draft: Draft, preview: Preview, *, is_lean: bool) -> dict[str, Any]:
    data = wizard.data
    what = data.get("bulk_what", "")
    sheet = sheet_of(preview, draft, frozenset(data.getlist("pick")))
    people = people_by_department(wizard.people.values())
    departments = {row.item.department_id for row in sheet.rows}
    options = {one: _options(people[one], [p for p in people[None] if p.department_id != one]) for one in departments}
    closed = closed_partners(preview, draft)
    return {
        "sheet": sheet,
        "preview": preview,
        "draft": draft,
        "sections": [
            (section, [(row, "" if is_lean else options[row.item.department_id]) for row in rows])
            for section, rows in sheet.sections
        ],
        "people_lists": options.items() if is_lean else (),
        "everybody": _everybody(people),
        "departments": _departments(preview),
        "closed_partners": closed,
        "leads_can_take": len(to_leads(preview)) if preview.unowned else 0,
        "to_settle": sum(map(bool, (preview.late, preview.unowned, closed, wizard.refused))),
        "refused_owners": wizard.refused,
        "bulk_what": what,
        "bulk_department": what.removeprefix(DEPARTMENT),
        "show": data["show"] if data.get("show") in SHOWN else "all",
        "carried": _carried(wizard, frozenset(row.item.key for row in sheet.rows)),
    }


def _departments(preview: Preview) -> list[tuple[Department, int, int, int]]:
    """(department, its lines, past, unowned), the busiest first."""
    unowned: dict[int, int] = {}
    for line in preview.unowned:
        unowned[line.template_item.department_id] = unowned.get(line.template_item.department_id, 0) + 1
    return [(one, count, late, unowned.get(one.pk, 0)) for one, count, late in preview.departments]


def _said(draft: Draft, preview: Preview, calendar: Calendar) -> Said:
    day = draft.launch_on
    earliest = preview.earliest_launch_on if preview.is_notice_short else None
    if preview.launch_day_is_open:
        return Said([], earliest)
    around = (calendar.previous_open(day), calendar.next_open(day))
    return Said([], earliest, False, korean_holidays(day.year, day.year).get(day, ""), around)


def _earliest(wizard: Wizard, calendar: Calendar) -> date:
    """The first D-day that keeps the notice owed, were CX told today."""
    return earliest_launch_on(wizard.today, wizard.version.template.launch_type.notice_days, calendar)


def _carried(wizard: Wizard, shown: frozenset[str]) -> list[tuple[str, str]]:
    """What was chosen for lines that are not shown now, as hidden fields: they may come back with another answer."""
    data, carried = wizard.data, []
    kept = frozenset(data.getlist("keep"))
    for name, value in data.items():
        if name.startswith(OWNER) and name.removeprefix(OWNER) not in shown and isinstance(value, str) and value:
            carried.append((name, value))
    carried += [("shown", key) for key in sorted(set(data.getlist("shown")) - kept - shown)]
    return carried + [("pick", key) for key in sorted(set(data.getlist("pick")) - shown)]


def _options(members: list[User], planners: list[User]) -> SafeString:
    """The people to choose from, written once per department: a launch has hundreds of lines and few departments."""
    lines = ((person.pk, person.name) for person in [*members, *planners])
    return format_html_join("", '<option value="{}">{}</option>', lines)


def _everybody(people: dict[int | None, list[User]]) -> list[tuple[str, SafeString]]:
    """(department, its people as options), for an owner who is given to several lines at once."""
    groups = [people[pk] for pk in sorted(pk for pk in people if pk is not None)]
    return [(group[0].department.local_name, _options(group, [])) for group in groups if group[0].department]
