"""Pages of what was sent: the log, one message, what failed and what to do about it."""

from __future__ import annotations

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Action, Reach, allows, reach
from accounts.asked import numbers
from accounts.errors import Forbidden, Refusal
from accounts.models import User
from projects.views.answers import PageRequest, signed_in, status_of

from ..access import failed_count, failed_messages, hold_shown_to, messages_of
from ..deliveries import chain_of, deliveries, delivery, for_rows, grouped, matching, timeline, with_reason
from ..forms.deliveries import LogForm, SettleForm
from ..models import Message
from ..services.hold import held
from ..services.replay import replay_failed, replay_message, settle_message

PER_PAGE = 50


@require_GET
@signed_in
def delivery_list(request: PageRequest) -> HttpResponse:
    """Every message within the reader's reach, the latest first; the filters stand in the address."""
    reader = request.user
    _must_see(reader)
    form = LogForm(request.GET or None, reader=reader)
    asked = form.asked() if form.is_bound else {}
    found = matching(messages_of(reader), asked, reader)
    page = Paginator(for_rows(found, reader), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "asked": asked, "page_obj": page, "rows": deliveries(page, reader)}
    return render(request, "notifications/delivery_list.html", context | _around(reader))


@require_GET
@signed_in
def delivery_detail(request: PageRequest, message_id: int) -> HttpResponse:
    reader = request.user
    message = get_object_or_404(for_rows(messages_of(reader), reader, lines=None), pk=message_id)
    context = {
        "row": deliveries([message], reader)[0],
        "message": message,
        "moments": timeline(message),
        "chain": chain_of(message, reader),
        "may_replay": message.is_given_up and message.kind != Message.Kind.TEST and _may_replay(reader, message),
    }
    return render(request, "notifications/delivery_detail.html", context | _around(reader))


@require_GET
@signed_in
def delivery_failed(request: PageRequest) -> HttpResponse:
    """What was given up and not dealt with, the newest first, by channel and reason."""
    reader = request.user
    if reach(reader, Action.REPLAY) == Reach.NONE:
        raise PermissionDenied
    page = Paginator(_failed(reader), PER_PAGE).get_page(request.GET.get("page"))
    sendable = [message.pk for message in page if _is_sendable(message)]
    context = {"page_obj": page, "groups": grouped(page), "sendable": sendable}
    return render(request, "notifications/failed.html", context | _around(reader))


@require_POST
@signed_in
def failed_replay(request: PageRequest) -> HttpResponse:
    """Send again what the page showed."""
    ids = numbers(request.POST.getlist("message"))
    try:
        count = replay_failed(request.user, ids)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refusal as refusal:
        toasts.error(request, refusal.message)
    else:
        words = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", count)
        toasts.success(request, words % {"count": count})
    return redirect("notifications:delivery-failed")


@require_POST
@signed_in
def delivery_replay(request: PageRequest, message_id: int) -> HttpResponse:
    try:
        message = replay_message(message_id, by=request.user)
    except Message.DoesNotExist as error:
        raise Http404 from error
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refusal as refusal:
        toasts.error(request, refusal.message)
    else:
        toasts.success(request, _("%(reference)s will be sent again.") % {"reference": message.reference})
    return redirect(_back(request, message_id))


@require_http_methods(["GET", "POST"])
@signed_in
def delivery_settle(request: PageRequest, message_id: int) -> HttpResponse:
    """A form for the word about it; sent, the message leaves the page of the failed."""
    message = get_object_or_404(for_rows(messages_of(request.user), request.user), pk=message_id)
    if not _may_replay(request.user, message):
        raise PermissionDenied
    form = SettleForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            settle_message(message_id, by=request.user, **form.arguments())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(request, refusal)
        else:
            toasts.success(request, _("%(reference)s is settled.") % {"reference": message.reference})
            return redirect("notifications:delivery-failed")
    context = {"row": delivery(message), "message": message, "form": form}
    return render(request, "notifications/delivery_settle.html", context, status=status)


def _must_see(reader: User) -> None:
    if reach(reader, Action.SEE_DELIVERIES) == Reach.NONE:
        raise PermissionDenied


def _may_replay(reader: User, message: Message) -> bool:
    return allows(reader, Action.REPLAY, department_id=message.department_id)


def _is_sendable(message: Message) -> bool:
    """A channel that was switched off stays so."""
    return message.destination is None or message.destination.disabled_at is None


def _failed(reader: User) -> QuerySet[Message]:
    return with_reason(for_rows(failed_messages(messages_of(reader, Action.REPLAY)), reader))


def _around(reader: User) -> dict[str, object]:
    """What the pages share: how far the reader sees, how many failed messages wait for them, whether all is held."""
    hold = hold_shown_to(reader)
    return {
        "is_own": reach(reader, Action.SEE_DELIVERIES) == Reach.OWN,
        "hold": hold,
        "waiting": held().waiting if hold else 0,
        "may_see_failed": reach(reader, Action.REPLAY) != Reach.NONE,
        "failed": failed_count(reader),
    }


def _back(request: PageRequest, message_id: int) -> str:
    """To the page the button stood on."""
    if request.POST.get("from") == "failed":
        return reverse("notifications:delivery-failed")
    return reverse("notifications:delivery-detail", args=[message_id])
