"""Who owns a line and when it is due: assign, set a date by hand, go back to the rule, add a line.

Locking, versions and errors are as in `services.items`.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.access.people import require_owner
from accounts.errors import Forbidden, Invalid
from accounts.models import Department, User
from accounts.texts import required
from checklists.schedule import Unit
from ledger.services import UNSAID, Entry, Said, append

from .. import access
from ..models import Item, Project
from ..rules import check_plannable
from .dates import replan
from .locking import about, check_version, item_values, line_values, lock_item, lock_project, save_item
from .proposing import propose_added

ASSIGN_FIELDS = ("owner",)
DUE_FIELDS = ("due_on", "is_due_fixed", "moved_by")


@transaction.atomic
def assign_item(
    item_id: int, *, by: User, owner_id: int | None, version: int | None = None, said: Said = UNSAID
) -> Item:
    """Give a line to an active member of its department, or to nobody. A planner may give it to anybody who ticks."""
    item = lock_item(item_id, by=by)
    person = person_in(item.project, owner_id)
    entry = assign(item, by=by, owner_id=owner_id, person=person, version=version, said=said)
    return save_item(item, ASSIGN_FIELDS, [entry], by=by) if entry else item


def assign(
    item: Item,
    *,
    by: User,
    owner_id: int | None,
    person: User | None,
    version: int | None = None,
    reason: str = "",
    said: Said = UNSAID,
) -> Entry | None:
    """Set ASSIGN_FIELDS of a locked line and return its event; None when it is so already. The caller saves both.

    `person` is what `person_in` found for `owner_id`.
    """
    access.require(by, Action.REASSIGN, item)
    if item.owner_id == owner_id:
        return None
    check_version(item, version, item_values(item))
    if not item.is_open:
        raise Invalid("not_open", _("It is finished. Reopen it to change who owns it."))
    before, item.owner = item.owner_id, _checked(person, owner_id, item.department_id, by=by)
    after = {"owner": item.owner_id}
    return about(item, "item_assigned", before={"owner": before}, after=after, reason=reason, said=said)


@transaction.atomic
def set_due(
    item_id: int, *, by: User, due_on: date, reason: str, version: int | None = None, said: Said = UNSAID
) -> Item:
    """Set a line's date by hand. It stays when D-day moves, until `clear_due`."""
    item = lock_item(item_id, by=by)
    entry = fix_due(item, by=by, due_on=due_on, reason=reason, version=version, said=said)
    return save_item(item, DUE_FIELDS, [entry], by=by)


def fix_due(
    item: Item, *, by: User, due_on: date, reason: str, version: int | None = None, said: Said = UNSAID
) -> Entry:
    """Set DUE_FIELDS of a locked line and return its event; the caller saves both."""
    access.require(by, Action.RUN_LAUNCH, item)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    if not item.is_open:
        raise Invalid("not_open", _("It is finished. Reopen it to change its date."))
    check_plannable(due_on, "due_on")
    before, item.due_on, item.is_due_fixed, item.moved_by = item.due_on, due_on, True, None
    return _due_event(item, "due_set", before, reason, said)


@transaction.atomic
def clear_due(item_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID) -> Item:
    """Let a line's date follow its rule again."""
    item = lock_item(item_id, by=by)
    access.require(by, Action.RUN_LAUNCH, item)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    if not item.is_due_fixed:
        return item
    if not item.is_open:
        raise Invalid("not_open", _("It is finished. Reopen it to change its date."))
    item.is_due_fixed = False
    item.save(update_fields=["is_due_fixed"])
    due = replan(item.project, item.project.launch_on).dues[item.pk]
    before, item.due_on, item.planned_on, item.moved_by_id = item.due_on, due.on, due.planned_on, due.moved_by
    entry = _due_event(item, "due_cleared", before, reason, said)
    return save_item(item, ["due_on", "planned_on", "moved_by"], [entry], by=by)


@transaction.atomic
def add_item(
    project_id: int,
    *,
    by: User,
    section_id: int,
    title: str,
    department_id: int,
    due_on: date,
    owner_id: int | None = None,
    is_blocker: bool = False,
    version: int | None = None,
) -> Item:
    """Add a line that the template did not have, and propose it there; its date is one set by hand."""
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.RUN_LAUNCH)
    check_plannable(due_on, "due_on")
    section = project.sections.filter(pk=section_id).first()
    if section is None:
        raise Invalid("unknown_section", _("Choose a section of this launch."), field="section")
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department")
    item = Item(
        project=project,
        section=section,
        order=(section.items.aggregate(last=Max("order"))["last"] or 0) + 1,
        key=f"+{first_free_number(project)}",
        title=required(title, "title", longest=200),
        department=department,
        owner=_checked(person_in(project, owner_id), owner_id, department.pk, by=by),
        offset=(due_on - project.launch_on).days,
        unit=Unit.CALENDAR,
        planned_on=due_on,
        due_on=due_on,
        is_due_fixed=True,
        is_blocker=is_blocker,
    )
    item.save()
    added = about(item, "item_added", after={"item": item.pk, **line_values(item)})
    append(project.stream, [added], by=by)
    propose_added(item, by=by)
    return item


def first_free_number(project: Project) -> int:
    """Lines that no template has are keyed "+1", "+2" …; the first number not taken. None is ever deleted."""
    return project.items.filter(template_item__isnull=True).count() + 1


def person_in(project: Project, person_id: int | None) -> User | None:
    """The active person with this id who sees the launch. Two queries."""
    person = User.objects.filter(pk=person_id, is_active=True).first() if person_id is not None else None
    return person if person and access.sees(person, project) else None


def _checked(person: User | None, person_id: int | None, department_id: int, *, by: User) -> User | None:
    if person_id is None:
        return None
    if person is None:
        raise Invalid("unknown_person", _("Choose an active person who can see this launch."), field="owner")
    require_owner(person)
    if person.department_id != department_id and roles.reach(by, Action.REASSIGN) != roles.Reach.ALL:
        raise Forbidden("not_allowed", _("Choose somebody of your own department."), field="owner")
    return person


def _due_event(item: Item, verb: str, before: date, reason: str, said: Said) -> Entry:
    return about(
        item,
        verb,
        before={"due_on": before.isoformat()},
        after={"due_on": item.due_on.isoformat(), "owner": item.owner_id, "is_due_fixed": item.is_due_fixed},
        reason=reason,
        said=said,
    )
