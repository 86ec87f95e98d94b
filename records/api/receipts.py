"""The API of receipts: what somebody is asked to accept, and their answer."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from projects.serializers.inputs import SaidReasonInput

from ..access import is_asked, visible_receipts
from ..models import Receipt
from ..serializers.handovers import PassOnInput, ReceiptAcceptInput, ReceiptOutput, ReceiptsQuery
from ..services.receipts import accept_receipt, open_receipt, pass_on_receipt, send_back_receipt


class Receipts(Endpoint):
    """Who received what, the first due first. `receiver=me&state=sent` is what the caller has not opened yet."""

    sees = Action.SEE_RECORDS

    @operation(page_of(ReceiptOutput), query=ReceiptsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        found = visible_receipts(given.by).select_related("handed")
        if "state" in given.query:
            found = found.filter(state=given.query["state"])
        if "handover" in given.query:
            found = found.filter(handed__handover_id=given.query["handover"])
        if "receiver" in given.query:
            found = found.filter(is_asked(given.by))
        return page(found.order_by("due_on", "pk"), given.query, receipt_row)


class Open(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ReceiptOutput)
    def post(self, given: Given, receipt_id: int) -> dict[str, Any]:
        """Keep that the receiver has it before them; only the first time counts."""
        return receipt_row(open_receipt(receipt_id, by=given.by))


class Accept(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ReceiptOutput, takes=ReceiptAcceptInput)
    def post(self, given: Given, receipt_id: int) -> dict[str, Any]:
        """Accept it, with remarks when there are words."""
        return receipt_row(accept_receipt(receipt_id, by=given.by, **given.values))


class SendBack(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ReceiptOutput, takes=SaidReasonInput)
    def post(self, given: Given, receipt_id: int) -> dict[str, Any]:
        """Do not accept it, and say why."""
        return receipt_row(send_back_receipt(receipt_id, by=given.by, **given.values))


class PassOn(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ReceiptOutput, takes=PassOnInput)
    def post(self, given: Given, receipt_id: int) -> dict[str, Any]:
        """Let somebody else of the department answer; gives the receipt that they answer."""
        return receipt_row(pass_on_receipt(receipt_id, by=given.by, **given.values))


def receipt_row(receipt: Receipt) -> dict[str, Any]:
    """A receipt whose version was read with it."""
    return {name: getattr(receipt, name) for name in NAMES} | {
        "handover_id": receipt.handed.handover_id,
        "number": receipt.handed.number,
    }


NAMES = (
    "id", "department_id", "person_id", "answerable_id", "state", "due_on", "opened_at", "opened_by_id",
    "answered_at", "answered_by_id", "words",
)  # fmt: skip
RECEIPT = "receipts/<int:receipt_id>/"

urlpatterns: list[URLPattern] = [
    path("receipts/", Receipts.as_view()),
    path(RECEIPT + "open/", Open.as_view()),
    path(RECEIPT + "accept/", Accept.as_view()),
    path(RECEIPT + "send-back/", SendBack.as_view()),
    path(RECEIPT + "pass-on/", PassOn.as_view()),
]
