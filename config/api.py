"""How the API reads JSON and how it says no: strict UTF-8 objects in, one shape of error out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.errors import Refusal, Stale

from .strict_json import StrictJSONParser

__all__ = ["StrictJSONParser", "problem"]

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5


def shape(code: str, message: str, *, field: str = "", hint: str = "", **more: Any) -> dict[str, Any]:
    return {"code": code, "field": field, "message": message, "hint": hint, **more}


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:  # noqa: ARG001
    """The answer to an exception in a view; None (a 500 with its traceback in the log) for those nobody foresaw."""
    if isinstance(error, Refusal):
        current = {"current": dict(error.current)} if isinstance(error, Stale) else {}
        body = shape(error.code, error.message, field=error.field, hint=error.hint, **current)
        return Response(body, status=error.status)
    if isinstance(error, exceptions.ValidationError):
        return Response(_invalid(error.detail), status=400)
    if isinstance(error, exceptions.APIException):
        return _from_framework(error)
    return _from_below(error)


def _invalid(detail: Any) -> dict[str, Any]:
    """The first error, and all of them when there are several."""
    errors = [shape(code, message, field=field) for field, code, message in _flat(detail, "")]
    return errors[0] if len(errors) == 1 else errors[0] | {"errors": errors}


def _flat(detail: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """(path, code, sentence) of every error, for example `conditions[0].reason`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else str(name)
            yield from _flat(inner, path if name == "non_field_errors" else path + step)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _flat(inner, path if isinstance(inner, str) else f"{path}[{index}]")
    else:
        yield path, getattr(detail, "code", "invalid"), str(detail)


def _from_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if sign_in := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = sign_in
    detail = error.detail if not isinstance(error.detail, dict | list) else error.default_detail
    code = getattr(detail, "code", error.default_code)
    return Response(shape(str(code), str(detail)), status=error.status_code, headers=headers)


def _from_below(error: Exception) -> Response | None:
    """Django's own exceptions and the database's."""
    match error:
        case Http404() | ObjectDoesNotExist():
            return Response(shape("not_found", _("It is not there, or you may not see it.")), status=404)
        case PermissionDenied():
            return Response(shape("not_allowed", _("Your role does not include this.")), status=403)
        case RequestDataTooBig():
            return Response(too_large(), status=413)
        case SuspiciousOperation():
            return Response(shape("bad_request", _("The request could not be read.")), status=400)
        case IntegrityError():
            log.warning("refused by a constraint", exc_info=error)
            message = _("Somebody else did the same at the same moment. Please look at what stands now.")
            return Response(shape("conflict", message), status=409)
        case DataError():
            log.warning("refused by the database", exc_info=error)
            return Response(shape("out_of_range", _("A value is larger than can be stored.")), status=400)
        case OperationalError() | InterfaceError():
            log.error("no database", exc_info=error)
            body = shape("unavailable", _("The service cannot save or read at the moment. Please try again soon."))
            return Response(body, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return None


def too_large() -> dict[str, Any]:
    megabytes = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 2**20
    return shape("too_large", _("A request has at most %(most)s MB.") % {"most": megabytes})
