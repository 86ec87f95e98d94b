"""The templates to choose from, and the library's not loaded yet: look into one, use it, take a new edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal
from accounts.models import Department
from accounts.pages import PageRequest, signed_in, status_of

from .. import library
from ..access import may_edit, may_propose, may_see, may_start
from ..comparing import compare_contents
from ..contents import content_of
from ..forms.templates import RevisionForm
from ..gallery import shelf_for
from ..library import DEPARTMENTS, LibraryTemplate
from ..models import LaunchType, Template, TemplateVersion
from ..services.drafts import question_row
from ..sheet import sections_in
from .head import draft_of, editable_or_403, head_context, refused


@require_GET
@signed_in
def template_list(request: PageRequest) -> HttpResponse:
    if not may_see(request.user):
        raise Http404
    context = {
        "shelf": shelf_for(request.user),
        "may_start": may_start(request.user),
        "may_edit": may_edit(request.user),
        "may_propose": may_propose(request.user),
    }
    return render(request, "checklists/template_list.html", context)


@require_GET
@signed_in
def library_detail(request: PageRequest, slug: str) -> HttpResponse:
    """Everything in a template of the library, as it would stand here."""
    return _library_page(request, _source_or_404(request, slug))


@require_POST
@signed_in
def library_use(request: PageRequest, slug: str) -> HttpResponse:
    source = _source_or_404(request, slug)
    try:
        template = library.use(source, by=request.user)
    except Refusal as refusal:
        return _library_page(request, source, status=status_of(request, refusal), refusal=refusal)
    messages.success(request, _("The template is ready. Launches can start from it."))
    return redirect("checklists:template-detail", template.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def edition_fetch(request: PageRequest, template_id: int) -> HttpResponse:
    """What a new edition of the library's file would make of the draft, and on POST that."""
    template = editable_or_403(request.user, template_id)
    source = library.shipped().get(template.slug)
    if source is None:
        raise Http404
    draft = draft_of(template)
    if request.method == "GET":
        return _edition_page(request, template, source, RevisionForm(initial={"revision": draft.revision}))
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _edition_page(request, template, source, form, status=400)
    try:
        library.fetch(source, by=request.user, revision=form.cleaned_data["revision"])
    except Refusal as refusal:
        said = refused(form, refusal, template)
        fresh = RevisionForm(initial={"revision": draft.revision}) if said else form
        return _edition_page(request, template, source, fresh, status=status_of(request, refusal), **said)
    messages.success(request, _("The new edition is in the draft. Publish it when it is right."))
    return redirect("checklists:version-list", template.pk)


def _source_or_404(request: PageRequest, slug: str) -> LibraryTemplate:
    """The library is for those who edit templates."""
    source = library.shipped().get(slug)
    if source is None or not may_see(request.user):
        raise Http404
    if not may_edit(request.user):
        raise PermissionDenied
    return source


def _library_page(
    request: PageRequest, source: LibraryTemplate, *, status: int = 200, refusal: Refusal | None = None
) -> HttpResponse:
    content = source.content
    questions = [question_row(TemplateVersion(), n, question) for n, question in enumerate(content.questions)]
    places = library.departments_for(content)
    context: dict[str, Any] = {
        "source": source,
        "template": Template.objects.filter(slug=source.slug).first(),
        "launch_type": LaunchType(**source.file.launch_type),
        "questions": questions,
        "sections": sections_in(content, {slug: place or _unmade(slug) for slug, place in places.items()}, questions),
        "places": [(_unmade(slug), place) for slug, place in places.items()],
        "refusal": refusal,
    }
    return render(request, "checklists/library_detail.html", context, status=status)


def _unmade(slug: str) -> Department:
    """A department as the library calls it."""
    name, name_en = DEPARTMENTS[slug]
    return Department(slug=slug, name=name, name_en=name_en)


def _edition_page(
    request: PageRequest,
    template: Template,
    source: LibraryTemplate,
    form: RevisionForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = head_context(request.user, template, "versions")
    places = library.departments_for(source.content)
    found = {slug: place.slug for slug, place in places.items() if place}
    comparison = compare_contents(content_of(draft_of(template)), library.with_departments(source.content, found))
    context |= {"form": form, "source": source, "comparison": comparison, **more}
    return render(request, "checklists/edition_fetch.html", context, status=status)
