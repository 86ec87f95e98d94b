"""How a write begins and ends: lock the launch, read what stands now, write the rows and their event together.

Every write to a launch or anything in it first locks the launch's row, so writes to one launch happen one after the
other and the rows read after that are what stands. Lock order is always launch → rows → ledger stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypedDict, cast

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Invalid, Refusal, Stale
from accounts.models import User
from ledger.services import Entry, append

from ..access import may, title_for, visible_projects
from ..models import OPEN_STATUSES, Item, Project
from ..models.item import ItemQuerySet
from ..models.project import ProjectQuerySet
from ..rules import Needs

ENDED = "launch_ended"


# What a tick asks of a line. In SQL: every write to a line reads it, and building it would cost more than running it.
_OPEN = ", ".join(f"'{status.value}'" for status in OPEN_STATUSES)
NEEDS = {
    "unverified": """(
        SELECT count(*) FROM projects_itemscenario s WHERE s.item_id = projects_item.id AND s.verified_at IS NULL)""",
    "has_evidence": """EXISTS (
        SELECT FROM projects_evidence e WHERE e.item_id = projects_item.id AND e.withdrawn_at IS NULL
            AND CASE projects_item.evidence_kind WHEN 'link_or_file' THEN e.url <> '' OR e.file <> ''
                WHEN 'text' THEN e.text <> '' WHEN 'none' THEN false ELSE e.number IS NOT NULL END)""",
    "open_waits": f"""(
        SELECT array_agg(p.title ORDER BY p.id) FROM projects_itemwait w JOIN projects_item p ON p.id = w.predecessor_id
        WHERE w.item_id = projects_item.id AND p.status IN ({_OPEN}))""",  # noqa: S608
    "moves_others": """EXISTS (
        SELECT FROM projects_itemwait w WHERE w.predecessor_id = projects_item.id AND w.days IS NOT NULL)""",
}
_ITEMS = f"SELECT projects_item.*, {', '.join(f'{sql} AS {name}' for name, sql in NEEDS.items())} FROM projects_item"  # noqa: S608
_ITEM = f"{_ITEMS} WHERE id = %s"
_LINES = f"{_ITEMS} WHERE id = ANY(%s) AND project_id = %s ORDER BY id"


class Versioned(Protocol):
    version: int


class Facts(TypedDict):
    """What `with_needs` adds to a line."""

    unverified: int
    has_evidence: bool
    open_waits: list[str] | None
    moves_others: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LockedItem: TypeAlias = WithAnnotations[Item, Facts]


def lock_project(project_id: int, *, by: User, version: int | None) -> Project:
    """The launch and its stream, locked until commit.

    Raises Project.DoesNotExist when `by` may not see it, Stale when it changed since `version`, Refusal when it ended.
    """
    project = _locking(visible_projects(by)).get(pk=project_id)
    check_version(project, version, project_values(project))
    check_running(project)
    return project


def lock_item(item_id: int, *, by: User) -> LockedItem:
    """The line with its launch locked (`item.project`), and what a tick needs to know (see `needs_of`).

    Raises Item.DoesNotExist when `by` may not see it, Refusal when the launch has ended.
    """
    project = _locking(visible_projects(by).filter(items=item_id)).first()
    if project is None:
        raise Item.DoesNotExist
    item = cast("LockedItem", Item.objects.raw(_ITEM, [item_id])[0])
    if not may(by, Action.SEE_ITEMS, item):
        raise Item.DoesNotExist
    item.project = project
    check_running(project)
    return item


def lock_lines(project_id: int, item_ids: Sequence[int], *, by: User) -> tuple[Project, list[LockedItem]]:
    """The launch, locked, and these lines of it as `lock_item` gives them, by id. Two statements, however many lines.

    Lines that `by` may not see are left out. Raises Project.DoesNotExist, or Refusal when the launch has ended.
    """
    project = lock_project(project_id, by=by, version=None)
    found = cast("list[LockedItem]", list(Item.objects.raw(_LINES, [list(item_ids), project_id])))
    for item in found:
        item.project = project
    return project, [item for item in found if may(by, Action.SEE_ITEMS, item)]


def _locking(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Launch and stream in one statement; every write ends with an event, which then needs no lock of its own."""
    return projects.select_related("stream").select_for_update(no_key=True, of=("self", "stream"))


def check_running(project: Project) -> None:
    if not project.is_running:
        raise Refusal(ENDED, _("This launch has ended and can only be read."))


def check_version(thing: Versioned, version: int | None, current: dict[str, Any]) -> None:
    """Raise Stale when somebody changed the thing after `version` was read. None means that the caller did not read."""
    if version is None or version == thing.version:
        return
    if version > thing.version:
        raise Invalid("version_unknown", _("There is no such version of it yet."), field="version")
    raise Stale(_("Somebody else changed it first. Please look at what stands now and try again."), current)


def save_item(item: Item, fields: Sequence[str], entries: Sequence[Entry], *, by: User) -> Item:
    """Write the named fields with the next version, and the events, in the caller's transaction."""
    item.version += 1
    item.save(update_fields=[*fields, "version"])
    append(item.project.stream, entries, by=by)
    return item


def save_items(items: Sequence[Item], fields: Sequence[str]) -> None:
    """Write the named fields of lines with their next versions. One statement; the events are the caller's."""
    for item in items:
        item.version += 1
    Item.objects.bulk_update(items, [*fields, "version"])


def save_project(project: Project, fields: Sequence[str], entries: Sequence[Entry], *, by: User) -> Project:
    project.version += 1
    project.save(update_fields=[*fields, "version"])
    append(project.stream, entries, by=by)
    return project


def about(item: Item, verb: str, **more: Any) -> Entry:
    """An event about a line."""
    return Entry(verb, target=f"item:{item.pk}", target_name=item.title, **more)


def line_values(item: Item) -> dict[str, Any]:
    """A line that an event brings, so that a day of the launch can be told from its events (`projects.replay`)."""
    return {
        "key": item.key,
        "title": item.title,
        "title_en": item.title_en,
        "section": item.section.title,
        "department": item.department_id,
        "owner": item.owner_id,
        "due_on": item.due_on.isoformat(),
        "is_due_fixed": item.is_due_fixed,
        "is_blocker": item.is_blocker,
    }


def project_values(project: Project) -> dict[str, Any]:
    """What somebody who lost a race is shown of a launch."""
    return {"name": project.name, "launch_on": project.launch_on.isoformat(), "version": project.version}


def item_values(item: Item) -> dict[str, Any]:
    """What somebody who lost a race is shown of a line."""
    return {
        "status": item.status,
        "owner": item.owner_id,
        "due_on": item.due_on.isoformat(),
        "blocked_reason": item.blocked_reason,
        "version": item.version,
    }


def with_needs(items: ItemQuerySet) -> QuerySet[LockedItem]:
    """Annotate what a tick asks for, in the same query: see `needs_of`."""
    needs = {name: RawSQL(sql, ()) for name, sql in NEEDS.items()}  # noqa: S611 (our own words)
    return cast("QuerySet[LockedItem]", items.annotate(**needs))


def needs_of(item: LockedItem, by: User) -> Needs:
    """What a line from `with_needs` still asks for. A partner is not told the titles of others' lines."""
    waits_for = item.open_waits or []
    if waits_for and by.is_partner:
        before = Item.objects.open().filter(followers__item=item).order_by("pk")
        waits_for = [title_for(by, predecessor) for predecessor in before]
    return Needs(item.unverified, item.evidence_kind, item.has_evidence, waits_for)
