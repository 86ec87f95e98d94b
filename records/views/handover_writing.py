"""Handing something over: a new thing, its next version, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Action, allows
from accounts.errors import Refusal, Stale
from accounts.pages import PageRequest, signed_in, takes_file

from ..access import may_continue, visible_receipts
from ..forms.handovers import GivenForm, HandOverForm, NextVersionForm, WithdrawForm
from ..models import Handover
from ..services.handovers import hand_over, send_version, withdraw_handover
from .handover_rows import receipt_rows, standing_receivers
from .handovers import handover_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@takes_file
def handover_new(request: PageRequest) -> HttpResponse:
    if not allows(request.user, Action.HAND_OVER):
        raise PermissionDenied
    if request.method != "POST":
        form = HandOverForm(by=request.user, initial={"project_id": request.GET.get("project")})
        return _page(request, form)
    form = HandOverForm(request.POST, request.FILES, by=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        handover = hand_over(by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, status=refusal.status)
    messages.success(request, _("Handed over. Everybody named is asked to accept it."))
    return redirect("records:handover-detail", handover.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@takes_file
def handover_send(request: PageRequest, handover_id: int) -> HttpResponse:
    handover = _own_or_403(request, handover_id)
    last = handover.versions.order_by("number").last()
    if last is None or handover.withdrawn_at:
        return redirect("records:handover-detail", handover.pk)
    last.handover = handover
    if request.method != "POST":
        rows = receipt_rows(visible_receipts(request.user).filter(handed=last), request.user)
        form = NextVersionForm(last=last, receipts=standing_receivers(handover, rows))
        return _page(request, form, handover=handover)
    form = NextVersionForm(request.POST, request.FILES, last=last, receipts=[])
    if not form.is_valid():
        return _page(request, form, handover=handover, status=400)
    try:
        version = send_version(handover.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, form, refusal, handover)
    messages.success(request, _("Version %(number)d is sent.") % {"number": version.number})
    return redirect("records:handover-detail", handover.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def handover_withdraw(request: PageRequest, handover_id: int) -> HttpResponse:
    handover = _own_or_403(request, handover_id)
    is_sent = request.method == "POST"
    form = WithdrawForm(request.POST if is_sent else None, initial={"version": handover.version})
    status = 400 if is_sent else 200
    if form.is_valid():
        try:
            withdraw_handover(handover.pk, by=request.user, **form.arguments())
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
            if isinstance(refusal, Stale):
                form.renew(refusal.current["version"])
        else:
            messages.success(request, _("The handover is withdrawn."))
            return redirect("records:handover-detail", handover.pk)
    return render(request, "records/handover_withdraw.html", {"form": form, "handover": handover}, status=status)


def _own_or_403(request: PageRequest, handover_id: int) -> Handover:
    handover = handover_or_404(request.user, handover_id)
    if not may_continue(request.user, handover):
        raise PermissionDenied
    return handover


def _refused(request: PageRequest, form: NextVersionForm, refusal: Refusal, handover: Handover) -> HttpResponse:
    form.refuse(refusal)
    if isinstance(refusal, Stale):
        form.renew(refusal.current["version"])
    return _page(request, form, handover=handover, status=refusal.status)


def _page(
    request: PageRequest, form: GivenForm, *, handover: Handover | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "handover": handover}
    return render(request, "records/handover_new.html", context, status=status)
