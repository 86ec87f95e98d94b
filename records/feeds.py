"""What is in a calendar feed: read at the moment it is fetched, with the eyes of the link's owner.

Everything starts from what the owner may see now. A launch that was made confidential, a person who changed departments
or a line that is done is simply not in the next reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action, Reach
from accounts.models import User
from accounts.wording import d_day
from ledger.models import Event
from projects.access import visible_items, visible_projects
from projects.models import Item, Project, Status
from projects.models.item import ItemQuerySet
from projects.models.project import ProjectQuerySet

from .access import visible_owed
from .ical import Entry
from .links import owed_url
from .models import FeedLink, Owed

DAYS_BACK = timedelta(days=90)  # a launch stays in a feed for so long after its D-day


def feed_name(link: FeedLink) -> str:
    """What the calendar is called in the program that subscribes to it."""
    of = link.department.local_name if link.department else link.project.name if link.project else link.owner.name
    return _("Launch Ready · %(name)s") % {"name": of}


def entries_of(link: FeedLink, at: datetime) -> list[Entry]:
    """D-days, open items, and what is owed outside the checklist. Five queries, however many there are."""
    owner, since = link.owner, timezone.localdate(at, timezone.get_default_timezone()) - DAYS_BACK
    items, launches, owed = _parts(link, owner)
    shown_items = list(items.select_related("project").order_by("pk"))
    shown_launches = list(launches.filter(cancelled_at__isnull=True, launch_on__gte=since).order_by("pk"))
    changes = _changes([*shown_launches, *(item.project for item in shown_items)], shown_items)
    return [
        *(_launch_entry(launch, changes) for launch in shown_launches),
        *(_item_entry(item, changes) for item in shown_items if item.is_open),
        *(_follow_up_entry(item, item.follow_up_on, changes) for item in shown_items if item.follow_up_on),
        *(_owed_entry(each, link.created_at) for each in owed.select_related("project")),
    ]


def _parts(link: FeedLink, owner: User) -> tuple[ItemQuerySet, ProjectQuerySet, QuerySet[Owed]]:
    """Lines, launches and what is owed, of a person, of a department or of a launch."""
    seen, launches = visible_items(owner).running(), visible_projects(owner)
    match link.kind:
        case FeedLink.Kind.PERSONAL:
            own = Q(planner=owner) | Q(named=owner) | Q(pk__in=_launches_with(visible_items(owner).filter(owner=owner)))
            return seen.open().filter(owner=owner), launches.filter(own).distinct(), visible_owed(owner)
        case FeedLink.Kind.DEPARTMENT:
            lines = visible_items(owner).filter(department=link.department_id)
            of_department = _owed_of(owner, Q(department=link.department_id))
            return (
                seen.open().filter(department=link.department_id),
                launches.filter(pk__in=_launches_with(lines)),
                of_department,
            )
        case _:
            followed = seen.filter(project=link.project_id)
            waived = followed.filter(status=Status.WAIVED, follow_up_on__isnull=False)
            of_launch = _owed_of(owner, Q(project=link.project_id))
            return followed.open() | waived, launches.filter(pk=link.project_id or 0), of_launch


def _launches_with(items: ItemQuerySet) -> QuerySet[Item, int]:
    found: QuerySet[Item, int] = items.applying().order_by().values_list("project_id", flat=True)
    return found


def _owed_of(owner: User, which: Q) -> QuerySet[Owed]:
    """What anybody owes there, for people of the company; a partner's own, as nobody else's is theirs to know."""
    if access.reach(owner, Action.SEE_RECORDS) != Reach.ALL:
        return visible_owed(owner).filter(which)
    return Owed.objects.filter(which, Q(project__isnull=True) | Q(project__in=visible_projects(owner)))


def _changes(launches: Iterable[Project], items: Sequence[Item]) -> dict[str, datetime]:
    """When each launch and line last changed, by its name in the history. One query."""
    targets = [f"project:{launch.pk}" for launch in launches] + [f"item:{item.pk}" for item in items]
    streams = {launch.stream_id for launch in launches}
    found = Event.objects.filter(stream__in=streams, target__in=targets).order_by().values_list("target")
    return dict(found.annotate(Max("at")))


def _launch_entry(launch: Project, changes: dict[str, datetime]) -> Entry:
    key = f"project:{launch.pk}"
    return Entry(
        key,
        launch.launch_on,
        _("D-Day · %(launch)s") % {"launch": launch.name},
        _absolute("projects:project-detail", launch.pk),
        changes.get(key, launch.created_at),
        launch.version - 1,
        category=_("Launch"),
    )


def _item_entry(item: Item, changes: dict[str, datetime]) -> Entry:
    """The D-n is the one of its day: what it says on the morning that it is due."""
    words = {"item": item.local_title, "launch": item.project.name, "day": d_day(item.project.launch_on, item.due_on)}
    summary = _("%(item)s · %(launch)s (%(day)s)") % words
    return _entry_of(item, f"item:{item.pk}", item.due_on, summary, _("Item"), changes)


def _follow_up_entry(item: Item, on: date, changes: dict[str, datetime]) -> Entry:
    words = {"item": item.local_title, "launch": item.project.name, "day": d_day(item.project.launch_on, on)}
    summary = _("Follow-up: %(item)s · %(launch)s (%(day)s)") % words
    return _entry_of(item, f"follow-up:{item.pk}", on, summary, _("Follow-up"), changes)


def _entry_of(item: Item, key: str, on: date, summary: str, category: str, changes: dict[str, datetime]) -> Entry:
    known = [changes[name] for name in (f"item:{item.pk}", f"project:{item.project_id}") if name in changes]
    return Entry(
        key,
        on,
        summary,
        _absolute("projects:item-detail", item.project_id, item.pk),
        max(known, default=item.project.created_at),
        item.version + item.project.version - 2,
        category=category,
    )


def _owed_entry(owed: Owed, since: datetime) -> Entry:
    """It has no history of its own to date it by: the link's age stands for it."""
    words = {"kind": owed.get_kind_display(), "title": owed.title}
    if owed.project:
        day = d_day(owed.project.launch_on, owed.due_on)
        summary = _("%(kind)s: %(title)s · %(launch)s (%(day)s)") % (words | {"launch": owed.project.name, "day": day})
    else:
        summary = _("%(kind)s: %(title)s") % words
    url = f"{settings.BASE_URL}{owed_url(owed)}"
    return Entry(owed.key, owed.due_on, summary, url, since, category=owed.get_kind_display())


def _absolute(name: str, *ids: int) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=ids)}"
