"""Handovers: the list, and one of them with its versions and who received which."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.downloads import saved_file
from accounts.models import User
from accounts.pages import PageRequest, signed_in

from ..access import is_asked, may_continue, visible_handovers, visible_receipts, visible_records, visible_versions
from ..differences import Difference, differences
from ..forms.handovers import AnswerForm
from ..models import WAITING, Handover, HandoverVersion, Receipt
from ..services.receipts import open_receipt
from .handover_rows import ReceiptRow, handover_rows, handover_url, receipt_rows

PER_PAGE = 50
SHOWN = {
    "all": _("All handovers"),
    "mine": _("Handed over by me"),
    "open": _("Not answered yet"),
    "back": pgettext_lazy("handover", "Sent back"),
    "withdrawn": pgettext_lazy("handover", "Withdrawn"),
}
ANSWERED = (Receipt.State.ACCEPTED, Receipt.State.REMARKS, Receipt.State.SENT_BACK)


@require_GET
@signed_in
def handover_list(request: PageRequest) -> HttpResponse:
    """Five queries of its own, however many there are."""
    asked = {name: request.GET.get(name, "") for name in ("show", "kind", "q")}
    shown = asked["show"] if asked["show"] in SHOWN else "all"
    handovers = _filtered(request.user, shown, asked["kind"], asked["q"][:100])
    page = Paginator(handovers.select_related("project", "created_by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": handover_rows(list(page), request.user),
        "page_obj": page,
        "shown": shown,
        "filters": [] if request.user.is_partner else list(SHOWN.items()),
        "kinds": Handover.Kind.choices,
        "asked": asked,
        "is_narrowed": bool(asked["kind"] or asked["q"] or shown != "all"),
        "may_hand_over": allows(request.user, Action.HAND_OVER),
        "waiting": visible_receipts(request.user).waiting().filter(is_asked(request.user)).count(),
    }
    return render(request, "records/handover_list.html", context)


@require_GET
@signed_in
def handover_detail(request: PageRequest, handover_id: int) -> HttpResponse:
    """The newest version, or `?version=`; `?receipt=` is whose answer is given when a lead stands in."""
    handover = handover_or_404(request.user, handover_id)
    if handover.kind == Handover.Kind.BRIEF:
        return redirect(handover_url(handover))
    return detail_page(request, handover)


@require_GET
@signed_in
def handover_file(request: PageRequest, handover_id: int, number: int) -> HttpResponse:
    versions = visible_versions(request.user)
    version = get_object_or_404(versions, handover_id=handover_id, number=number)
    if not version.file:
        raise Http404
    return saved_file(version.file, version.file_name)  # type: ignore[return-value]


def handover_or_404(user: User, handover_id: int) -> Handover:
    around = ("project", "created_by__department", "stream")
    return get_object_or_404(visible_handovers(user).select_related(*around), pk=handover_id)


def detail_page(
    request: PageRequest,
    handover: Handover,
    *,
    status: int = 200,
    answered: int | None = None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    """With `form`, the answer to receipt `answered` that was refused."""
    user = request.user
    versions = list(visible_versions(user).filter(handover=handover).select_related("sent_by").order_by("-number"))
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), versions[0] if versions else None)
    rows = _opened(user, version) if version else []
    mine = _mine(rows, str(answered or request.GET.get("receipt", "")))
    context = {
        "handover": handover,
        "version": version,
        "versions": versions,
        "is_newest": version in versions[:1],
        "rows": rows,
        "mine": mine,
        "form": form or AnswerForm(),
        "records": visible_records(user).filter(handover=handover).select_related("current"),
        "may_continue": may_continue(user, handover) and not handover.withdrawn_at,
        "may_write": allows(user, Action.WRITE_RECORD),
    }
    if version:
        context |= _changes(user, version, versions)
    return render(request, "records/handover_detail.html", context, status=status)


def _opened(user: User, version: HandoverVersion) -> list[ReceiptRow]:
    """The receipts of a version; those that this person receives count as opened from now on."""
    receipts = visible_receipts(user).filter(handed=version)
    rows = receipt_rows(receipts, user)
    unopened = [row.receipt.pk for row in rows if row.is_own and row.receipt.state == Receipt.State.SENT]
    if not unopened:
        return rows
    for receipt_id in unopened:
        open_receipt(receipt_id, by=user)
    return receipt_rows(receipts, user)


def _mine(rows: list[ReceiptRow], asked: str) -> ReceiptRow | None:
    """The receipt to be answered on the page: the one asked for, or the person's own."""
    open_to_me = [row for row in rows if row.is_waiting and row.may_answer]
    chosen = [row for row in open_to_me if str(row.receipt.pk) == asked]
    own = [row for row in open_to_me if row.is_own]
    return next(iter(chosen + own), None)


def _changes(user: User, version: HandoverVersion, versions: list[HandoverVersion]) -> dict[str, Any]:
    """What differs from the version that this person answered last; for everybody else, from the one before."""
    older = [one for one in versions if one.number < version.number]
    if not older:
        return {"before": None}
    own = Receipt.objects.filter(handed__in=older, state__in=ANSWERED, answered_by=user)
    answered = own.order_by("-handed__number").values_list("handed_id", flat=True).first()
    before = next((one for one in older if one.pk == answered), older[0])
    return {"before": before, "has_answered": bool(answered), "lines": _lines(before, version)}


def _lines(before: HandoverVersion, version: HandoverVersion) -> list[Difference]:
    def text(one: HandoverVersion) -> str:
        return "\n".join(filter(None, (one.body, one.url, one.file_name)))

    return differences(text(before), text(version))


def _filtered(user: User, shown: str, kind: str, words: str) -> QuerySet[Handover]:
    handovers = visible_handovers(user)
    receipts = visible_receipts(user)
    match shown:
        case "mine":
            handovers = handovers.filter(versions__sent_by=user).distinct()
        case "open":
            handovers = handovers.filter(pk__in=receipts.filter(state__in=WAITING).values("handed__handover_id"))
        case "back":
            back = receipts.filter(state=Receipt.State.SENT_BACK)
            handovers = handovers.filter(pk__in=back.values("handed__handover_id"))
        case "withdrawn":
            handovers = handovers.filter(withdrawn_at__isnull=False)
    if kind in Handover.Kind.values:
        handovers = handovers.filter(kind=kind)
    for word in words.replace("\0", "").split():
        handovers = handovers.filter(title__icontains=word)
    return handovers
