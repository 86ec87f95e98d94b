"""Pages of the inbox and of the demo's mailbox."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, Reach, reach
from accounts.errors import Forbidden, Refusal
from accounts.models import User

from .. import mailbox as arrived
from .. import services
from ..access import inbox_of
from ..models import Notification
from ..rests import read_rest, rest_of, with_rest
from ..rows import Row, row

PER_PAGE = 50


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader was told, by day; `?show=needs-me` leaves what still asks something of them."""
    reader: User = request.user  # type: ignore[assignment]
    told = inbox_of(reader)
    only_mine = request.GET.get("show") == "needs-me"
    listed = (told.needs_me() if only_mine else told).select_related("item__owner", "project", "recipient")
    page = Paginator(with_rest(listed), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page_obj": page,
        "rows": [row(notification, now, read_rest(notification)) for notification in page],
        "only_mine": only_mine,
        "needs_me": told.needs_me().count(),
        "unread": told.unread().count(),
        "may_see_messages": reach(reader, Action.SEE_DELIVERIES) == Reach.OWN,
        "today": timezone.localdate(now),
        "yesterday": timezone.localdate(now) - timedelta(days=1),
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(by=request.user)  # type: ignore[arg-type]
    return redirect("notifications:inbox")


@login_required
@require_POST
def notification_read(request: HttpRequest, notification_id: int) -> HttpResponse:
    try:
        changed = services.mark_read(notification_id, by=request.user)  # type: ignore[arg-type]
    except Notification.DoesNotExist as error:
        raise Http404 from error
    return _answer(request, changed)


@login_required
@require_POST
def notification_acknowledge(request: HttpRequest, notification_id: int) -> HttpResponse:
    try:
        changed = services.acknowledge_notification(notification_id, by=request.user)  # type: ignore[arg-type]
    except Notification.DoesNotExist as error:
        raise Http404 from error
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refusal as refusal:
        toasts.error(request, refusal.message)
        return redirect("notifications:inbox")
    return _answer(request, changed)


def _answer(request: HttpRequest, changed: Notification) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("notifications:inbox")
    shown: Row = row(changed, timezone.now(), rest_of(changed))
    return render(request, "notifications/_notification.html", {"row": shown})


@login_required
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(arrived.names(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "mails": [arrived.head(name) for name in page]}
    return render(request, "notifications/mailbox.html", context)


@login_required
@require_GET
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    mail = arrived.read(name)
    if mail is None:
        raise Http404(_("There is no such mail."))
    return render(request, "notifications/mail_detail.html", {"mail": mail})
