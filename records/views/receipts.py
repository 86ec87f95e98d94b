"""What waits for me to accept, and my answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal
from accounts.models import User
from accounts.pages import PageRequest, signed_in

from ..access import is_asked, may_pass_on, may_stand_in, visible_receipts
from ..forms.handovers import AnswerForm, PassOnForm
from ..models import Receipt
from ..services.receipts import accept_receipt, pass_on_receipt, send_back_receipt
from .handover_rows import handover_url, receipt_rows
from .handovers import detail_page, handover_or_404

ANSWERED_SHOWN = 20


@require_GET
@signed_in
def receipt_list(request: PageRequest) -> HttpResponse:
    user = request.user
    waiting = visible_receipts(user).waiting().filter(is_asked(user) | may_stand_in(user))
    rows = receipt_rows(waiting.order_by("due_on", "pk"), user)
    answered = visible_receipts(user).filter(answered_by=user).order_by("-answered_at")[:ANSWERED_SHOWN]
    context = {
        "own": [row for row in rows if row.receipt.answers == user],
        "of_others": [row for row in rows if row.receipt.answers != user],
        "answered": receipt_rows(answered, user),
    }
    return render(request, "records/receipt_list.html", context)


@require_POST
@signed_in
def receipt_accept(request: PageRequest, receipt_id: int) -> HttpResponse:
    return _answer(request, receipt_id, is_accepted=True)


@require_POST
@signed_in
def receipt_send_back(request: PageRequest, receipt_id: int) -> HttpResponse:
    return _answer(request, receipt_id, is_accepted=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def receipt_pass_on(request: PageRequest, receipt_id: int) -> HttpResponse:
    receipt = _receipt_or_404(request.user, receipt_id)
    if not may_pass_on(request.user, receipt):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = PassOnForm(request.POST if is_sent else None, receipt=receipt)
    status = 400 if is_sent else 200
    if form.is_valid():
        try:
            pass_on_receipt(receipt.pk, by=request.user, **form.arguments())
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Somebody else answers from now on."))
            return redirect(handover_url(receipt.handed.handover))
    context = {"form": form, "receipt": receipt, "handover": receipt.handed.handover}
    return render(request, "records/receipt_pass_on.html", context, status=status)


def _answer(request: PageRequest, receipt_id: int, *, is_accepted: bool) -> HttpResponse:
    receipt = _receipt_or_404(request.user, receipt_id)
    handover = handover_or_404(request.user, receipt.handed.handover_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return detail_page(request, handover, status=400, answered=receipt.pk, form=form)
    given = form.arguments()
    try:
        if is_accepted:
            accept_receipt(receipt.pk, by=request.user, **given)
        else:
            send_back_receipt(receipt.pk, by=request.user, reason=given["words"], said=given["said"])
    except Refusal as refusal:
        form.refuse(refusal)
        return detail_page(request, handover, status=refusal.status, answered=receipt.pk, form=form)
    messages.success(request, _("Accepted. It is on record.") if is_accepted else _("Sent back. It is on record."))
    return redirect(handover_url(handover))


def _receipt_or_404(user: User, receipt_id: int) -> Receipt:
    around = ("handed__handover__project", "department", "person", "answerable")
    return get_object_or_404(visible_receipts(user).select_related(*around), pk=receipt_id)
