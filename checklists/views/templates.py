"""One template with everything that is in a version of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.asked import number
from accounts.models import User
from accounts.pages import PageRequest, signed_in

from ..access import may_export, readable_versions
from ..files.writing import FORMATS
from ..gallery import with_counts
from ..history import history_of
from ..models import Template, TemplateVersion
from ..sheet import sections_of
from .head import head_context, template_or_404

HISTORY_LENGTH = 20
DRAFT = "draft"


@require_GET
@signed_in
def template_detail(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    version = asked_version(request.user, template, request.GET.get("version", ""))
    questions = list(version.questions.all())
    context = head_context(request.user, template, "sheet")
    context |= {
        "version": version,
        "is_current": context["newest"] is not None and version.number == context["newest"].number,
        "questions": questions,
        "sections": sections_of(version, questions),
        "published": template.versions.published().select_related("published_by").order_by("-number"),
        "history": history_of(template, HISTORY_LENGTH),
        "may_export": may_export(request.user),
        "export_formats": FORMATS.items(),
        "export_mark": f"&version={version.number or DRAFT}",
    }
    return render(request, "checklists/template_detail.html", context)


def asked_version(user: User, template: Template, asked: str) -> TemplateVersion:
    """The version asked for by number or as "draft"; for "" the newest published, or the draft when none is."""
    versions = with_counts(readable_versions(user).filter(template=template))
    if (wanted := number(asked)) is not None:
        return get_object_or_404(versions, number=wanted)
    drafts, published = versions.filter(number=None), versions.exclude(number=None)
    found = drafts.first() if asked == DRAFT else published.order_by("-number").first() or drafts.first()
    if found is None:
        raise Http404
    return found
