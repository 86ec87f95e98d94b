"""Everything about one line of a draft, in the panel beside the list or on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url

from accounts.errors import Invalid, Refusal, Stale
from accounts.pages import STALE, UNPROCESSABLE, PageRequest, signed_in, wants_fragment

from ..content import LineContent
from ..contents import line_content
from ..forms import conditions
from ..forms import scenarios as inner
from ..forms.lines import LineForm
from ..models import TemplateItem
from ..services import lines
from .editor import Editor
from .editor_lines import line_saved, other_of

BLANK_SCENARIOS, BLANK_WAITS = 1, 1
WORDS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "title_en": gettext_lazy("English title"),
    "rule": gettext_lazy("Deadline"),
    "guidance": gettext_lazy("Guidance"),
    "guidance_en": gettext_lazy("English guidance"),
    "brief_line": gettext_lazy("Line in the brief"),
    "brief_line_en": gettext_lazy("English line in the brief"),
}
IN_LISTS = {
    "condition": gettext_lazy("Condition"),
    "scenarios": gettext_lazy("Scenarios"),
    "waits": gettext_lazy("Waits for"),
}


@dataclass(slots=True)
class Panel:
    """The panel's form with its lists as they stand or as they were typed, and what went wrong."""

    form: LineForm
    scenarios: list[inner.ScenarioRow]
    waits: list[inner.WaitRow]
    when: conditions.ConditionRows
    problems: list[tuple[str, str]] = field(default_factory=list)
    stale: dict[str, Any] | None = None


@require_GET
@signed_in
def line_detail(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    editor = Editor(request, template_id)
    item = editor.item(key)
    return panel_page(editor, item, standing(editor, item))


@require_POST
@signed_in
def line_change(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    """Write what the panel holds. Scripts are answered with the small parts that changed, others with the panel."""
    editor = Editor(request, template_id)
    item = editor.item(key)
    panel = typed(editor, item)
    try:
        values = _values(panel, line_content(item))
        revision = panel.form.cleaned_data["revision"]
        saved = lines.change_line(template_id, key, by=request.user, revision=revision, **values)
    except Stale as stale:
        panel.stale = {"other": other_of(editor, key, stale.current), "differs": _differs(panel, stale.current)}
        return _refused(editor, item, panel, STALE)
    except Refusal as refusal:
        if not panel.problems:
            panel.problems = [(str(IN_LISTS.get(refusal.field, WORDS.get(refusal.field, ""))), refusal.message)]
        return _refused(editor, item, panel, UNPROCESSABLE if request.htmx else refusal.status)
    if request.htmx:
        return line_saved(editor, saved, item=saved, panel=panel, is_panel=True)
    messages.success(request, _("Saved."))
    return redirect(_address(template_id, key) + editor.own_query)


@require_POST
@signed_in
def line_condition(request: PageRequest, template_id: int, key: str) -> HttpResponse:
    """The rows of the condition as chosen so far, with the controls of a question just chosen. Nothing is saved."""
    editor = Editor(request, template_id)
    item = editor.item(key)
    panel = typed(editor, item)
    if not request.htmx:
        return panel_page(editor, item, panel)
    return render(request, "checklists/_draft_condition.html", panel_context(editor, item, panel))


def standing(editor: Editor, item: TemplateItem) -> Panel:
    content = line_content(item)
    return Panel(LineForm(item=item), *inner.rows_of(content), conditions.rows_of(item.condition, editor.questions))


def typed(editor: Editor, item: TemplateItem) -> Panel:
    data = editor.request.POST
    form = LineForm(data, item=item)
    return Panel(form, *inner.typed_rows(data), conditions.typed_rows(data, editor.questions))


def panel_page(editor: Editor, item: TemplateItem, panel: Panel, *, status: int = 200) -> HttpResponse:
    context = panel_context(editor, item, panel)
    if wants_fragment(editor.request):
        response = render(editor.request, "checklists/_draft_panel.html", context, status=status)
        return push_url(response, context["line_url"] + editor.own_query)
    context = editor.page_context(selected=item.key) | context
    return render(editor.request, "checklists/draft_line.html", context, status=status)


def panel_context(editor: Editor, item: TemplateItem, panel: Panel) -> dict[str, Any]:
    choices = inner.condition_choices(editor.questions)
    rows = [(row, inner.with_own(choices, row, editor.questions)) for row in panel.scenarios]
    return editor.context(
        item=item,
        panel=panel,
        form=panel.form,
        line_url=_address(item.version.template_id, item.key),
        scenario_rows=[*rows, *[(inner.ScenarioRow(), "")] * BLANK_SCENARIOS],
        wait_rows=[*panel.waits, *[inner.WaitRow()] * BLANK_WAITS],
        condition_choices=choices,
        questions=editor.questions,
        row=editor.rows(item.key)[0],
    )


def _values(panel: Panel, before: LineContent) -> dict[str, Any]:
    """What `change_line` takes; Invalid, with every sentence in the panel, for what it cannot."""
    form = panel.form
    if not form.is_valid():
        panel.problems = [
            (str(form.fields[name].label if name in form.fields else ""), str(error))
            for name, errors in form.errors.items()
            for error in errors
        ]
        raise Invalid("invalid", panel.problems[0][1])
    return form.values | {
        "scenarios": inner.scenarios_in(panel.scenarios, before.scenarios),
        "waits": inner.waits_in(panel.waits),
        "condition": conditions.condition_in(panel.when, before.condition),
    }


def _differs(panel: Panel, current: Any) -> list[tuple[str, str]]:
    """(what, what stands now) where it is not what was typed here; of lists only that they differ."""
    found = []
    for name, words in WORDS.items():
        mine = str(panel.form.rule) if name == "rule" else panel.form.cleaned_data.get(name, "")
        if current[name] != mine:
            found.append((str(words), str(current[name]) or _("empty")))
    return found


def _refused(editor: Editor, item: TemplateItem, panel: Panel, status: int) -> HttpResponse:
    if not editor.request.htmx:
        return panel_page(editor, item, panel, status=status)
    context = editor.context(item=item, panel=panel, line_url=_address(item.version.template_id, item.key), oob=True)
    return render(editor.request, "checklists/_draft_panel_state.html", context, status=status)


def _address(template_id: int, key: str) -> str:
    return reverse("checklists:draft-line", args=[template_id, key])
