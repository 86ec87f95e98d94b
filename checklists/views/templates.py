"""The templates: a gallery, and one template with everything that is in a version of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.pages import PageRequest
from ledger.models import Event

from ..access import may_edit, may_see, may_start, visible_templates, visible_versions
from ..gallery import current_versions, with_counts
from ..models import Template, TemplateVersion
from ..sheet import sections_of

HISTORY_LENGTH = 20
DRAFT = "draft"
VERBS = {
    "template_created": _("Created"),
    "version_published": _("Published"),
    "draft_edited": _("Draft edited"),
    "template_changed": _("Changed"),
    "reminder_policy_saved": _("Reminder ladder saved"),
    "reminder_policy_removed": _("Reminder ladder removed"),
}


@login_required
@require_GET
def template_list(request: PageRequest) -> HttpResponse:
    if not may_see(request.user):
        raise Http404
    context = {"versions": current_versions(request.user), "may_start": may_start(request.user)}
    return render(request, "checklists/template_list.html", context)


@login_required
@require_GET
def template_detail(request: PageRequest, template_id: int) -> HttpResponse:
    templates = visible_templates(request.user).select_related("launch_type")
    template = get_object_or_404(templates, pk=template_id)
    version = asked_version(request.user, template, request.GET.get("version", ""))
    questions = list(version.questions.all())
    published = template.versions.published().select_related("published_by").order_by("-number")
    context = {
        "template": template,
        "version": version,
        "is_current": version.number == published.aggregate(newest=Max("number"))["newest"],
        "questions": questions,
        "sections": sections_of(version, questions),
        "published": published,
        "history": _history(template),
        "may_edit": may_edit(request.user),
        "may_start": may_start(request.user) and version.number is not None,
    }
    return render(request, "checklists/template_detail.html", context)


def asked_version(user: User, template: Template, asked: str) -> TemplateVersion:
    """The version asked for by number or as "draft"; for "" the newest published, or the draft when none is."""
    versions = with_counts(visible_versions(user).filter(template=template))
    if asked.isdecimal() and len(asked) < 10:
        return get_object_or_404(versions, number=int(asked))
    drafts, published = versions.filter(number=None), versions.exclude(number=None)
    found = drafts.first() if asked == DRAFT else published.order_by("-number").first() or drafts.first()
    if found is None:
        raise Http404
    return found


def _history(template: Template) -> list[dict[str, Any]]:
    events = Event.objects.filter(stream=template.stream_id).order_by("-seq")[:HISTORY_LENGTH]
    return [{"event": event, "what": VERBS.get(event.verb, event.verb)} for event in events]
