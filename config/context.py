"""What every page knows: who waits for the reader, which launches they muted, and the nonce of this page's scripts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import Action, Reach, reach
from notifications.access import failed_count, muted_launches, unread_count
from projects.access import waiting_count
from projects.live import nothing
from records.access import visible_owed
from records.models import Owed

RECEIVED = (Owed.Kind.RECEIPT, Owed.Kind.BRIEF)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. The counts are asked for only when a page shows them."""
    context: dict[str, Any] = {"csp_nonce": getattr(request, "csp_nonce", ""), "demo": settings.DEMO}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["nav"] = {
            "my_work": SimpleLazyObject(lambda: waiting_count(user)),
            "received": SimpleLazyObject(lambda: visible_owed(user).filter(kind__in=RECEIVED).count()),
            "inbox": SimpleLazyObject(lambda: unread_count(user)),
            "deliveries": reach(user, Action.SEE_DELIVERIES) in (Reach.ALL, Reach.DEPARTMENT),
            "failed": SimpleLazyObject(lambda: failed_count(user)),
        }
        if request.method == "GET":  # the answer to a form has an address that cannot be read again
            context["live"] = getattr(request, "live", None) or nothing(user)
        context["muted_launches"] = SimpleLazyObject(lambda: muted_launches(user))
    return context
