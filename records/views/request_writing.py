"""Filing a request, putting it right, its options, and its way into a launch or a template."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, Reach, reach
from accounts.asked import number
from accounts.errors import Refusal, Stale
from accounts.pages import PageRequest, signed_in, status_of
from projects.access import visible_projects
from projects.forms.base import ServiceForm
from projects.models import Project

from ..access.requests import may
from ..forms.request_acts import MakeItemForm, ProposeForm
from ..forms.requests import ChangeRequestForm, OptionForm, RequestForm
from ..models import Request
from ..services import request_options as options
from ..services.request_links import make_item, propose_request
from ..services.requests import change_request, file_request
from .request_page import request_or_404, request_page


@require_http_methods(["GET", "POST"])
@signed_in
def request_new(request: PageRequest) -> HttpResponse:
    user = request.user
    if reach(user, Action.REPORT) == Reach.NONE:
        raise PermissionDenied
    form = RequestForm(request.POST or None, by=user, initial=_launch_asked(request))
    if not form.is_valid():
        return render(request, "records/request_new.html", {"form": form}, status=400 if form.is_bound else 200)
    project = form.cleaned_data["project_id"]
    try:
        made = file_request(
            form.draft(),
            by=user,
            project_id=project.pk if project else None,
            creation_key=form.cleaned_data["creation_key"],
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return render(request, "records/request_new.html", {"form": form}, status=status_of(request, refusal))
    messages.success(request, _("Thank you. The request is on record."))
    return redirect("records:request-detail", made.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def request_change(request: PageRequest, request_id: int) -> HttpResponse:
    thing = _for(request, request_id, "change")
    form = ChangeRequestForm(request.POST or None, request=thing)
    page = {"thing": thing, "form": form, "heading": _("Put the request right"), "button": _("Save")}
    if not form.is_valid():
        return _form_page(request, page)
    try:
        change_request(thing.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, page, refusal)
    return _done(request, thing, _("Saved."))


@require_POST
@signed_in
def option_add(request: PageRequest, request_id: int) -> HttpResponse:
    thing = _for(request, request_id, "edit_options")
    form = OptionForm(request.POST)
    if not form.is_valid():
        return request_page(request, thing, option_form=form, status=400)
    try:
        options.add_option(thing.pk, form.draft(), by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return request_page(request, thing, option_form=form, status=status_of(request, refusal))
    return _done(request, thing, _("The option is added."))


@require_http_methods(["GET", "POST"])
@signed_in
def option_change(request: PageRequest, request_id: int, option_id: int) -> HttpResponse:
    thing = _for(request, request_id, "edit_options")
    option = get_object_or_404(thing.options, pk=option_id)
    initial = {name: getattr(option, name) for name in ("text", "cost", "effect")}
    form = OptionForm(request.POST or None, initial=initial)
    page = {"thing": thing, "form": form, "heading": _("Change the option"), "button": _("Save")}
    if not form.is_valid():
        return _form_page(request, page)
    try:
        options.change_option(thing.pk, option_id, form.draft(), by=request.user)
    except Refusal as refusal:
        return _refused(request, page, refusal)
    return _done(request, thing, _("The option is changed."))


@require_POST
@signed_in
def option_choose(request: PageRequest, request_id: int, option_id: int) -> HttpResponse:
    thing = _for(request, request_id, "choose")
    get_object_or_404(thing.options, pk=option_id)
    try:
        options.choose_option(thing.pk, option_id, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return request_page(request, thing, status=status_of(request, refusal))
    return _done(request, thing, _("The option is chosen."))


@require_POST
@signed_in
def option_remove(request: PageRequest, request_id: int, option_id: int) -> HttpResponse:
    thing = _for(request, request_id, "edit_options")
    get_object_or_404(thing.options, pk=option_id)
    try:
        options.remove_option(thing.pk, option_id, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return request_page(request, thing, status=status_of(request, refusal))
    return _done(request, thing, _("The option is removed. The history keeps it."))


@require_http_methods(["GET", "POST"])
@signed_in
def request_item(request: PageRequest, request_id: int) -> HttpResponse:
    """First the launch, by the address; then its line."""
    thing = _for(request, request_id, "make_item")
    launches = visible_projects(request.user).running().order_by("launch_on", "pk")
    project = _launch(request, launches) or (thing.project if thing.project and thing.project.is_running else None)
    form = MakeItemForm(request.POST or None, request=thing, by=request.user, project=project) if project else None
    page = {
        "thing": thing,
        "form": form,
        "launches": launches,
        "project": project,
        "heading": _("Make it an item"),
        "button": _("Add item"),
    }
    if project is None or form is None or not form.is_valid():
        return _form_page(request, page, "records/request_item.html")
    try:
        make_item(thing.pk, by=request.user, project_id=project.pk, **form.arguments())
    except Refusal as refusal:
        return _refused(request, page, refusal, "records/request_item.html")
    return _done(request, thing, _("It is an item of the launch now."))


@require_http_methods(["GET", "POST"])
@signed_in
def request_propose(request: PageRequest, request_id: int) -> HttpResponse:
    thing = _for(request, request_id, "propose")
    form = ProposeForm(request.POST or None, request=thing, by=request.user)
    page = {
        "thing": thing,
        "form": form,
        "heading": _("Propose for a template"),
        "button": _("Propose"),
        "lead": _("The next launch then has a line for it. A CX planner decides about it."),
    }
    if not form.is_valid():
        return _form_page(request, page)
    try:
        propose_request(thing.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, page, refusal)
    return _done(request, thing, _("Thank you. A CX planner decides about it."))


def _for(request: PageRequest, request_id: int, deed: str) -> Request:
    thing = request_or_404(request.user, request_id)
    if not may(request.user, thing, deed):
        raise PermissionDenied
    return thing


def _form_page(
    request: PageRequest, page: dict[str, Any], template: str = "records/request_form.html", *, status: int = 200
) -> HttpResponse:
    form: ServiceForm | None = page["form"]
    if status == 200 and form is not None and form.is_bound:
        status = 400
    return render(request, template, page, status=status)


def _refused(
    request: PageRequest, page: dict[str, Any], refusal: Refusal, template: str = "records/request_form.html"
) -> HttpResponse:
    form: ServiceForm = page["form"]
    form.refuse(refusal)
    if isinstance(refusal, Stale):
        form.renew(refusal.current["version"])
        page = page | {"is_stale": True}
    return _form_page(request, page, template, status=status_of(request, refusal))


def _done(request: PageRequest, thing: Request, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("records:request-detail", thing.pk)


def _launch_asked(request: PageRequest) -> dict[str, Any]:
    """The launch that the address names, for the button of a launch's page."""
    launch = _launch(request, visible_projects(request.user).running())
    return {"project_id": launch.pk} if launch else {}


def _launch(request: PageRequest, launches: Any) -> Project | None:
    pk = number(request.GET.get("launch"))
    found: Project | None = launches.filter(pk=pk).first() if pk else None
    return found
