"""Who was told: of one line (a part of its panel, and a page of its own) and of a whole launch."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, Reach, reach
from projects.access import visible_items
from projects.views.answers import PageRequest, project_or_404, signed_in, wants_fragment
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..access import absence_of, tellings_of
from ..explain import explain
from ..rests import resting
from ..told import by_line, by_person, loaded, of_person, telling, told_about

PER_PAGE = 50
TABLES = ("person", "line")


@require_GET
@signed_in
def item_told(request: PageRequest, item_id: int) -> HttpResponse:
    """The page adds why the reader was told, or was not."""
    reader = request.user
    lines = visible_items(reader).select_related("project__template_version", "department", "owner")
    item = get_object_or_404(lines, pk=item_id)
    context: dict[str, Any] = {"item": item, "told": told_about(item, reader), "is_part": wants_fragment(request)}
    context["rests"] = resting(item, item.project.today_at(timezone.now()))
    context["away"] = absence_of(item.owner, timezone.now()) if item.owner else None
    if context["is_part"]:
        return render(request, "notifications/_told.html", context)
    context["explanation"] = explain(item, reader, timezone.now())
    return render(request, "notifications/item_told.html", context)


@require_GET
@signed_in
def launch_told(request: PageRequest, project_id: int) -> HttpResponse:
    """A table by person or by line; `?person=` (a key of the table) shows all that one was told."""
    reader = request.user
    project = project_or_404(reader, project_id)
    if reach(reader, Action.SEE_DELIVERIES) == Reach.NONE:
        raise PermissionDenied
    now = timezone.now()
    by = request.GET.get("by", "")
    people = by_person(project, reader)
    asked = request.GET.get("person", "")
    chosen = next((person for person in people if person.key == asked), None)
    context: dict[str, Any] = {
        **head_context(project, reader, now),
        **strip_context(project, reader, now),
        "tab": "told",
        "by": by if by in TABLES else "person",
        "people": people,
        "chosen": chosen,
    }
    if chosen:
        told = of_person(tellings_of(reader).filter(project=project), chosen.key)
        page = Paginator(loaded(told), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "told": [telling(found) for found in page]}
    elif context["by"] == "line":
        items = visible_items(reader).filter(project=project).select_related("department", "owner", "section")
        context["lines"] = by_line(project, reader, items.order_by("section__order", "order", "pk"))
    return render(request, "notifications/launch_told.html", context)
