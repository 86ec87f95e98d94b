"""What the rules about lines and launches may ask of events: loaded before, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from accounts.models import LEAD_ROLES, User
from ledger.models import Event
from projects.models import Comment, Item, Project

from ..models import Notification
from ..notices import RULES, WANTS_INVOLVED, Facts, ItemFacts, LaunchFacts, items_named_in


def load_facts(events: Sequence[Event]) -> dict[int, Facts]:
    """The facts around these events by stream, in a number of queries that does not grow with them."""
    projects = {p.stream_id: p for p in Project.objects.filter(stream_id__in={e.stream_id for e in events})}
    events = [e for e in events if e.verb in RULES]  # others say other things under the same names
    named: set[int] = set().union(*(items_named_in(e) for e in events))
    items = {item.pk: item for item in map(_item_facts, Item.objects.filter(pk__in=named))}
    leads = leads_by_department()
    involved = _involved(
        {projects[e.stream_id].pk for e in events if e.verb in WANTS_INVOLVED and e.stream_id in projects}, leads
    )
    centres = _centre_leads()
    moved = {change["item"] for e in events for change in e.after.get("changes", ())}
    told, comments = _told(moved), _comments(e.after.get("comment") for e in events)
    return {
        stream_id: Facts(
            LaunchFacts(p.pk, p.planner_id, frozenset(involved[p.pk]), centres), items, leads, told, comments
        )
        for stream_id, p in projects.items()
    }


def _item_facts(item: Item) -> ItemFacts:
    return ItemFacts(item.pk, item.title, item.title_en, item.department_id, item.owner_id, item.approval)


def leads_by_department() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    leads = User.objects.active().filter(role__in=LEAD_ROLES, department__isnull=False)
    for pk, department_id in leads.values_list("pk", "department_id"):
        found[department_id or 0].add(pk)
    return {department_id: frozenset(people) for department_id, people in found.items()}


def _centre_leads() -> frozenset[int]:
    """Leads of all contact centres; which of them may see the launch is decided at the insert."""
    leads = User.objects.active().filter(role__in=LEAD_ROLES, department__is_contact_centre=True)
    return frozenset(leads.values_list("pk", flat=True))


def _involved(project_ids: set[int], leads: dict[int, frozenset[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    if project_ids:
        lines = Item.objects.open().filter(project_id__in=project_ids).order_by()
        for project_id, owner_id, department_id in lines.values_list(
            "project_id", "owner_id", "department_id"
        ).distinct():
            found[project_id] |= leads.get(department_id, frozenset()) | ({owner_id} if owner_id else set())
    return found


def _told(item_ids: set[int]) -> dict[int, frozenset[int]]:
    """Who was sent something about these lines that names their date."""
    found: dict[int, set[int]] = defaultdict(set)
    if item_ids:
        reminders = Notification.objects.filter(
            Q(kind=Notification.Kind.REMINDER) & Q(item_id__in=item_ids) & Q(bundled_at__isnull=False)
        ).order_by()
        for item_id, recipient_id in reminders.values_list("item_id", "recipient_id").distinct():
            found[item_id or 0].add(recipient_id)
    return {item_id: frozenset(people) for item_id, people in found.items()}


def _comments(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk}
    return dict(Comment.objects.filter(pk__in=wanted).values_list("pk", "body")) if wanted else {}
