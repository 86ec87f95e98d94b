"""People to call into a comment, while their name is being typed after "@"."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import Action, Reach, reach
from projects.calling import callable_people

from .answers import PageRequest, project_or_404, signed_in


@require_GET
@signed_in
def project_people(request: PageRequest, project_id: int) -> HttpResponse:
    """A fragment: the list of those who fit what is typed so far (`q`)."""
    project = project_or_404(request.user, project_id)
    if reach(request.user, Action.COMMENT) == Reach.NONE:
        raise PermissionDenied
    people = callable_people(project, by=request.user, query=request.GET.get("q", ""))
    return render(request, "projects/_called.html", {"people": people})
