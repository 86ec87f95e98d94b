"""What is answered when no view answers: pages for people, JSON of one shape under /api/.

The pages ask for no person and no message, so they also come when the database does not answer.
"""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .api import RETRY_AFTER_SECONDS, shape

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _answer(request, HTTPStatus.BAD_REQUEST, "bad_request", _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    why = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _answer(request, HTTPStatus.FORBIDDEN, "not_allowed", why or _("Your role does not include this."), why)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The CSRF token is missing or belongs to an earlier sign-in."""
    why = _("This page was open since before you signed in. Reload it and send it again.")
    return _answer(request, HTTPStatus.FORBIDDEN, "form_expired", why, why)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _answer(request, HTTPStatus.NOT_FOUND, "not_found", _("There is no such address."))


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        message = _("The service cannot save or read at the moment. Please try again soon.")
        response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", message)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", _("Something went wrong on our side."))


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Browsers ask for it by this name on pages without a head of ours, such as the administration and errors."""
    return redirect(static("favicon.svg"))


def _answer(request: HttpRequest, status: HTTPStatus, code: str, message: str, why: str = "") -> HttpResponse:
    """`message` is for programs; a page has words of its own, and `why` when there is more to say."""
    request_id = getattr(request, "id", "")
    if request.path.startswith(API):
        hint = _("Trace number %(id)s") % {"id": request_id} if request_id else ""
        body = shape(code, message, hint=hint)
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    page = render_to_string(f"{status.value}.html", {"request_id": request_id, "exception": why})
    return HttpResponse(page, status=status)
