"""All launches: what changed since the reader last looked, the next six weeks, and a table of how ready each one is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.models import User
from accounts.workdays import company_calendar
from projects.access import visible_items, visible_projects
from projects.launch_filters import LaunchFilters
from projects.live import seen_launches, watches
from projects.models import LastLook
from projects.readiness import Tally, reason_for_partner
from projects.services.looks import first_look
from projects.since import Change, changes_since, launches_to_tell_of
from projects.summaries import behind_by_department, latest_verdict, tallies_on
from projects.timeline import Opening, Timeline, six_weeks

from .answers import PageRequest, signed_in
from .entries import Entry, entries_from, entries_of
from .list_choices import chips, choices, heads, tabs

PER_PAGE = 50
ORDERS: dict[str, Any] = {
    "dday": attrgetter("project.launch_on"),
    "readiness": attrgetter("readiness.percent"),
    "late": attrgetter("tally.late", "tally.blocked"),
}


@require_GET
@signed_in
@watches(seen_launches)
def project_list(request: PageRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    views = list(user.saved_views.all())
    if not request.GET and (start := next((view for view in views if view.is_start), None)):
        return redirect(f"{request.path}?{start.query or 'show=running'}")
    filters = LaunchFilters.of(request.GET, for_partner=user.is_partner)
    if "" in request.GET.values():  # a form sends its empty fields too; what people copy and keep is the short address
        return redirect(request.path + filters.url)
    today, look = timezone.localdate(now), first_look(user)
    known = entries_of(launches_to_tell_of(look, user), now, filters.conditions(today))
    running = [entry for entry in known if entry.project.is_running]
    _add_behind(running, user, now)
    _add_reasons(running, user)
    changes = _add_changes(known, look, user)
    page: Page[Any] = Paginator(_listed(running, filters, user, today), PER_PAGE).get_page(request.GET.get("page"))
    options = choices(running, filters, user)
    context = {
        "today": today,
        "filters": filters,
        "tabs": tabs(running, filters, views, user, ended=page.paginator.count if filters.is_ended else None),
        "own_view": next((view for view in views if LaunchFilters.of_query(view.query) == filters), None),
        "choices": options,
        "chips": chips(filters, options),
        "heads": heads(filters, user),
        "entries": entries_from(page.object_list, now) if filters.is_ended else list(page.object_list),
        "page": page,
        "timeline": _timeline(running, today),
        "may_start": allows(user, Action.RUN_LAUNCH),
        "sees_departments": not user.is_partner,
        "look": look,
        "changes": changes,
        "seen": " ".join(f"{change.project.pk}:{change.head}" for change in changes),
    }
    return render(request, "projects/project_list.html", context)


def _add_behind(entries: list[Entry], user: User, now: datetime) -> None:
    """Partners are told of no department's part."""
    behind = {} if user.is_partner else behind_by_department([entry.project for entry in entries], now)
    for entry in entries:
        entry.behind = behind.get(entry.project.pk, [])


def _add_reasons(entries: list[Entry], user: User) -> None:
    """A partner's count only the lines they see: one query more."""
    if not user.is_partner:
        for entry in entries:
            entry.reason = entry.readiness.reason
        return
    lines = visible_items(user).filter(project__in=[entry.project.pk for entry in entries])
    own = tallies_on(lines, {entry.project.time_zone: entry.today for entry in entries})
    for entry in entries:
        entry.reason = reason_for_partner(entry.tally, own.get(entry.project.pk, Tally()))


def _add_changes(entries: list[Entry], look: LastLook, user: User) -> list[Change]:
    heads = {entry.project.pk: entry.head for entry in entries}
    found = changes_since(look, [entry.project for entry in entries], heads, user)
    by_project = {change.project.pk: change for change in found}
    for entry in entries:
        entry.change = by_project.get(entry.project.pk)
    return found


def _listed(running: list[Entry], filters: LaunchFilters, user: User, today: date) -> Any:
    """What is paged: entries of those that run, in the order asked for; rows of those that ended, the latest first."""
    if filters.is_ended:
        ended = visible_projects(user).ended().annotate(verdict=latest_verdict(), head=F("stream__head_seq"))
        order = ("launch_on", "pk") if filters.sort == "dday" else ("-launch_on", "-pk")
        matching = ended.filter(filters.conditions(today))
        return matching.select_related("launch_type", "planner").order_by(*order)
    kept = [entry for entry in running if entry.is_match and _is_judged(entry, filters)]
    by = filters.sort.removeprefix("-")
    return sorted(kept, key=ORDERS[by], reverse=filters.sort.startswith("-"))


def _is_judged(entry: Entry, filters: LaunchFilters) -> bool:
    if filters.state and entry.readiness.state != filters.state:
        return False
    return not filters.owes or any(part.department.pk == filters.owes for part in entry.behind)


def _timeline(entries: Iterable[Entry], today: date) -> Timeline:
    calendar = company_calendar()
    openings = [Opening(e.project.name, e.project.launch_on, e.readiness.state, e.url) for e in entries]
    return six_weeks(openings, today, lambda on: not calendar.is_open(on))
