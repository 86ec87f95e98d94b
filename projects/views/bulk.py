"""One deed to the lines that were chosen on a page.

The bar of the page names the lines and the deed; a deed that asks for more (an owner, a date) is first answered with
its form. With htmx the changed rows and the heads above them come out of band, with a toast that counts and says what
was refused; without JavaScript a page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.asked import numbers
from accounts.errors import Refusal
from projects.access import visible_items
from projects.forms.bulk import BulkAssignForm, BulkDueForm, BulkForm
from projects.models import Item, Project
from projects.services import bulk

from .answers import UNPROCESSABLE, PageRequest, project_or_404, signed_in, status_of, wants_fragment
from .changes import shows_owner
from .department import load_around
from .filters import Filters
from .launch import all_rows
from .parts import Part, head_of, parts_of
from .rows import Row, for_rows, project_url, rows_of
from .strip import strip_context
from .work_rows import for_work


@dataclass(frozen=True, slots=True)
class Deed:
    """`asks` what it needs besides the lines; `label` is on its button."""

    form: type[BulkForm]
    service: Callable[..., bulk.Outcome]
    label: Any

    @property
    def asks(self) -> bool:
        return self.form is not BulkForm


DEEDS = {
    "assign": Deed(BulkAssignForm, bulk.assign_items, gettext_lazy("Change owner")),
    "set-due": Deed(BulkDueForm, bulk.set_due_items, gettext_lazy("Adjust due date")),
    "start": Deed(BulkForm, bulk.start_items, pgettext_lazy("button", "Start")),
    "complete": Deed(BulkForm, bulk.complete_items, gettext_lazy("Mark done")),
}


@require_POST
@signed_in
def items_bulk(request: PageRequest) -> HttpResponse:
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    chosen = _chosen(request)
    if not chosen:
        return _none_chosen(request)
    is_filled = not deed.asks or "filled" in request.POST
    form = deed.form(request.POST if is_filled else None, by=request.user)
    if not form.is_valid():
        return _ask(request, deed, form, chosen, UNPROCESSABLE if is_filled else 200)
    before = rows_of(chosen, request.user, timezone.now())
    try:
        outcome = deed.service([item.pk for item in chosen], by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _ask(request, deed, form, chosen, status_of(request, refusal))
    return _answer(request, deed, before, outcome)


def _chosen(request: PageRequest) -> list[Item]:
    """The lines named, of this launch or another. One that this person may not see does not exist."""
    ids = set(numbers(request.POST.getlist("items")[: bulk.LARGEST + 1]))
    seen = visible_items(request.user).filter(pk__in=ids)
    chosen = list(for_rows(seen).select_related("project", "department", "owner", "section"))
    if len(chosen) < len(ids):
        raise Http404
    return chosen


def _none_chosen(request: PageRequest) -> HttpResponse:
    said = _("Choose the items first.")
    if wants_fragment(request):
        return render(request, "projects/_bulk_done.html", {"said": said, "is_wrong": True}, status=UNPROCESSABLE)
    messages.error(request, said)
    return redirect("projects:my-work")


def _ask(request: PageRequest, deed: Deed, form: BulkForm, chosen: list[Item], status: int) -> HttpResponse:
    name = next(name for name, known in DEEDS.items() if known is deed)
    context = {"deed": deed, "name": name, "form": form, "chosen": chosen, "back": _back(chosen)}
    page = "projects/_bulk_ask.html" if wants_fragment(request) else "projects/items_bulk.html"
    return render(request, page, context, status=status)


def _answer(request: PageRequest, deed: Deed, before: list[Row], outcome: bulk.Outcome) -> HttpResponse:
    context: dict[str, Any] = {"said": _said(outcome), "refused": outcome.refused}
    if not wants_fragment(request):
        changed = {"deed": deed, "outcome": outcome, "back": _back([row.item for row in before])}
        return render(request, "projects/items_bulk.html", {**context, **changed})
    project = _launch_of(request, before)
    if project is None:
        fresh = for_work(visible_items(request.user).filter(pk__in=[item.pk for item in outcome.changed]))
        rows = rows_of(fresh, request.user, timezone.now())
        context |= {"rows": rows, "is_work": True, "show_owner": shows_owner(request)} | load_around(request)
    else:
        context |= _launch_parts(request, project, before, {item.pk for item in outcome.changed})
    return render(request, "projects/_bulk_done.html", context)


def _launch_parts(request: PageRequest, project: Project, before: list[Row], changed: set[int]) -> dict[str, Any]:
    """The changed rows, and the heads above the chosen ones, counted anew. A row stays where it was on the page."""
    user, now = request.user, timezone.now()
    filters = Filters.of(QueryDict(urlsplit(request.htmx.current_url or "").query))
    rows = [row for row in all_rows(project, user, now) if row.item.applies]
    parts = {part.key: part for part in parts_of(rows, filters, user)}
    heads = {head_of(row.item, filters.by, row.today) for row in before}
    return {
        **strip_context(project, user, now),
        "project": project,
        "filters": filters,
        "rows": [row for row in rows if row.item.pk in changed],
        "parts": [parts.get(head.key) or Part(head.key, head.title) for head in heads],
    }


def _launch_of(request: PageRequest, rows: list[Row]) -> Project | None:
    """The launch whose page asks; None on My work."""
    path = urlsplit(request.htmx.current_url_abs_path or "").path
    project_id = rows[0].item.project_id
    return project_or_404(request.user, project_id) if path.startswith(project_url(project_id)) else None


def _back(items: list[Item]) -> str:
    launches = {item.project_id for item in items}
    return project_url(launches.pop()) if len(launches) == 1 else "/"


def _said(outcome: bulk.Outcome) -> str:
    done, refused = len(outcome.changed), len(outcome.refused)
    parts = []
    if done or not refused:
        parts.append(ngettext("%(count)d item changed.", "%(count)d items changed.", done) % {"count": done})
    if outcome.unchanged:
        so = len(outcome.unchanged)
        parts.append(ngettext("%(count)d was so already.", "%(count)d were so already.", so) % {"count": so})
    if refused:
        parts.append(ngettext("%(count)d was refused.", "%(count)d were refused.", refused) % {"count": refused})
    return " ".join(parts)
