"""A launch's history: numbered, in order, not to be changed by anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.models import Department, User
from ledger.heads import Head as KeptHead
from ledger.models import Event
from ledger.occurring import actors_in, verbs_in
from ledger.wording import what
from projects.access import may_export_history, visible_items
from projects.history import Asked
from projects.models import Project

from .answers import PageRequest, project_or_404, signed_in
from .launch import head_context
from .strip import strip_context
from .words import SHORT, lines_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line, whose hash stands for all before it: worth keeping elsewhere."""

    number: int
    at: datetime
    hash: str
    as_text: str

    @classmethod
    def of(cls, newest: Event) -> Head:
        kept = KeptHead(newest.stream.kind, newest.stream.key, newest.seq, newest.hash)
        return cls(newest.seq, newest.at, newest.hash, str(kept))

    @property
    def short_hash(self) -> str:
        return self.hash[:SHORT]


@require_GET
@signed_in
def project_history(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.SEE_HISTORY):
        raise PermissionDenied
    events = Event.objects.filter(stream=project.stream_id).select_related("stream").order_by("-seq")
    asked = Asked.of(request.GET)
    page = Paginator(asked.matching(events, project), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    newest = events.first()
    context = {
        **head_context(project, request.user, now),
        **strip_context(project, request.user, now),
        "tab": "history",
        "asked": asked,
        "lines": lines_of(page.object_list),
        "head": newest and Head.of(newest),
        "may_export": may_export_history(request.user, project),
        "page": page,
        **_choices(project, request.user),
    }
    return render(request, "projects/project_history.html", context)


@require_GET
@signed_in
def history_entry(request: PageRequest, project_id: int, number: int) -> HttpResponse:
    """A lasting address of one line ("#118"): the page on which it now stands. Numbers have no gaps."""
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.SEE_HISTORY):
        raise PermissionDenied
    newest = project.stream.head_seq
    if not 1 <= number <= newest:
        raise Http404
    page = (newest - number) // PER_PAGE + 1
    return redirect(f"{reverse('projects:project-history', args=[project.pk])}?page={page}#event-{number}")


def _choices(project: Project, user: User) -> dict[str, Any]:
    """What can be asked for: only what occurs in this history."""
    people = User.objects.filter(pk__in=actors_in(project.stream_id)).order_by("name")
    lines = visible_items(user).filter(project=project)
    return {
        "items": lines.only("title", "title_en").order_by("order", "pk"),
        "people": people.values_list("pk", "name"),
        "departments": Department.objects.filter(pk__in=lines.values("department")),
        "verbs": sorted(((verb, what(verb)) for verb in verbs_in(project.stream_id)), key=itemgetter(1)),
    }
