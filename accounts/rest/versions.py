"""Optimistic versions over HTTP: `ETag: "3"` goes out, `If-Match: "3"` must come back with a change."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.errors import Invalid, Refusal

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"', re.ASCII)  # a proxy that compresses weakens the tag


class VersionRequired(Refusal):
    status = 428


def tag_of(version: int) -> str:
    return f'"{version}"'


def given_version(request: Request) -> int:
    """The version the client read, for the service to compare under the row's lock.

    Raises VersionRequired (428) when the client does not say, Invalid (400) when it is no version.
    """
    given = request.headers.get("If-Match")
    hint = _('Read it first; its answer carries ETag: "<version>". Send that back as If-Match.')
    if given is None:
        raise VersionRequired("version_required", _("Say which version you are changing."), field="If-Match", hint=hint)
    found = _TAG.fullmatch(given.strip())
    if found is None or int(found[1]) == 0:
        message = _('If-Match holds one version in quotes, for example "3".')
        raise Invalid("version_format", message, field="If-Match", hint=hint)
    return int(found[1])
