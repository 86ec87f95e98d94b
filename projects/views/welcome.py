"""Setting up an empty installation: departments, people, a template of the library, the first launch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, allows
from accounts.access.people import pending_invitations
from accounts.departments import missing_usual
from accounts.errors import Refusal
from accounts.forms.people import InviteForm
from accounts.models import Department, Role
from checklists import library
from checklists.models import TemplateVersion

from ..access import may_set_up
from ..beginning import facts_for
from ..models import Project
from ..onboarding import Key, steps_of
from .answers import PageRequest, signed_in


@require_GET
@signed_in
def welcome(request: PageRequest) -> HttpResponse:
    _require_guide(request)
    return _page(request)


@require_POST
@signed_in
def welcome_template(request: PageRequest, slug: str) -> HttpResponse:
    """Load a template of the library, published as it is, and go on."""
    _require_guide(request)
    source = library.shipped().get(slug)
    if source is None:
        raise Http404
    try:
        library.use(source, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The template is ready. Launches can start from it."))
    return redirect("projects:welcome")


def _page(request: PageRequest) -> HttpResponse:
    user = request.user
    steps = steps_of(facts_for(user))
    loaded = TemplateVersion.objects.all().current().select_related("template")
    planner_first = Role.MEMBER if user.role == Role.PLANNER else Role.PLANNER
    cx = Department.objects.filter(slug="cx").values_list("pk", flat=True).first()
    initial: dict[str, Any] = {"role": planner_first, "department": cx, "language": user.language}
    context = {
        "steps": {step.key.value: step for step in steps},
        "done": sum(step.is_done for step in steps),
        "count": len(steps),
        "is_ready": all(step.is_done for step in steps),
        "missing": missing_usual(),
        "departments": Department.objects.all(),
        "form": InviteForm(by=user, initial=initial),
        "invitations": pending_invitations(user),
        "shelf": _shelf(),
        "loaded": list(loaded),
        "may_start": allows(user, Action.RUN_LAUNCH),
        "launch": Project.objects.filter(is_confidential=False).order_by("pk").first(),
        "keys": list(Key),
    }
    return render(request, "accounts/welcome.html", context)


def _shelf() -> list[library.LibraryTemplate]:
    """The library, the fullest first: a new contact centre is what most begin with."""
    return sorted(library.shipped().values(), key=lambda source: -source.counts["items"])


def _require_guide(request: PageRequest) -> None:
    if not may_set_up(request.user):
        raise Http404
