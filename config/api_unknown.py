"""The answer of the API to an address that is none."""

from __future__ import annotations

from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.errors import Refusal
from accounts.rest.endpoint import Endpoint


class UnknownAddress(Endpoint):
    """404 as JSON for every address under the API that is none, whoever asks and by whatever method."""

    authentication_classes = []
    permission_classes = []
    schema = None  # type: ignore[assignment]

    def initial(self, request: Request, *_args: Any, **_path: Any) -> None:
        raise NoSuchAddress("not_found", _("There is no such address."), hint=_slash_hint(request.path_info))


class NoSuchAddress(Refusal):
    status = 404


def _slash_hint(path: str) -> str:
    """What to say when only the slash at the end is missing."""
    try:
        found = resolve(path + "/").func
    except Resolver404:
        return ""
    is_address = getattr(found, "view_class", None) is not UnknownAddress
    return _("Addresses end with a slash: %(path)s/") % {"path": path} if is_address else ""
