"""Finding the receipts of a handover."""

from __future__ import annotations

from records.models import Handover, Receipt


def receipt(handover: Handover, *, number: int = 1, **who: object) -> Receipt:
    return Receipt.objects.get(handed__handover=handover, handed__number=number, **who)
