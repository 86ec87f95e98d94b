"""Edits of one line in the list: title and deadline as they are typed, adding, moving, copying, taking out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from accounts.asked import number
from accounts.errors import Invalid, Refusal, Stale
from accounts.pages import STALE, UNPROCESSABLE, PageRequest, signed_in, wants_fragment
from ledger.models import Event

from ..draft_dates import Dated
from ..draft_rows import DraftRow, Other, rule_text
from ..forms.lines import AddLineForm, RowForm, rule_fields
from ..models import TemplateItem
from ..schedule import parse_rule
from ..services import lines
from .editor import Editor, sentences

LOOKED_BACK = 30


@require_POST
@signed_in
def line_save(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    """What is typed into a row. Answers with the row's state and the dates that follow from it, never the row."""
    editor = Editor(request, template_id)
    item = editor.item(key)
    form = RowForm(request.POST, item=item, launch_on=editor.day.on, calendar=editor.known[item.department_id])
    if not form.is_valid():
        return _row_refused(editor, item, refusal=sentences(form))
    try:
        saved = lines.change_line(
            template_id, key, by=request.user, revision=form.cleaned_data["revision"], **form.values
        )
    except Stale as stale:
        return _row_refused(editor, item, other=other_of(editor, key, stale.current), status=STALE)
    except Refusal as refusal:
        return _row_refused(editor, item, refusal=refusal.message)
    if not request.htmx:
        return editor.back(f"line-{saved.pk}")
    if saved.rule == item.rule:
        own = DraftRow(saved, 0, [], "", Dated())  # no date has changed: only its state is shown
        return _told(render(request, "checklists/_draft_state.html", editor.context(row=own, oob=True)), saved)
    return line_saved(editor, saved)


def line_saved(editor: Editor, saved: TemplateItem, **panel: Any) -> HttpResponse:
    """The small parts of the page that a saved line changes, out of band, and its new revision as an event."""
    rows = editor.rows(saved.key, *followers_of(saved))
    context = editor.context(rows=rows, own=next(row for row in rows if row.item.pk == saved.pk), **panel)
    return _told(render(editor.request, "checklists/_draft_saved.html", context), saved)


def _told(response: HttpResponse, saved: TemplateItem) -> HttpResponse:
    now = {"id": saved.pk, "revision": saved.revision, "title": saved.title, "due": rule_text(saved.rule)}
    return trigger_client_event(response, "line-saved", now | rule_fields(saved))


def followers_of(item: TemplateItem) -> list[str]:
    """Keys of the lines that wait for it: whether their dates can be right depends on its date."""
    return list(TemplateItem.objects.filter(waits__predecessor=item).values_list("key", flat=True))


def other_of(editor: Editor, key: str, current: Any) -> Other:
    who = _("Somebody else")
    for event in Event.objects.filter(stream=editor.template.stream_id).order_by("-seq")[:LOOKED_BACK]:
        if key in event.after.get("keys", ()):
            who = event.actor_name
            break
    return Other(who, current["title"], rule_text(parse_rule(current["rule"])), current["revision"])


@require_POST
@signed_in
def line_add(request: PageRequest, template_id: int) -> HttpResponse:
    """A new line at the end of a section, or below the line `below`."""
    editor = Editor(request, template_id)
    form = AddLineForm(request.POST)
    if not form.is_valid():
        return editor.refused(Invalid("invalid", sentences(form)))
    title, section_id, below = (form.cleaned_data[name] for name in ("title", "section", "below"))
    try:
        item = lines.add_line(template_id, by=request.user, section_id=section_id, title=title, after=below)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _shown(editor, item, _("Added: %(key)s") % {"key": item.key})


@require_POST
@signed_in
def line_duplicate(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        item = lines.duplicate_line(template_id, key, by=request.user)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _shown(editor, item, _("Copied to %(key)s") % {"key": item.key})


@require_POST
@signed_in
def line_shift(request: PageRequest, template_id: int, key: str, step: int) -> HttpResponse:
    """One place up or down, over the edge of a section into the next."""
    editor = Editor(request, template_id)
    try:
        item = lines.shift_line(template_id, key, by=request.user, step=step)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _placed(editor, item)


@require_POST
@signed_in
def line_move(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    """To where it was dropped: into a section, above the line `before` or at its end."""
    editor = Editor(request, template_id)
    section, before = request.POST.get("section", ""), request.POST.get("before", "")
    try:
        item = lines.move_line(template_id, key, by=request.user, section_id=number(section) or 0, before=before)
    except Refusal as refusal:
        return editor.refused(refusal)
    return _placed(editor, item)


@require_http_methods(["GET", "POST"])
@signed_in
def line_remove(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    """Asked first, because what the line holds is then in the history only."""
    editor = Editor(request, template_id)
    item = editor.item(key)
    if request.method == "GET":
        followers = editor.draft.items.filter(waits__predecessor=item)
        context = editor.page("lines", item=item, followers=followers, scenarios=item.scenarios.count())
        part = "_draft_remove.html" if wants_fragment(request) else "draft_line_remove.html"
        return render(request, f"checklists/{part}", context)
    try:
        lines.remove_line(template_id, key, by=request.user)
    except Refusal as refusal:
        return editor.refused(refusal)
    said = _("Taken out: %(line)s") % {"line": f"{key} {item.title}"}
    if request.htmx:
        return render(request, "checklists/_draft_removed.html", {"said": said, "id": item.pk})
    return editor.done(said, f"section-{item.section_id}")


def _placed(editor: Editor, item: TemplateItem) -> HttpResponse:
    if not editor.request.htmx:
        return editor.back(f"line-{item.pk}")
    following = item.section.items.filter(order__gt=item.order).order_by("order", "pk").values_list("pk", flat=True)
    return editor.placed(id=item.pk, section=item.section_id, before=following.first())


def _shown(editor: Editor, item: TemplateItem, said: str) -> HttpResponse:
    if not editor.request.htmx:
        return editor.done(said, f"line-{item.pk}")
    [row] = editor.rows(item.key)
    return render(editor.request, "checklists/_draft_new_row.html", editor.context(row=row))


def _row_refused(
    editor: Editor, item: TemplateItem, *, refusal: str = "", other: Other | None = None, status: int = UNPROCESSABLE
) -> HttpResponse:
    """The reason beneath the row; without scripts the whole page, with what was typed still in its row."""
    [row] = editor.rows(item.key)
    row.refusal, row.other = refusal, other
    row.typed = {name: editor.request.POST.get(name, "")[:300] for name in ("title", "due")}
    if editor.request.htmx:
        context = editor.context(row=row, oob=True)
        return render(editor.request, "checklists/_draft_state.html", context, status=status)
    return render(editor.request, "checklists/draft.html", editor.page_context(row=row), status=status)
