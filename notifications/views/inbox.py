"""Pages of the inbox and of the demo's mailbox."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, Reach, reach
from accounts.asked import number, numbers
from accounts.errors import Forbidden, Refusal
from accounts.models import User

from .. import listing, services
from .. import mailbox as arrived
from ..access import inbox_of
from ..listing import Filters
from ..models import Notification, NotificationQuerySet

PER_PAGE = 50
MOST_PAST = 50
LAST_PAGE = 10_000


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What the reader was told, by day; the filters, a further page and a day's past stand in the address."""
    reader: User = request.user  # type: ignore[assignment]
    now, asked = timezone.now(), listing.filters(request.GET)
    if day := listing.past_day(request.GET):
        return _past(request, listing.past_of(reader, asked, day, now), day)
    page = max(1, number(request.GET.get("page"), most=LAST_PAGE) or 1)
    days, has_more = listing.days_of(reader, asked, now, page)
    shown = {
        "days": days,
        "has_more": has_more,
        "page": page,
        "asked": asked,
        "today": timezone.localdate(now),
        "yesterday": timezone.localdate(now) - timedelta(days=1),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "notifications/_inbox_days.html", shown)
    may_see_messages = reach(reader, Action.SEE_DELIVERIES) == Reach.OWN
    context = shown | _head(reader, asked, now) | {"may_see_messages": may_see_messages}
    return render(request, "notifications/inbox.html", context)


def _past(request: HttpRequest, told: NotificationQuerySet, day: date) -> HttpResponse:
    """What is over of a day: its rows alone in place of its folded line, or as a page."""
    page = Paginator(told.values_list("pk", flat=True), MOST_PAST).get_page(request.GET.get("page"))
    context = {"rows": listing.rows_of(list(page), timezone.now()), "page_obj": page, "day": day}
    is_part = request.htmx  # type: ignore[attr-defined]
    return render(request, "notifications/_inbox_past.html" if is_part else "notifications/inbox_past.html", context)


def _head(reader: User, asked: Filters, now: datetime) -> dict[str, Any]:
    """What stands above the list, with counts."""
    return {
        "asked": asked,
        "unread": inbox_of(reader).unread().order_by().count(),
        "needs_me": listing.needing(reader, asked, now),
        "kinds": listing.kinds_of(reader, asked, now),
        "launches": listing.launches_of(reader, asked, now),
    }


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark what the page showed as read; without a word of what that was, everything."""
    shown = numbers(request.POST.getlist("shown"))
    count = services.mark_all_read(by=request.user, only=shown or None)  # type: ignore[arg-type]
    words = ngettext("%(count)s notice is marked as read.", "%(count)s notices are marked as read.", count)
    toasts.success(request, words % {"count": count})
    return redirect(_back(request))


@login_required
@require_POST
def notification_read(request: HttpRequest, notification_id: int) -> HttpResponse:
    try:
        changed = services.mark_read(notification_id, by=request.user)  # type: ignore[arg-type]
    except Notification.DoesNotExist as error:
        raise Http404 from error
    return _answer(request, changed, _("Marked as read: %(title)s"))


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
        return redirect(_back(request))
    return _answer(request, changed, _("Receipt confirmed: %(title)s"))


def _answer(request: HttpRequest, changed: Notification, said: str) -> HttpResponse:
    """The row as it stands now, and the counts above it; without htmx the page again, at the row."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{_back(request)}#notification-{changed.pk}")
    reader: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    [shown] = listing.rows_of([changed.pk], now)
    counts = _head(reader, listing.filters(request.GET), now)
    context = counts | {"row": shown, "said": said % {"title": shown.title}, "is_answer": True}
    return render(request, "notifications/_notification.html", context)


def _back(request: HttpRequest) -> str:
    """The list as it was filtered: the forms carry its filters along in their address."""
    query = listing.filters(request.GET).query
    return reverse("notifications:inbox") + (f"?{query}" if query else "")


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
