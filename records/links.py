"""Where a thing that somebody owes is answered."""

from __future__ import annotations

from django.urls import reverse

from .models import Owed

PAGES = {
    Owed.Kind.RECEIPT: "records:handover-detail",
    Owed.Kind.PROMISE: "records:request-detail",
    Owed.Kind.CHECK: "records:request-detail",
    Owed.Kind.RESOLUTION: "records:record-detail",
    Owed.Kind.QUESTION: "records:record-detail",
    Owed.Kind.SURPRISE: "records:surprise-detail",
}


def owed_url(owed: Owed) -> str:
    """The path of its page; that of a brief goes by its launch."""
    if owed.kind == Owed.Kind.BRIEF:
        return reverse("records:brief-detail", args=[owed.project_id])
    return reverse(PAGES[Owed.Kind(owed.kind)], args=[owed.leads_to_id])
