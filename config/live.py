"""Polls of open pages, answered before sessions, sign-in or any view: one statement each.

A page asks every second (static/js/live.js), so this is most of what the server does. The token names what the page
shows (`projects.live`); the answer is `<sum of the streams' heads>.<newest notification>.<date>`, or 204 while that is
what the page says it has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.pages import PageRequest, signed_in
from projects.live import Watched, read_token

ADDRESS = "/live/"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
RETRY_AFTER_SECONDS = "5"
NOW = """
SELECT (SELECT coalesce(sum(head_seq), 0) FROM ledger_stream WHERE id = ANY(%s)),
       (SELECT id FROM notifications_notification WHERE recipient_id = %s ORDER BY created_at DESC LIMIT 1),
       (SELECT is_active FROM accounts_user WHERE id = %s)
"""


class LivePolls:
    """Stands first, so that a poll passes no other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info != ADDRESS:
            return self.get_response(request)
        answer = poll(request)
        answer.headers["Content-Length"] = str(len(answer.content))
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer


def poll(request: HttpRequest) -> HttpResponse:
    """410 asks the page to read itself anew (its token is old), 403 says that the account is closed."""
    try:
        watched = read_token(request.headers.get("Live-Token", ""))
    except signing.SignatureExpired:
        return HttpResponse(status=410)
    except signing.BadSignature:
        return HttpResponse(status=400)
    try:
        heads, told, is_active = _now(watched)
    except (OperationalError, InterfaceError):
        return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
    if watched.reader_id is not None and not is_active:
        return HttpResponse(status=403)
    state = f"{heads}.{told or 0}.{datetime.now(ZoneInfo(watched.time_zone)).date()}"
    if state == request.headers.get("Live-Seen"):
        return HttpResponse(status=204)
    return HttpResponse(state, content_type="text/plain")


def _now(watched: Watched) -> tuple[int, int | None, bool | None]:
    # A connection that broke is answered by 503 and the page asks again: no need to ask whether it stands each time.
    connection.health_check_done = True  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(NOW, [watched.streams, watched.reader_id, watched.reader_id])
        heads, told, is_active = cursor.fetchone()
        return heads, told, is_active


@require_GET
@signed_in
def rail(request: PageRequest) -> HttpResponse:
    """The main navigation with its counts, for a page whose reader was told something."""
    return render(request, "_rail.html")
