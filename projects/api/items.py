"""Lines: of one launch, across launches, and one with everything that hangs on it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import actions_for, visible_items, visible_projects
from ..models import Item
from ..models.item import APPLIES, IS_OPEN, ItemQuerySet
from ..models.project import TodayInZone
from ..serializers.inputs import ItemsQuery, NewItemInput
from ..serializers.items import ItemDetailOutput, ItemOutput, ItemStateOutput
from ..services import lines
from .rows import item_row, item_rows, item_state

ORDER = {
    "order": ("section__order", "section_id", "order", "pk"),
    "due_on": ("due_on", "pk"),
    "-due_on": ("-due_on", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
}


class Items(Endpoint):
    """Lines of all running launches that the caller sees; `owner=me` gives the caller's own."""

    sees = Action.SEE_ITEMS

    @operation(page_of(ItemOutput), query=ItemsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        today = TodayInZone(timezone.now(), F("project__time_zone"))
        items = _filtered(visible_items(given.by).running(), given.by, given.query, today)
        return page(item_rows(items, today), given.query, item_row)


class ProjectItems(Endpoint):
    """Lines of one launch, in the order of its checklist."""

    sees = Action.SEE_ITEMS

    @operation(page_of(ItemOutput), query=ItemsQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        today = TodayInZone(timezone.now(), F("project__time_zone"))
        items = _filtered(visible_items(given.by).filter(project_id=project_id), given.by, given.query, today)
        found = page(item_rows(items, today), given.query, item_row)
        if not found["results"]:  # no such lines, or no such launch?
            get_object_or_404(visible_projects(given.by), pk=project_id)
        return found

    @operation(ItemStateOutput, status=201, takes=NewItemInput, is_once=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Add a line that the template did not have."""
        return item_state(lines.add_item(project_id, by=given.by, **given.values))


class ItemDetail(Endpoint):
    """A line with its scenarios, what it waits for, and what the caller may do to it now."""

    sees = Action.SEE_ITEMS

    @operation(ItemDetailOutput, is_tagged=True)
    def get(self, given: Given, item_id: int) -> dict[str, Any]:
        item = get_object_or_404(visible_items(given.by).select_related("project"), pk=item_id)
        names = ("key", "section_id", "department_id", "offset", "unit", "is_blocker", "evidence_kind", "approval")
        return item_state(item) | {name: getattr(item, name) for name in names} | _words(item) | _around(item, given.by)


def _filtered(items: ItemQuerySet, by: User, query: dict[str, Any], today: Any) -> ItemQuerySet:
    conditions = Q(status__in=query["status"]) if "status" in query else APPLIES
    for name in ("department", "section"):
        if name in query:
            conditions &= Q(**{f"{name}_id": query[name]})
    if "owner" in query:
        own = {"me": Q(owner=by), "none": Q(owner__isnull=True)}
        conditions &= own[query["owner"]] if query["owner"] in own else Q(owner_id=int(query["owner"]))
    if "due_before" in query:
        conditions &= Q(due_on__lt=query["due_before"])
    if "is_late" in query:
        late = Q(due_on__lt=today) & IS_OPEN
        conditions &= late if query["is_late"] else ~late
    if "is_blocker" in query:
        conditions &= Q(is_blocker=query["is_blocker"])
    if query.get("q"):
        conditions &= Q(title__icontains=query["q"]) | Q(title_en__icontains=query["q"])
    return items.filter(conditions).order_by(*ORDER[query["ordering"]])


def _words(item: Item) -> dict[str, Any]:
    return {
        "title": item.local_title,
        "guidance": item.local_guidance,
        "brief_line": item.local_brief_line,
        "is_late": item.is_late_on(item.project.today_at(timezone.now())),
    }


def _around(item: Item, by: User) -> dict[str, Any]:
    """Scenarios, waits and actions. Of the lines it waits for, those that the reader sees."""
    waits = item.waits.filter(predecessor__in=visible_items(by)).select_related("predecessor").order_by("pk")
    return {
        "scenarios": [
            {
                "id": scenario.pk,
                "text": str(scenario),
                "due_on": scenario.due_on,
                "verified_at": scenario.verified_at,
                "verified_by_id": scenario.verified_by_id,
            }
            for scenario in item.scenarios.all()
        ],
        "waits": [
            {
                "item_id": wait.predecessor_id,
                "title": wait.predecessor.local_title,
                "status": wait.predecessor.status,
                "days": wait.days,
            }
            for wait in waits
        ],
        "actions": sorted(actions_for(by, item)),
    }
