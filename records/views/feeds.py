"""Calendar links: the page where people make and revoke their own, and the feed itself."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in

from ..feeds import entries_of, feed_name
from ..forms.feeds import FeedForm
from ..ical import write_calendar
from ..models import FeedLink
from ..services.feeds import find_feed, make_feed, own_links, revoke_feed


@require_GET
@signed_in
def feed_list(request: PageRequest) -> HttpResponse:
    wanted = {name: request.GET[name] for name in ("kind", "project_id") if name in request.GET}
    return _page(request, FeedForm(user=request.user, initial=wanted))


@require_POST
@signed_in
def feed_make(request: PageRequest) -> HttpResponse:
    """The answer itself shows the address: it is kept nowhere, so no later page could."""
    form = FeedForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        link, token = make_feed(by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, status=refusal.status)
    made = {"link": link, "name": feed_name(link), "address": feed_address(token)}
    return _page(request, FeedForm(user=request.user), made=made)


@require_POST
@signed_in
def feed_revoke(request: PageRequest, feed_id: int) -> HttpResponse:
    try:
        revoke_feed(feed_id, by=request.user)
    except FeedLink.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The link is revoked. Calendars that use it are empty from now on."))
    return redirect("records:feed-list")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in: the secret in the address stands for its owner. What does not work looks like a wrong one."""
    link = find_feed(token)
    if link is None:
        raise Http404
    with translation.override(link.owner.language):
        data = write_calendar(
            feed_name(link), entries_of(link, timezone.now()), host=urlsplit(settings.BASE_URL).hostname or "localhost"
        )
    tag = f'"{hashlib.sha256(data).hexdigest()}"'
    headers = {
        "Cache-Control": "private, max-age=300",
        "ETag": tag,
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="launch-ready.ics"',
    }
    whole = HttpResponse(data, content_type="text/calendar; charset=utf-8", headers=headers)
    answer: HttpResponse = get_conditional_response(request, etag=tag, response=whole)  # type: ignore[assignment]
    return answer


def feed_address(token: str) -> str:
    return f"{settings.BASE_URL}{reverse('records:feed', args=[token])}"


def _page(request: PageRequest, form: FeedForm, *, status: int = 200, **more: Any) -> HttpResponse:
    links = [(link, feed_name(link)) for link in own_links(request.user)]
    return render(request, "records/feed_list.html", {"form": form, "links": links, **more}, status=status)
