"""The wall: one screen for the contact centre's TV, for whoever is signed in or by a screen's own link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from accounts.models import User

from ..access import departments_with_displays
from ..board import board_of
from ..live import on_wall
from ..models import DisplayLink
from ..services.displays import find_display
from .answers import PageRequest, signed_in

# The address is the key: it goes into no other site's log, no search index and no shared cache.
SECRET_ADDRESS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "private, no-store"}


@require_GET
@signed_in
def wall(request: PageRequest) -> HttpResponse:
    may_run = departments_with_displays(request.user).exists()
    return _screen(request, request.user, scope=request.user.department, may_run_displays=may_run)


@require_GET
def display(request: HttpRequest, token: str) -> HttpResponse:
    """Without signing in. A revoked link looks like one that never was."""
    link = find_display(token)
    if link is None:
        raise Http404
    with translation.override(link.made_by.language):
        answer = _screen(request, link, scope=link.department)
    for name, value in SECRET_ADDRESS.items():
        answer.headers[name] = value
    return answer


def _screen(request: HttpRequest, viewer: User | DisplayLink, **more: object) -> HttpResponse:
    """The whole page, or its board alone when the page asks again for it."""
    is_part = "HX-Request" in request.headers
    live = on_wall(viewer)  # before the board, so that nothing which happens meanwhile is missed
    context = {"live": live, "board": board_of(viewer, timezone.now()), **more}
    return render(request, "projects/_wall_board.html" if is_part else "projects/wall.html", context)
