"""Things as files to save or to paste: one view for all of them, which `records.sharing` knows how to make."""

from __future__ import annotations

from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import Forbidden
from accounts.pages import PageRequest, signed_in
from checklists.views.export import saved

from ..sharing import Shared


@require_GET
@signed_in
def share(request: PageRequest, /, of: Shared, **ids: int) -> HttpResponse:
    kind = _chosen(request, "format", of.formats)
    options = {name: _chosen(request, name, values) for name, values in of.options.items()}
    try:
        return saved(of.make(request.user, kind, options, request.GET, **ids))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal


def _chosen(request: HttpRequest, name: str, values: tuple[str, ...]) -> str:
    """What the address says, or the first of `values`."""
    value = request.GET.get(name, values[0])
    if value not in values:
        raise BadRequest(
            _("%(name)s is one of: %(values)s.") % {"name": name, "values": ", ".join(filter(None, values))}
        )
    return value
