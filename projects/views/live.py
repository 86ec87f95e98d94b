"""What changed in a launch since a page was read: the rows, the heads above them, the summary strip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.asked import number
from accounts.models import User
from ledger.models import Event
from projects.access import visible_items
from projects.live import lines_changed
from projects.models import ItemWait, Project

from .answers import PageRequest, project_or_404, signed_in
from .filters import Filters
from .parts import Part, head_of, part_around
from .rows import Row, for_rows, rows_of
from .strip import strip_context
from .words import Line, lines_of

MOST_EVENTS = 50
MOST_HEADS = 4


@require_GET
@signed_in
def project_changes(request: PageRequest, project_id: int) -> HttpResponse:
    """`since` is the number of the last event that the page knows; the rest of the query is the page's own.

    Parts are found by their ids. `data-whole` says that the page should rather read itself anew.
    """
    project = project_or_404(request.user, project_id)
    events = Event.objects.filter(stream=project.stream_id, seq__gt=number(request.GET.get("since")) or 0)
    latest = list(events.order_by("seq")[: MOST_EVENTS + 1])
    return render(request, "projects/_live_changes.html", _context(request, project, latest))


def _context(request: PageRequest, project: Project, events: Sequence[Event]) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    lines = lines_changed(events) if len(events) <= MOST_EVENTS else None
    if lines is None:
        return {"is_whole": True, "said": _said_of_all(events, user)}
    waiting = ItemWait.objects.filter(predecessor__in=lines).values_list("item_id", flat=True)
    touched = {*lines, *waiting}  # a row also says what its line waits for
    items = list(for_rows(visible_items(user).applying().filter(project=project, pk__in=touched)))
    for item in items:
        item.project = project
    filters, rows = Filters.of(request.GET), rows_of(items, user, now)
    parts, said_of = _heads(rows, filters, user), _said_of({row.item.pk for row in rows}, lines, user)
    return {
        **strip_context(project, user, now),
        "project": project,
        "today": project.today_at(now),
        "filters": filters,
        "is_whole": len(parts) > MOST_HEADS,
        "rows": rows,
        "parts": parts,
        "kept": [row.item.pk for row in rows if filters.keeps(row, user)],
        "said": _said([row for row in rows if _is_by_another(lines.get(row.item.pk), user)], said_of),
        "said_of": said_of,
    }


def _heads(rows: Iterable[Row], filters: Filters, user: User) -> list[Part]:
    by_head = {head_of(row.item, filters.by, row.today).key: row for row in rows}
    return [part_around(row.item, filters, user, row.today) for row in by_head.values()][: MOST_HEADS + 1]


def _is_by_another(event: Event | None, user: User) -> bool:
    return event is not None and event.actor_id != user.pk


def _said(by_others: Sequence[Row], said_of: dict[int, str]) -> str:
    """For those who listen, in one sentence; nothing about what the reader did."""
    if len(by_others) == 1:
        item = by_others[0].item
        return f"{item.local_title} · {said_of[item.pk]}"
    return _many(len(by_others)) if by_others else ""


def _many(count: int) -> str:
    return ngettext("%(count)s item has just changed.", "%(count)s items have just changed.", count) % {"count": count}


def _said_of_all(events: Sequence[Event], user: User) -> str:
    return _("This launch has just changed.") if any(_is_by_another(event, user) for event in events) else ""


def _said_of(seen: set[int], lines: dict[int, Event], user: User) -> dict[int, str]:
    """For each line that is seen who did what, for those who may read the history; for others that it happened."""
    shown = {pk: event for pk, event in lines.items() if pk in seen}
    if not allows(user, Action.SEE_HISTORY):
        return dict.fromkeys(shown, _("Somebody else has just changed this."))
    return {pk: _sentence(line) for pk, line in zip(shown, lines_of(shown.values()), strict=True)}


def _sentence(line: Line) -> str:
    changes = ", ".join(f"{change.label} {change.after}" for change in line.changes)
    words = {"name": line.who, "what": f"{line.what} ({changes})" if changes else line.what}
    return _("%(name)s has just changed this: %(what)s") % words
