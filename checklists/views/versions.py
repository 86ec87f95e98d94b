"""The versions of a template: list and compare them, publish the draft, put an earlier one back into it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in, status_of

from ..access import readable_versions
from ..comparing import compare_versions, unpublished
from ..exports import mark_of
from ..forms.templates import PublishForm, RevisionForm
from ..gallery import with_counts
from ..models import Template, TemplateVersion
from ..services.publishing import problems_of, publish_draft, restore_version
from .head import draft_of, editable_or_403, head_context, refused, template_or_404
from .templates import DRAFT, asked_version


@require_GET
@signed_in
def version_list(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    context = head_context(request.user, template, "versions")
    published = with_counts(template.versions.published()).select_related("published_by").order_by("-number")
    context |= {"published": list(published), "just": request.GET.get("published", "")}
    if context["may_edit"]:
        draft = with_counts(template.versions.drafts()).get()
        newest = context["newest"]
        changes = unpublished([draft], [newest]).get(template.pk, 0) if newest else 0
        is_open = not template.is_archived
        context |= {
            "draft": draft,
            "changes": changes,
            "held": None if changes else newest,  # what the draft holds anyway is neither published nor restored
            "may_restore": is_open,
            "has_unpublished": is_open and (newest is None or changes > 0),
        }
    return render(request, "checklists/version_list.html", context)


@require_GET
@signed_in
def version_compare(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    context = head_context(request.user, template, "versions")
    before, after = _asked_pair(request, template)
    versions = readable_versions(request.user).filter(template=template).order_by("-number")  # the draft comes first
    context |= {
        "before": before,
        "after": after,
        "choices": [(str(version.number or DRAFT), mark_of(version)) for version in versions],
        "comparison": compare_versions(before, after),
    }
    return render(request, "checklists/version_compare.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def draft_publish(request: PageRequest, template_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    draft = draft_of(template)
    if request.method == "GET":
        return _publish_page(request, template, PublishForm(initial={"revision": draft.revision}))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _publish_page(request, template, form, status=400)
    try:
        version = publish_draft(template.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        said = refused(form, refusal, template)
        fresh = PublishForm(initial={**form.cleaned_data, "revision": draft.revision}) if said else form
        return _publish_page(request, template, fresh, status=status_of(request, refusal), **said)
    messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
    response = redirect("checklists:version-list", template.pk)
    response["Location"] += f"?published={version.number}"
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def version_restore(request: PageRequest, template_id: int, number: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    version = get_object_or_404(template.versions.published(), number=number)
    draft = draft_of(template)
    if request.method == "GET":
        return _restore_page(request, template, version, RevisionForm(initial={"revision": draft.revision}))
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _restore_page(request, template, version, form, status=400)
    try:
        restore_version(template.pk, number, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        said = refused(form, refusal, template)
        fresh = RevisionForm(initial={"revision": draft.revision}) if said else form
        return _restore_page(request, template, version, fresh, status=status_of(request, refusal), **said)
    messages.success(request, _("The draft holds version %(number)d again.") % {"number": number})
    return redirect("checklists:version-list", template.pk)


def _asked_pair(request: PageRequest, template: Template) -> tuple[TemplateVersion, TemplateVersion]:
    """From and to as asked for; else from the newest version to the draft, for readers from the one before it."""
    readable = readable_versions(request.user).filter(template=template)
    newest = template.newest_version()
    after = request.GET.get("to") or (DRAFT if readable.filter(number=None).exists() else "")
    to = asked_version(request.user, template, after)
    default = newest.number if newest and to.number is None else max((to.number or 1) - 1, 1)
    before = request.GET.get("from") or (str(default) if newest else DRAFT)
    return asked_version(request.user, template, before), to


def _publish_page(
    request: PageRequest, template: Template, form: PublishForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = head_context(request.user, template, "versions")
    draft, newest = draft_of(template), context["newest"]
    context |= {
        "form": form,
        "problems": [problem.message for problem in problems_of(draft)],
        "comparison": compare_versions(newest, draft) if newest else None,
        "item_count": draft.items.count(),
        "next_number": newest.number + 1 if newest else 1,
        **more,
    }
    return render(request, "checklists/version_publish.html", context, status=status)


def _restore_page(
    request: PageRequest,
    template: Template,
    version: TemplateVersion,
    form: RevisionForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = head_context(request.user, template, "versions")
    draft = draft_of(template)
    lost = compare_versions(context["newest"], draft) if context["newest"] else None
    context |= {"form": form, "version": version, "lost": lost, "comparison": compare_versions(draft, version), **more}
    return render(request, "checklists/version_restore.html", context, status=status)
