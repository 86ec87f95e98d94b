"""Sections of a draft: add, rename, copy, move, take out when empty."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.errors import Invalid, Refusal, Stale
from accounts.pages import STALE, UNPROCESSABLE, PageRequest, signed_in

from ..draft_rows import draft_rows
from ..forms.sections import SectionForm
from ..models import Section
from ..services import sections
from .editor import Editor, sentences


@require_POST
@signed_in
def section_add(request: PageRequest, template_id: int) -> HttpResponse:
    editor, form = Editor(request, template_id), SectionForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("invalid", sentences(form))
        section = sections.add_section(template_id, by=request.user, **form.words)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _shown(editor, section)


@require_POST
@signed_in
def section_rename(request: PageRequest, template_id: int, section_id: int) -> HttpResponse:
    editor, form = Editor(request, template_id), SectionForm(request.POST)
    section = get_object_or_404(editor.draft.sections, pk=section_id)
    try:
        if not form.is_valid():
            raise Invalid("invalid", sentences(form))
        revision = form.cleaned_data["revision"]
        section = sections.rename_section(template_id, section_id, by=request.user, revision=revision, **form.words)
    except Stale as stale:
        return _refused(editor, section, stale, STALE)
    except Refusal as refusal:
        return _refused(editor, section, refusal, UNPROCESSABLE)
    if not request.htmx:
        return editor.back(f"section-{section.pk}")
    response = render(request, "checklists/_draft_section_state.html", editor.context(section=section, oob=True))
    now = {"id": f"section-{section.pk}", "revision": section.revision, "title": section.title}
    return trigger_client_event(response, "section-saved", now)


@require_POST
@signed_in
def section_shift(request: PageRequest, template_id: int, section_id: int, step: int) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        section = sections.shift_section(template_id, section_id, by=request.user, step=step)
    except Refusal as refusal:
        return editor.refused(refusal)
    if not request.htmx:
        return editor.back(f"section-{section.pk}")
    following = editor.draft.sections.filter(order__gt=section.order).values_list("pk", flat=True)
    return editor.placed(section_only=section.pk, before=following.first())


@require_POST
@signed_in
def section_duplicate(request: PageRequest, template_id: int, section_id: int) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        section = sections.duplicate_section(template_id, section_id, by=request.user)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _shown(editor, section)


@require_POST
@signed_in
def section_remove(request: PageRequest, template_id: int, section_id: int) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        sections.remove_section(template_id, section_id, by=request.user)
    except Refusal as refusal:
        return editor.refused(refusal)
    return HttpResponse() if request.htmx else editor.done(_("Section taken out."))


def _shown(editor: Editor, section: Section) -> HttpResponse:
    if not editor.request.htmx:
        return editor.back(f"section-{section.pk}")
    items = editor.draft.items.filter(section=section).order_by("order", "pk")
    rows = draft_rows(editor.draft, items, editor.dates, editor.questions)
    return render(editor.request, "checklists/_draft_section.html", editor.context(section=section, rows=rows))


def _refused(editor: Editor, section: Section, refusal: Refusal, status: int) -> HttpResponse:
    if not editor.request.htmx:
        return editor.refused(refusal)
    current = refusal.current if isinstance(refusal, Stale) else None
    context = editor.context(section=section, refusal=refusal.message, current=current, oob=True)
    return render(editor.request, "checklists/_draft_section_state.html", context, status=status)
