"""Addresses of handovers and receipts."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import handover_writing, handovers, proofs, receipts

HANDOVER = "handovers/<int:handover_id>/"
RECEIPT = "receipts/<int:receipt_id>/"

urlpatterns: list[URLPattern] = [
    path("handovers/", handovers.handover_list, name="handover-list"),
    path("handovers/new/", handover_writing.handover_new, name="handover-new"),
    path(HANDOVER, handovers.handover_detail, name="handover-detail"),
    path(HANDOVER + "send/", handover_writing.handover_send, name="handover-send"),
    path(HANDOVER + "withdraw/", handover_writing.handover_withdraw, name="handover-withdraw"),
    path(HANDOVER + "proof/", proofs.handover_proof, name="handover-proof"),
    path(HANDOVER + "versions/<int:number>/file/", handovers.handover_file, name="handover-file"),
    path("receipts/", receipts.receipt_list, name="receipt-list"),
    path(RECEIPT + "accept/", receipts.receipt_accept, name="receipt-accept"),
    path(RECEIPT + "send-back/", receipts.receipt_send_back, name="receipt-send-back"),
    path(RECEIPT + "pass-on/", receipts.receipt_pass_on, name="receipt-pass-on"),
]
