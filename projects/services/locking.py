"""How a write begins and ends: lock the launch, read what stands now, write the rows and their event together.

Every write to a launch or anything in it first locks the launch's row, so writes to one launch happen one after the
other and the rows read after that are what stands. Lock order is always launch → rows → ledger stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal, Stale
from accounts.models import User
from checklists.models import EvidenceKind
from ledger.services import Entry, append

from ..access import visible_items, visible_projects
from ..models import OPEN_STATUSES, Evidence, Item, ItemScenario, ItemWait, Project
from ..models.item import ItemQuerySet
from ..models.project import ProjectQuerySet
from ..rules import Needs

ENDED = "launch_ended"


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
    project = _locking(Project.objects.filter(items=item_id)).first()
    if project is None:
        raise Item.DoesNotExist
    item = with_needs(visible_items(by)).select_related("department").get(pk=item_id)
    item.project = project
    check_running(project)
    return item


def _locking(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Launch and stream in one statement; every write ends with an event, which then needs no lock of its own."""
    return projects.select_related("stream").select_for_update(no_key=True, of=("self", "stream"))


def check_running(project: Project) -> None:
    if not project.is_running:
        raise Refusal(ENDED, _("This launch has ended and can only be read."))


def check_version(thing: Item | Project, version: int | None, current: dict[str, Any]) -> None:
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


def save_project(project: Project, fields: Sequence[str], entries: Sequence[Entry], *, by: User) -> Project:
    project.version += 1
    project.save(update_fields=[*fields, "version"])
    append(project.stream, entries, by=by)
    return project


def about(item: Item, verb: str, **more: Any) -> Entry:
    """An event about a line."""
    return Entry(verb, target=f"item:{item.pk}", target_name=item.title, **more)


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
    scenarios = ItemScenario.objects.filter(item=OuterRef("pk"), verified_at__isnull=True)
    waits = ItemWait.objects.filter(item=OuterRef("pk"), predecessor__status__in=OPEN_STATUSES)
    annotated = items.annotate(
        unverified=Coalesce(_one(scenarios.order_by().values("item").annotate(n=Count("pk"))), 0),
        has_evidence=Exists(_fitting_evidence()),
        open_waits=Subquery(
            waits.order_by()
            .values("item")
            .annotate(titles=ArrayAgg("predecessor__title", order_by="predecessor_id"))
            .values("titles")
        ),
        moves_others=Exists(ItemWait.objects.filter(predecessor=OuterRef("pk"), days__isnull=False)),
    )
    return cast("QuerySet[LockedItem]", annotated)


def needs_of(item: LockedItem) -> Needs:
    """What a line from `with_needs` still asks for."""
    return Needs(item.unverified, item.evidence_kind, item.has_evidence, item.open_waits or [])


def _one(counted: QuerySet[Any, Any]) -> Subquery:
    return Subquery(counted.values("n"))


def _fitting_evidence() -> QuerySet[Evidence]:
    """Evidence of the line that was not withdrawn and is of the kind the line asks for."""
    fits = (
        Q(item__evidence_kind=EvidenceKind.LINK_OR_FILE) & (~Q(url="") | ~Q(file=""))
        | Q(item__evidence_kind=EvidenceKind.TEXT) & ~Q(text="")
        | Q(item__evidence_kind__in=[EvidenceKind.NUMBER, EvidenceKind.SCORE], number__isnull=False)
    )
    return Evidence.objects.filter(fits, item=OuterRef("pk"), withdrawn_at__isnull=True)
