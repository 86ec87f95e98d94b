"""The lines that are selected, changed at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from accounts.asked import numbers
from accounts.errors import Invalid, Refusal
from accounts.pages import PageRequest, signed_in

from ..services import bulk
from .editor import Editor, sentences

# What a button asks for, and the field that its value stands in.
FIELDS = {"department": "department_id", "must": "is_blocker", "owner": "owner_id", "due": "due", "shift": "days"}
REMOVE = "remove"


@require_POST
@signed_in
def lines_change(request: PageRequest, template_id: int) -> HttpResponse:
    editor = Editor(request, template_id)
    keys, do = selected_keys(editor), request.POST.get("do", "")
    form = editor.bulk_form(request.POST)
    try:
        if not keys:
            raise Invalid("none", _("Select the lines first."))
        if do == REMOVE:
            return _remove(editor, keys)
        if not form.is_valid():
            raise Invalid("invalid", sentences(form))
        count = _change(editor, keys, do, form.cleaned_data)
    except Refusal as refusal:
        return editor.refused(refusal)
    said = ngettext("%(count)d line changed.", "%(count)d lines changed.", count) % {"count": count}
    if request.htmx:
        return _changed(editor, keys, do, said)
    return editor.done(said)


def selected_keys(editor: Editor) -> list[str]:
    """The lines whose boxes are checked, and those of sections whose boxes are."""
    keys = editor.request.POST.getlist("keys")
    sections = numbers(editor.request.POST.getlist("sections"))
    within = editor.draft.items.filter(section__in=sections).values_list("key", flat=True) if sections else []
    known = set(editor.draft.items.values_list("key", flat=True)) if keys else set()
    return list(dict.fromkeys([*(key for key in keys if key in known), *within]))


def _change(editor: Editor, keys: list[str], do: str, given: dict[str, Any]) -> int:
    by, template_id = editor.request.user, editor.template.pk
    value: Any = given.get(FIELDS.get(do, ""))
    if do not in FIELDS or (value in (None, "") and do != "owner"):
        raise Invalid("nothing", _("Choose what the selected lines should get."))
    match do:
        case "shift":
            return bulk.shift_lines(template_id, keys, by=by, days=value)
        case "due":
            return bulk.change_lines(template_id, keys, by=by, rule=value)
        case "owner":
            return bulk.change_lines(template_id, keys, by=by, default_owner_id=value or None)
    return bulk.change_lines(template_id, keys, by=by, **{FIELDS[do]: value})


def _changed(editor: Editor, keys: list[str], do: str, said: str) -> HttpResponse:
    """What the rows show differently now, and the dates of lines that wait for them; nothing else of the list."""
    items = editor.draft.items.filter(key__in=keys)
    followers = editor.draft.items.filter(waits__predecessor__in=items).values_list("key", flat=True)
    rows = editor.rows(*keys, *followers)
    changed = {row.item.pk for row in rows if row.item.key in set(keys)}
    context = editor.context(rows=rows, changed=changed, do=do, said=said)
    return render(editor.request, "checklists/_draft_changed.html", context)


def _remove(editor: Editor, keys: list[str]) -> HttpResponse:
    """Asked first: the page lists what would go."""
    request = editor.request
    if "confirmed" not in request.POST:
        items = editor.draft.items.filter(key__in=keys).order_by("section__order", "order", "pk")
        followers = editor.draft.items.filter(waits__predecessor__in=items).exclude(key__in=keys).distinct()
        context = editor.page("lines", items=items, followers=followers)
        if not request.htmx:
            return render(request, "checklists/draft_lines_remove.html", context)
        dialog = render(request, "checklists/_draft_lines_remove.html", context)
        return reswap(retarget(dialog, "#dialog-slot"), "innerHTML")
    count = bulk.remove_lines(editor.template.pk, keys, by=request.user)
    said = ngettext("%(count)d line taken out.", "%(count)d lines taken out.", count) % {"count": count}
    return editor.done(said)
