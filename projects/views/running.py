"""Running a launch: move its D-day, cancel it, finish it, add a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Action, allows
from accounts.errors import Refusal, Stale
from projects.forms.base import ServiceForm
from projects.forms.items import AddItemForm
from projects.forms.launches import CancelForm, FinishForm, MoveForm
from projects.models import Item, Project
from projects.services.launches import cancel_launch, finish_launch, move_launch, preview_move
from projects.services.lines import add_item

from .answers import PageRequest, project_or_404, signed_in, status_of
from .launch import head_context
from .rows import item_url, project_url


@require_http_methods(["GET", "POST"])
@signed_in
def project_move(request: PageRequest, project_id: int) -> HttpResponse:
    """Form → every date before and after → confirmed: `confirm` in the form says which step was taken."""
    project = _run(request, project_id)
    form = MoveForm(request.POST or None, project=project)
    if not form.is_valid():
        return _form_page(request, "projects/project_move.html", project, form)
    try:
        if "confirm" not in request.POST:
            preview = preview_move(project, form.cleaned_data["launch_on"])
            return _form_page(request, "projects/project_move.html", project, form, preview=preview)
        move_launch(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, "projects/project_move.html", project, form, refusal)
    return _done(request, _("D-day is moved."), project_url(project.pk))


@require_http_methods(["GET", "POST"])
@signed_in
def project_cancel(request: PageRequest, project_id: int) -> HttpResponse:
    return _end(
        request, project_id, CancelForm, cancel_launch, "projects/project_cancel.html", _("The launch is cancelled.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def project_finish(request: PageRequest, project_id: int) -> HttpResponse:
    return _end(
        request, project_id, FinishForm, finish_launch, "projects/project_finish.html", _("The launch is finished.")
    )


@require_http_methods(["GET", "POST"])
@signed_in
def item_add(request: PageRequest, project_id: int) -> HttpResponse:
    project = _run(request, project_id)
    form = AddItemForm(request.POST or None, project=project)
    if not form.is_valid():
        return _form_page(request, "projects/item_add.html", project, form)
    try:
        item: Item = add_item(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, "projects/item_add.html", project, form, refusal)
    return _done(request, _("The item is added."), item_url(item))


def _end(
    request: PageRequest, project_id: int, form_class: type[Any], service: Callable[..., Project], page: str, said: str
) -> HttpResponse:
    project = _run(request, project_id)
    form = form_class(request.POST or None, project=project)
    if not form.is_valid():
        return _form_page(request, page, project, form)
    try:
        service(project.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, page, project, form, refusal)
    return _done(request, said, project_url(project.pk))


def _run(request: PageRequest, project_id: int) -> Project:
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied
    return project


def _form_page(
    request: PageRequest, page: str, project: Project, form: ServiceForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**head_context(project, request.user, timezone.now()), "form": form, **more}
    if status == 200 and form.is_bound and not form.is_valid():
        status = 400
    return render(request, page, context, status=status)


def _refused(request: PageRequest, page: str, project: Project, form: ServiceForm, refusal: Refusal) -> HttpResponse:
    fresh = project_or_404(request.user, project.pk)
    form.refuse(refusal)
    form.renew(fresh.version)
    return _form_page(
        request, page, fresh, form, status=status_of(request, refusal), is_stale=isinstance(refusal, Stale)
    )


def _done(request: PageRequest, said: str, url: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(url)
