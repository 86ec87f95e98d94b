"""A draft of a brief as agents will see it, and publishing it to them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in, status_of
from projects.models import Project

from ..brief import blanks_in
from ..brief_differences import changes
from ..forms.briefs import PublishForm
from ..models import HandoverVersion
from ..services.brief_publishing import lines_to_publish, publish_brief, published_of, readers_of
from .brief_draft import editable_project
from .briefs import page_head, shown_differences, shown_lines


@require_GET
@signed_in
def brief_preview(request: PageRequest, project_id: int) -> HttpResponse:
    """The draft as an agent would read it."""
    project = editable_project(request, project_id)
    lines = lines_to_publish(project)
    return render(request, "records/brief_preview.html", {**page_head(request, project), **shown_lines(lines)})


@require_http_methods(["GET", "POST"])
@signed_in
def brief_publish(request: PageRequest, project_id: int) -> HttpResponse:
    project = editable_project(request, project_id)
    brief, newest = published_of(project)
    kept = {"after_number": newest.number if newest else 0, "accept_days": brief.accept_days if brief else 2}
    form = PublishForm(request.POST or None, **kept)
    if not form.is_valid():
        return _publish_page(request, project, form, newest, 400 if form.is_bound else 200)
    try:
        version = publish_brief(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _publish_page(request, project, form, newest, status_of(request, refusal))
    asked = version.receipts.count()
    said = ngettext("Version %(number)d is published. %(n)d person is asked to confirm it.",
                    "Version %(number)d is published. %(n)d people are asked to confirm it.", asked)  # fmt: skip
    messages.success(request, said % {"number": version.number, "n": asked})
    return redirect("records:brief-readers", project.pk)


def _publish_page(
    request: PageRequest, project: Project, form: PublishForm, newest: HandoverVersion | None, status: int
) -> HttpResponse:
    lines = lines_to_publish(project)
    found = changes(newest.lines if newest else [], lines)
    context = {
        **page_head(request, project),
        "form": form,
        "newest": newest,
        "next_number": (newest.number if newest else 0) + 1,
        "line_count": len(lines),
        "reader_count": len(readers_of(project)),
        "blanks": blanks_in(f"{line['text']} {line['meanwhile']}" for line in lines),
        "change_count": len(found),
        "differences": shown_differences(found) if newest else [],
    }
    return render(request, "records/brief_publish.html", context, status=status)
