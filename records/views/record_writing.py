"""Writing records: the whole form, a correction, the quick form of a launch, and pasted chat turned into quotes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, Reach, allows, reach
from accounts.asked import number
from accounts.errors import Refusal, Stale
from accounts.pages import PageRequest, signed_in, status_of
from projects.access import visible_items, visible_projects
from projects.models import Item, Project
from projects.views.answers import project_or_404

from ..access import visible_handovers, visible_requests, visible_surprises
from ..chat import quoted
from ..forms.record_lines import Choices
from ..forms.records import BodyForm, QuickForm, RecordForms
from ..models import Kind
from ..services.record_content import draft_of
from ..services.records import correct_record, write_record
from .records import record_or_404

ABOUT = {"handover": visible_handovers, "request": visible_requests, "surprise": visible_surprises}


@require_http_methods(["GET", "POST"])
@signed_in
def record_new(request: PageRequest) -> HttpResponse:
    """`?project=`, `?item=`, `?handover=`, `?request=`, `?surprise=` and `?kind=` fill in what it is about."""
    _require_writer(request)
    data = _sent(request)
    project = _asked_project(request)
    forms = RecordForms(data, by=request.user, project=project, initial=_initial(request, project))
    if data is None:
        return _new_page(request, forms, project)
    if not forms.is_valid():
        return _new_page(request, forms, project, 400)
    found = forms.head.arguments()
    try:
        record = write_record(
            forms.draft(),
            by=request.user,
            project_id=found["project"],
            item_ids=tuple(map(int, found["items"])),
            creation_key=found["creation_key"],
            said=found["said"],
            **{f"{name}_id": found[name] for name in ABOUT},
        )
    except Refusal as refusal:
        forms.refuse(refusal)
        return _new_page(request, forms, project, status_of(request, refusal))
    messages.success(request, _("The record is filed."))
    return redirect("records:record-detail", record.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def record_correct(request: PageRequest, record_id: int) -> HttpResponse:
    record = record_or_404(request.user, record_id)
    _require_writer(request)
    stands = draft_of(record)
    initial = {"version": record.version}
    forms = RecordForms(_sent(request), by=request.user, project=record.project, stands=stands, initial=initial)
    context: dict[str, Any] = {"record": record, "forms": forms}
    if request.method == "GET":
        return render(request, "records/record_correct.html", context)
    if not forms.is_valid():
        return render(request, "records/record_correct.html", context, status=400)
    reason, version = forms.head.cleaned_data["reason"], forms.head.cleaned_data["version"]
    try:
        correct_record(record.pk, forms.draft(), by=request.user, reason=reason, version=version)
    except Refusal as refusal:
        forms.refuse(refusal)
        if isinstance(refusal, Stale):
            forms.head.renew(refusal.current["version"])
            context["is_stale"] = True
        return render(request, "records/record_correct.html", context, status=status_of(request, refusal))
    messages.success(request, _("The correction stands. What it replaced stays readable."))
    return redirect("records:record-detail", record.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def record_quick(request: PageRequest, project_id: int) -> HttpResponse:
    """A title, the words, one decision. `?item=` links it to a line of the launch."""
    project = project_or_404(request.user, project_id)
    _require_writer(request)
    item = _item_of(request, project)
    initial = {"kind": Kind.MESSENGER, "creation_key": uuid4()}
    form = QuickForm(_sent(request), by=request.user, choices=Choices.of(request.user, None), initial=initial)
    context = {"project": project, "item": item, "form": form}
    if not form.is_valid():
        return render(request, "records/record_quick.html", context, status=400 if form.is_bound else 200)
    found = form.arguments()
    try:
        record = write_record(
            form.draft(),
            by=request.user,
            project_id=project.pk,
            item_ids=(item.pk,) if item else (),
            creation_key=found["creation_key"],
            said=found["said"],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return render(request, "records/record_quick.html", context, status=status_of(request, refusal))
    messages.success(request, _("The record is filed."))
    return redirect("records:record-detail", record.pk)


@require_POST
@signed_in
def record_quote(request: PageRequest) -> HttpResponse:
    """The field of the form with its conversation as quotes, and how it will read. Nothing is saved."""
    _require_writer(request)
    form = BodyForm(request.POST)
    if not form.is_valid():
        return render(request, "records/_record_body.html", {"form": form}, status=422)
    body = quoted(form.cleaned_data["body"])
    context = {"form": BodyForm(initial={"body": body, "is_chat": False}), "preview": body}
    return render(request, "records/_record_body.html", context)


def _sent(request: PageRequest) -> QueryDict | None:
    """What was sent, also when it is empty; nothing when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _new_page(request: PageRequest, forms: RecordForms, project: Project | None, status: int = 200) -> HttpResponse:
    context = {"forms": forms, "project": project}
    return render(request, "records/record_new.html", context, status=status)


def _initial(request: PageRequest, project: Project | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"creation_key": uuid4(), "project": project.pk if project else None}
    if request.GET.get("kind") in Kind.values:
        initial["kind"] = request.GET["kind"]
    for name, visible in ABOUT.items():
        if pk := _number(request, name):
            initial[name] = pk if visible(request.user).filter(pk=pk).exists() else None
    if project and (item := _item_of(request, project)):
        initial["items"] = [item.pk]
    return initial


def _asked_project(request: PageRequest) -> Project | None:
    pk = _number(request, "project")
    return visible_projects(request.user).filter(pk=pk).first() if pk else None


def _item_of(request: PageRequest, project: Project) -> Item | None:
    pk = _number(request, "item")
    return visible_items(request.user).filter(pk=pk, project=project).first() if pk else None


def _number(request: PageRequest, name: str) -> int | None:
    """A number in the address, or in the form when it says so; what is none counts as not given."""
    return number(request.POST.get(name) or request.GET.get(name))


def _require_writer(request: PageRequest) -> None:
    """Partners have no records at all; a viewer reads them."""
    if not allows(request.user, Action.WRITE_RECORD):
        if reach(request.user, Action.SEE_RECORDS) != Reach.ALL:
            raise Http404
        raise PermissionDenied
