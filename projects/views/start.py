"""Starting a launch: choose a template, then say what and when beside a preview that follows, then create it.

Without a script the same form is sent by its preview button. `go` says what else a button does (`start_preview`).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Action, allows
from accounts.errors import Invalid, Refusal
from accounts.models import User
from checklists.gallery import current_versions
from checklists.models import TemplateVersion
from projects.access import visible_projects
from projects.models import Item, Project
from projects.services.launches import start_launch

from .answers import PageRequest, signed_in
from .rows import project_url
from .start_preview import preview_context
from .start_wizard import Given, Wizard, given_by, id_of, planned_of

RECENT = 5
NAMED_IN_MESSAGE = 4


@require_GET
@signed_in
def project_start(request: PageRequest) -> HttpResponse:
    _require_planner(request)
    given = given_by(request.GET, request.user)
    version = _version(request.GET, given, request.user)
    if version is None:
        return _choose(request)
    return _page(request, Wizard(request.GET, version, by=request.user, given=given))


@require_http_methods(["GET", "POST"])  # GET, because sign-in leads back by it
@signed_in
def project_preview(request: PageRequest) -> HttpResponse:
    """The preview again: as a part while the form is being filled in, as a page without a script."""
    _require_planner(request)
    version = _version(request.POST)
    if version is None:
        return redirect("projects:project-start")
    wizard = Wizard(request.POST, version, by=request.user)
    return _parts(request, wizard) if request.htmx else _page(request, wizard)


@require_http_methods(["GET", "POST"])  # GET, because sign-in leads back by it
@signed_in
def project_create(request: PageRequest) -> HttpResponse:
    _require_planner(request)
    version = _version(request.POST)
    if version is None:
        return redirect("projects:project-start")
    wizard = Wizard(request.POST, version, by=request.user)
    draft = wizard.draft()
    if not wizard.is_complete or draft is None or wizard.refused:
        return _page(request, wizard, refusal=_unseen() if wizard.refused else None)
    try:
        project = start_launch(draft, by=request.user)
    except Refusal as refusal:
        return _page(request, wizard, refusal=refusal)
    messages.success(request, _told(project))
    return redirect(project_url(project.pk))


def _require_planner(request: PageRequest) -> None:
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied(_("A CX planner starts launches."))


def _choose(request: PageRequest) -> HttpResponse:
    """The templates to choose from, the last used first, unless the plan named one for this launch."""
    by = request.user
    versions = current_versions(by)
    planned = planned_of(request.GET, by)
    named = versions.filter(template=planned.template_id).first() if planned else None
    if planned and named and "choose" not in request.GET:
        return redirect(f"{reverse('projects:project-start')}?template={named.pk}&planned={planned.pk}")
    seen = visible_projects(by)
    used = dict(seen.order_by().values_list("template_version__template").annotate(last=Max("created_at")))
    asked = request.GET.get("q", "").strip()
    fitting = [one for one in versions if asked.casefold() in f"{one.template} {one.template.launch_type}".casefold()]
    fitting.sort(key=lambda one: -used[one.template_id].timestamp() if one.template_id in used else 0)
    context = {
        "rows": [(one, used.get(one.template_id)) for one in fitting],
        "asked": asked,
        "planned": planned,
        "recent": [] if planned else seen.select_related("launch_type").order_by("-created_at")[:RECENT],
        "step": 1,
    }
    return render(request, "projects/start.html", context)


def _version(data: QueryDict, given: Given | None = None, by: User | None = None) -> TemplateVersion | None:
    """The version asked for, or the current one of the template of the launch to do alike."""
    if given and given.like and by and "template" not in data:
        return current_versions(by).filter(template=given.like.template_version.template_id).first()
    versions = TemplateVersion.objects.published().filter(template__is_archived=False)
    return versions.select_related("template__launch_type").filter(pk=id_of(data, "template")).first()


def _parts(request: PageRequest, wizard: Wizard) -> HttpResponse:
    """The preview and what is said beside the dates. While a date cannot be read, the last preview stays as it is."""
    context = _context(wizard) | preview_context(wizard, go=request.POST.get("go", ""), is_lean=True)
    answer = render(request, "projects/_start_parts.html", context)
    if context["draft"] is None:
        answer["HX-Reswap"] = "none"
    return answer


def _page(request: PageRequest, wizard: Wizard, *, refusal: Refusal | None = None) -> HttpResponse:
    context = preview_context(wizard, go=request.POST.get("go", ""))
    if context.get("sentence"):
        wizard.details.add_error(None, context["sentence"])
    is_wrong = not wizard.is_fresh and (not wizard.is_complete or context["draft"] is None)
    context |= _context(wizard) | {"refusal": refusal, "is_wrong": is_wrong}
    status = refusal.status if refusal else 400 if is_wrong else 200
    return render(request, "projects/start_launch.html", context, status=status)


def _context(wizard: Wizard) -> dict[str, Any]:
    planned = id_of(wizard.data, "planned")
    choose_url = reverse("projects:project-start") + (f"?planned={planned}&choose=1" if planned else "")
    return {
        "wizard": wizard,
        "version": wizard.version,
        "template": wizard.version.template,
        "form": wizard.details,
        "questions": wizard.answers,
        "unanswered": wizard.unanswered,
        "late_reason": wizard.data.get("late_reason", "").replace("\0", "")[:2000],
        "planned": planned,
        "like": wizard.given.like,
        "choose_url": choose_url,
        "today": wizard.today,
        "step": 2,
    }


def _unseen() -> Invalid:
    return Invalid("unknown_person", _("Some owners would not see this launch. Please choose again."), field="owners")


def _told(project: Project) -> str:
    """Who will be told of the new launch, and of how many lines."""
    owned = Item.objects.filter(project=project, owner__isnull=False).order_by()
    counts = Counter(owned.values_list("owner", "owner__name"))
    if not counts:
        return _("The launch is created. No line has an owner yet, so nobody is told.")
    first = counts.most_common(NAMED_IN_MESSAGE)
    names = " · ".join(f"{name} {count}" for (_owner, name), count in first)
    sentence = ngettext(
        "The launch is created. %(n)d owner is told in one message: %(names)s",
        "The launch is created. %(n)d owners are told, one message each: %(names)s",
        len(counts),
    )
    more = len(counts) - len(first)
    told = sentence % {"n": len(counts), "names": names}
    return told + (_(" and %(n)d more") % {"n": more} if more else "")
