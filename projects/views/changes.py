"""What a page gets back after a deed to a line: the parts that changed, or the reason why nothing did.

A fragment answers the element that asked (the row or the panel) and sends everything else that shows the line out of
band. Without JavaScript the same deed leads back to the page it came from, or shows the line's page with the reason.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refusal, Stale
from projects.access import visible_items
from projects.forms.base import ServiceForm
from projects.models import Item, Status

from .answers import UNPROCESSABLE, PageRequest, project_or_404, status_of, went_through
from .drawer import drawer_of
from .filters import Filters
from .item import item_page
from .panel import Opened, panel_context
from .parts import part_around
from .rows import Row, item_url, project_url, rows_of
from .strip import strip_context
from .work_rows import for_work


def item_changed(request: PageRequest, item: Item, said: str, *, ticked: bool = False) -> HttpResponse:
    """`ticked`: the message names the line and what it is now, and offers to take back what is done."""
    row = row_of(request, item) if ticked or request.htmx else None
    undo_url = ""
    if row and ticked:
        words = {"title": row.item.local_title, "status": row.item.get_status_display()}
        said = _("“%(title)s” · %(status)s") % words
        row.is_just_done = row.item.status == Status.DONE
        undo_url = f"{row.url}undo/{row.item.version}/" if row.is_just_done else ""
    if not row or not request.htmx:
        return went_through(request, said, item_url(item), undo_url=undo_url)
    context: dict[str, Any] = {"row": row, "said": said, "today": row.today, "show_owner": shows_owner(request)}
    target = request.htmx.target
    if target == "panel" or _path(request) == item_url(item):
        context |= panel_context(request, item, Opened()) | {"shows_panel": True, "panel_oob": target != "panel"}
    if is_on_launch(request, item):
        context |= _launch_parts(request, row)
    context |= {"row_oob": target != f"item-{item.pk}", "undo_url": undo_url}
    return render(request, "projects/_item_changed.html", context)


def item_refused(
    request: PageRequest,
    item: Item,
    name: str,
    form: ServiceForm,
    refusal: Refusal | None = None,
    *,
    status: int | None = None,
) -> HttpResponse:
    """The same form with the reason in it, or the row with the reason under its title. Nothing typed is lost."""
    status = status or (status_of(request, refusal) if refusal else UNPROCESSABLE)
    if request.htmx and request.htmx.target != "panel":
        row = row_of(request, item)
        row.refusal = (
            refusal.message if refusal else " ".join(str(error) for errors in form.errors.values() for error in errors)
        )
        is_work = not is_on_launch(request, item)
        drawer = drawer_of(row.item, request.user, name, form, refusal) if is_work else None
        if drawer:
            row.refusal = ""
        context = {"row": row, "is_work": is_work, "drawer": drawer, "show_owner": shows_owner(request)}
        return render(request, "projects/_item_refused.html", context, status=status)
    if refusal is not None and not isinstance(refusal, Stale):
        form.is_valid()
        form.refuse(refusal)
    return item_page(request, item, Opened(name, form, refusal), status=status)


def row_of(request: PageRequest, item: Item) -> Row:
    fresh = for_work(visible_items(request.user).filter(pk=item.pk))
    return rows_of(fresh, request.user, timezone.now())[0]


def is_on_launch(request: PageRequest, item: Item) -> bool:
    """Whether the page that asks is the launch's (with its strip and section heads) and not My work."""
    return _path(request).startswith(project_url(item.project_id))


def shows_owner(request: PageRequest) -> bool:
    """My work names the owner where it lists a whole department."""
    return "scope=department" in (request.htmx.current_url or "")


def _path(request: PageRequest) -> str:
    return urlsplit(request.htmx.current_url_abs_path or "").path


def _launch_parts(request: PageRequest, row: Row) -> dict[str, Any]:
    """The strip and the heads of the row's part, counted anew."""
    now, user = timezone.now(), request.user
    project = project_or_404(user, row.item.project_id)
    filters = Filters.of(QueryDict(urlsplit(request.htmx.current_url or "").query))
    return {
        **strip_context(project, user, now),
        "project": project,
        "on_launch": True,
        "filters": filters,
        "part": part_around(row.item, filters, user, row.today),
    }
