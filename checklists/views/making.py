"""A template as a whole: a new one, its words, a copy of it, in and out of the archive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import Refusal
from accounts.forms.base import OwnForm
from accounts.pages import PageRequest, signed_in, status_of

from ..access import may_edit, may_see
from ..forms.templates import DuplicateForm, TemplateForm
from ..services.templates import archive_template, change_template, create_template, duplicate_template
from .head import editable_or_403, head_context
from .templates import asked_version


@require_http_methods(["GET", "POST"])
@signed_in
def template_new(request: PageRequest) -> HttpResponse:
    if not may_see(request.user):
        raise Http404
    if not may_edit(request.user):
        raise PermissionDenied
    form = TemplateForm(request.POST or None)
    if not form.is_valid():
        return _page(request, "template_new", form)
    try:
        template = create_template(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, "template_new", form, refusal)
    messages.success(request, _("The template is made. It begins with an empty draft."))
    return redirect("checklists:template-detail", template.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def template_change(request: PageRequest, template_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    form = TemplateForm(request.POST or None, template=template)
    context = head_context(request.user, template, "sheet")
    if not form.is_valid():
        return _page(request, "template_change", form, **context)
    try:
        change_template(template.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _page(request, "template_change", form, refusal, **context)
    messages.success(request, _("Saved."))
    return redirect("checklists:template-detail", template.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def template_duplicate(request: PageRequest, template_id: int) -> HttpResponse:
    """A new template with what is in `?version=` of this one, its newest without it."""
    template = editable_or_403(request.user, template_id)
    version = asked_version(request.user, template, request.GET.get("version", ""))
    name = _("%(name)s (copy)") % {"name": template.name}
    form = DuplicateForm(request.POST or None, initial={"name": name[:100]})
    context = head_context(request.user, template, "sheet") | {"version": version}
    if not form.is_valid():
        return _page(request, "template_duplicate", form, **context)
    try:
        made = duplicate_template(version, by=request.user, name=form.cleaned_data["name"])
    except Refusal as refusal:
        return _page(request, "template_duplicate", form, refusal, **context)
    messages.success(request, _("The copy is made. It begins with a draft that is not published yet."))
    return redirect("checklists:template-detail", made.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def template_archive(request: PageRequest, template_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    if request.method == "GET":
        return _page(request, "template_archive", OwnForm(), **head_context(request.user, template, "sheet"))
    archive_template(template.pk, by=request.user)
    messages.success(request, _("The template is in the archive."))
    return redirect("checklists:template-list")


@require_POST
@signed_in
def template_unarchive(request: PageRequest, template_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    archive_template(template.pk, by=request.user, is_archived=False)
    messages.success(request, _("The template is back."))
    return redirect("checklists:template-detail", template.pk)


def _page(
    request: PageRequest, page: str, form: OwnForm, refusal: Refusal | None = None, **context: Any
) -> HttpResponse:
    if refusal:
        form.refuse(refusal)
    status = status_of(request, refusal) if refusal else 400 if form.is_bound else 200
    return render(request, f"checklists/{page}.html", {**context, "form": form}, status=status)
