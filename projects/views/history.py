"""A launch's history: numbered, in order, not to be changed by anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from ledger.heads import Head as KeptHead
from ledger.models import Event
from ledger.wording import VERBS, what
from projects.access import may_export_history, visible_items

from .answers import PageRequest, project_or_404, signed_in
from .launch import head_context
from .strip import strip_context
from .words import SHORT, events_about, lines_of

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
    asked = _asked(request)
    page = Paginator(_matching(events, asked), PER_PAGE).get_page(request.GET.get("page"))
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
        "items": visible_items(request.user).filter(project=project).only("title", "title_en").order_by("order", "pk"),
        "people": events.exclude(actor_id=None).order_by("actor_name").values_list("actor_id", "actor_name").distinct(),
        "verbs": [(verb, what(verb)) for verb in events.order_by("verb").values_list("verb", flat=True).distinct()],
    }
    return render(request, "projects/project_history.html", context)


def _asked(request: PageRequest) -> dict[str, Any]:
    """Item and person by number, verb by name; what is neither counts as not asked for."""
    numbers = {key: request.GET.get(key, "") for key in ("item", "person")}
    asked: dict[str, Any] = {key: int(value) for key, value in numbers.items() if value.isdecimal() and len(value) < 18}
    verb = request.GET.get("verb", "")
    return asked | ({"verb": verb} if verb in VERBS else {})


def _matching(events: QuerySet[Event], asked: dict[str, Any]) -> QuerySet[Event]:
    if "item" in asked:
        events = events.filter(events_about(asked["item"]))
    if "person" in asked:
        events = events.filter(actor_id=asked["person"])
    if "verb" in asked:
        events = events.filter(verb=asked["verb"])
    return events
