"""How a page answers, whatever app it belongs to: who may ask, whether a part is wanted, and what a refusal is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django_htmx.middleware import HtmxDetails

from .errors import Refusal, Stale
from .models import User
from .uploads import TooLarge, check_declared

P = ParamSpec("P")
UNPROCESSABLE, STALE = 422, 412


class PageRequest(HttpRequest):
    """What a view gets once somebody is signed in and the middleware has run."""

    user: User
    htmx: HtmxDetails


def signed_in(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead strangers to sign-in. A fragment answers 401 instead: the page reloads itself and is led there whole."""

    @wraps(view)
    def gated(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path())

    return gated


def takes_file(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page with an upload: what is too large is refused before anything reads it.

    The CSRF check would read the body; it therefore follows here instead of before the view.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def measured(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            check_declared(request.META)
        except TooLarge as refusal:
            return render(request, "413.html", status=refusal.status)
        return protected(request, *args, **kwargs)

    return measured


def wants_fragment(request: PageRequest) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def status_of(request: PageRequest, refusal: Refusal) -> int:
    """Fragments say 422 (or 412 after somebody else's change) because htmx swaps those; whole pages say it exactly."""
    if isinstance(refusal, Stale):
        return STALE
    return UNPROCESSABLE if request.htmx else refusal.status


def went_through(request: PageRequest, message: str, fallback: str, *, undo_url: str = "") -> HttpResponse:
    """Back to the page that the form stood on, with a message; `undo_url` is posted to by its button."""
    messages.success(request, message, extra_tags=undo_url)
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return redirect(referer if is_ours else fallback)
