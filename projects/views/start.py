"""Starting a launch (the wizard's pages take the place of this module)."""

from django.http import Http404, HttpRequest, HttpResponse


def project_start(request: HttpRequest) -> HttpResponse:
    raise Http404


project_preview = project_create = project_start
