"""The draft of a template as a page: every line with its date if D-day were a certain day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import replace_url, trigger_client_event

from accounts.calendars import Calendar
from accounts.errors import Refusal
from accounts.models import User
from accounts.pages import UNPROCESSABLE, PageRequest, signed_in
from accounts.workdays import calendars

from ..draft_dates import Dates
from ..draft_rows import DDay, DraftRow, d_day, draft_dates, draft_rows, draft_sections
from ..forms.lines import BulkForm
from ..models import Question, TemplateItem, TemplateVersion
from .head import draft_of, editable_or_403, head_context

LONGEST_PREVIEW = 5000


def draft_or_404(user: User, template_id: int) -> TemplateVersion:
    """The draft of a template, for those who may edit it; 403 for those who may only see the template."""
    template = editable_or_403(user, template_id)
    if template.is_archived:
        raise Http404
    draft = draft_of(template)
    draft.template = template
    return draft


class Editor:
    """What the views of a draft share: the draft, the D-day asked for, and how they answer."""

    def __init__(self, request: PageRequest, template_id: int) -> None:
        self.request = request
        self.draft = draft_or_404(request.user, template_id)
        self.template = self.draft.template
        self.url = reverse("checklists:draft", args=[template_id])
        self.asked: QueryDict = request.POST if request.method == "POST" else request.GET

    @cached_property
    def known(self) -> Mapping[int | None, Calendar]:
        return calendars()

    @cached_property
    def day(self) -> DDay:
        return d_day(self.draft, self.asked.get("launch_on", ""), self.known)

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.draft.questions.all())

    @cached_property
    def dates(self) -> Dates:
        return draft_dates(self.draft, self.day, self.known)

    @property
    def own_query(self) -> str:
        """The D-day in the address, where it is not the one that comes by itself."""
        return f"?{urlencode({'launch_on': self.day.on.isoformat()})}" if self.day.on != self.day.earliest else ""

    def item(self, key: str) -> TemplateItem:
        """The line `key` with everything about it; 404 when it is not in the draft."""
        items = self.draft.items.select_related("section", "department", "default_owner")
        item = get_object_or_404(items.prefetch_related("scenarios", "waits__predecessor"), key=key)
        item.version = self.draft
        return item

    def rows(self, *keys: str) -> list[DraftRow]:
        dates = draft_dates(self.draft, self.day, self.known, keys)
        return draft_rows(self.draft, self.draft.items.filter(key__in=keys), dates, self.questions)

    def context(self, **more: Any) -> dict[str, Any]:
        return {
            "template": self.template, "draft": self.draft, "url": self.url, "day": self.day, "today": self.day.today,
            "own_query": self.own_query, **more,
        }  # fmt: skip

    def page(self, part: str, **more: Any) -> dict[str, Any]:
        """The context of a whole page: `part` is lines, questions or try."""
        return self.context(**head_context(self.request.user, self.template, "draft"), part=part) | more

    def page_context(self, *, selected: str = "", row: DraftRow | None = None) -> dict[str, Any]:
        """Of the whole list; `row` stands in the place of the line it is about."""
        sections = draft_sections(self.draft, self.dates, self.questions, selected=selected)
        if row is not None:
            sections = [(s, [row if row.item.pk == r.item.pk else r for r in rows]) for s, rows in sections]
        rows = [row for _section, rows in sections for row in rows]
        return self.page(
            "lines",
            dates=self.dates,
            sections=sections,
            count=len(rows),
            musts=sum(row.item.is_blocker for row in rows),
            warned=sum(row.is_past or bool(row.warnings) for row in rows),
            questions=self.questions,
            bulk=self.bulk_form(),
        )

    def bulk_form(self, data: QueryDict | None = None) -> BulkForm:
        return BulkForm(data, launch_on=self.day.on, calendar=self.known[None])

    def back(self, anchor: str = "") -> HttpResponse:
        return redirect(self.url + self.own_query + (f"#{anchor}" if anchor else ""))

    def done(self, said: str, anchor: str = "") -> HttpResponse:
        messages.success(self.request, said)
        return self.back(anchor)

    def refused(self, refusal: Refusal) -> HttpResponse:
        """Nothing was changed: a toast, which on a page without scripts comes with the list."""
        if self.request.htmx:
            context = {"text": refusal.message, "level": "error", "oob": True}
            return render(self.request, "_toast.html", context, status=UNPROCESSABLE)
        messages.error(self.request, refusal.message)
        return self.back()

    def placed(self, **where: Any) -> HttpResponse:
        """Tell the page where a line or a section stands now; it moves what it shows itself."""
        return trigger_client_event(HttpResponse(status=204), "draft-placed", where)


@require_GET
@signed_in
def draft(request: PageRequest, template_id: int) -> HttpResponse:
    return render(request, "checklists/draft.html", Editor(request, template_id).page_context())


@require_GET
@signed_in
def draft_dated(request: PageRequest, template_id: int) -> HttpResponse:
    """All dates for another D-day, out of band; what is being typed stays untouched."""
    editor = Editor(request, template_id)
    if not request.htmx:
        return editor.back()
    items = editor.draft.items.only("pk", "key", "version")
    dated = [
        DraftRow(item, 0, [], "", editor.dates.by_key[item.key]) for item in items if item.key in editor.dates.by_key
    ]
    warned = sum(row.is_past or bool(row.warnings) for row in dated)
    response = render(request, "checklists/_draft_dated.html", editor.context(rows=dated, warned=warned))
    return replace_url(response, editor.url + editor.own_query)


@require_POST
@signed_in
def guidance_preview(request: PageRequest, template_id: int) -> HttpResponse:
    """Guidance as it will be read. Nothing is saved."""
    draft_or_404(request.user, template_id)
    text = request.POST.get("guidance", "")[:LONGEST_PREVIEW]
    return render(request, "checklists/_draft_preview.html", {"text": text, "is_empty": not text.strip()})


def sentences(form: Any) -> str:
    """Every error of a form in one line, each with its field's name."""
    found = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        found += [f"{label}: {error}" if label else str(error) for error in errors]
    return " ".join(found) or _("This could not be saved.")
