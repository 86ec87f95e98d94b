"""Starting a launch: choose a template → what and when → questions → preview → create.

Steps are asked for by GET until the preview, which is a POST; from there `go` says which step to show, and everything
chosen so far travels in the form. Nothing is kept on the server, so two tabs do not disturb each other.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Action, allows
from accounts.calendars import CalendarError
from accounts.errors import Invalid, Refusal
from accounts.models import User
from checklists.forms.answers import AnswersForm
from checklists.gallery import Shown, current_versions
from checklists.models import Question, TemplateVersion
from checklists.schedule import ScheduleError
from projects.access import visible_planned
from projects.forms.start import DetailsForm, chosen_owners, skipped_keys
from projects.models import PlannedLaunch, Project
from projects.services.launches import Draft, preview_launch, start_launch
from projects.starting import to_leads

from .answers import PageRequest, signed_in
from .rows import project_url
from .start_preview import preview_context

SEVERAL = frozenset({"opened_to", "named", "shown", "keep"})
DETAILS, QUESTIONS, LEADS = "details", "questions", "leads"


class Wizard:
    """What the planner has said so far, read from a form."""

    def __init__(self, data: QueryDict, version: TemplateVersion, *, by: User, is_sent: bool = True) -> None:
        self.data, self.version = data, version
        planned = None if is_sent else _planned(data, by)
        self.details = DetailsForm(data if is_sent else None, by=by, today=timezone.localdate(), planned=planned)
        self.questions: list[Question] = list(version.questions.all())
        has_answers = any(name.startswith("answer-") for name in data) or "answered" in data
        self.answers = AnswersForm(data if has_answers else None, questions=self.questions)

    @property
    def wrong_step(self) -> str:
        """The first step that is not complete, or nothing."""
        if not self.details.is_valid():
            return DETAILS
        return QUESTIONS if self.questions and not self.answers.is_valid() else ""

    def draft(self, **changes: Any) -> Draft:
        active = {person.pk: person for person in User.objects.active()}
        values = self.details.draft_fields | {
            "version_id": self.version.pk,
            "answers": self.answers.answers if self.questions else {},
            "owners": chosen_owners(self.data, active),
            "skipped": skipped_keys(self.data),
            "late_reason": self.data.get("late_reason", "").replace("\0", "")[:2000],
            "creation_key": _key(self.data),
            "planned_id": _id(self.data, "planned") or None,
        }
        return Draft(**(values | changes))


@require_GET
@signed_in
def project_start(request: PageRequest) -> HttpResponse:
    """Steps 1 to 3."""
    _require_planner(request)
    version = _version(request.GET)
    if version is None:
        return _gallery(request)
    is_sent = "launch_on" in request.GET
    wizard = Wizard(request.GET, version, by=request.user, is_sent=is_sent)
    if not is_sent or request.GET.get("go") == DETAILS or not wizard.details.is_valid():
        return _details(request, wizard)
    return _questions(request, wizard)


@require_http_methods(["GET", "POST"])  # GET, because sign-in leads back by it
@signed_in
def project_preview(request: PageRequest) -> HttpResponse:
    """Step 4, and back from it to any other with everything that was chosen."""
    _require_planner(request)
    version = _version(request.POST)
    if version is None:
        return redirect("projects:project-start")
    wizard = Wizard(request.POST, version, by=request.user)
    go = request.POST.get("go")
    step = DETAILS if go == DETAILS else wizard.wrong_step or go
    if step == DETAILS:
        return _details(request, wizard)
    if step == QUESTIONS and wizard.questions:
        return _questions(request, wizard)
    return _preview(request, wizard)


@require_http_methods(["GET", "POST"])  # GET, because sign-in leads back by it
@signed_in
def project_create(request: PageRequest) -> HttpResponse:
    _require_planner(request)
    version = _version(request.POST)
    if version is None:
        return redirect("projects:project-start")
    wizard = Wizard(request.POST, version, by=request.user)
    if step := wizard.wrong_step:
        return _details(request, wizard) if step == DETAILS else _questions(request, wizard)
    try:
        project = start_launch(wizard.draft(), by=request.user)
    except Refusal as refusal:
        return _preview(request, wizard, refusal)
    messages.success(request, _("The launch is created. Its owners will be told, one message each."))
    return redirect(project_url(project.pk))


def _require_planner(request: PageRequest) -> None:
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied(_("A CX planner starts launches."))


def _gallery(request: PageRequest) -> HttpResponse:
    """The templates to choose from, unless the plan named one for this launch."""
    versions = current_versions(request.user)
    planned = _planned(request.GET, request.user)
    named = versions.filter(template=planned.template_id).first() if planned else None
    if planned and named and "choose" not in request.GET:
        return redirect(f"{reverse('projects:project-start')}?template={named.pk}&planned={planned.pk}")
    shelf = [Shown(version.template, version) for version in versions]
    return render(request, "projects/start.html", {"shelf": shelf, "planned": planned, "step": 1})


def _version(data: QueryDict) -> TemplateVersion | None:
    versions = TemplateVersion.objects.published().filter(template__is_archived=False)
    return versions.select_related("template__launch_type").filter(pk=_id(data, "template")).first()


def _planned(data: QueryDict, by: User) -> PlannedLaunch | None:
    """The launch of the annual plan that this one is to be."""
    return visible_planned(by).waiting().filter(pk=_id(data, "planned")).first()


def _id(data: QueryDict, name: str) -> int:
    """0, which no row has, when none is given."""
    asked = data.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else 0


def _key(data: QueryDict) -> UUID | None:
    try:
        return UUID(data.get("creation_key", ""))
    except ValueError:
        return None


def _details(request: PageRequest, wizard: Wizard) -> HttpResponse:
    shown = {"template", *wizard.details.fields}
    is_wrong = wizard.details.is_bound and not wizard.details.is_valid()
    context = _common(wizard, 2, shown) | {"form": wizard.details, "came_back": request.method == "POST"}
    return render(request, "projects/start_details.html", context, status=400 if is_wrong else 200)


def _questions(request: PageRequest, wizard: Wizard) -> HttpResponse:
    shown = {"template", "answered", *wizard.answers.fields}
    is_wrong = wizard.answers.is_bound and not wizard.answers.is_valid()
    context = _common(wizard, 3, shown) | {"form": wizard.answers}
    return render(request, "projects/start_questions.html", context, status=400 if is_wrong else 200)


def _preview(request: PageRequest, wizard: Wizard, refusal: Refusal | None = None) -> HttpResponse:
    key = _key(wizard.data)
    # A key that made a launch already is spent: going back and creating again means another launch.
    if refusal is None and (key is None or Project.objects.filter(creation_key=key).exists()):
        key = uuid4()
    draft = wizard.draft(creation_key=key)
    try:
        preview = preview_launch(draft, by=request.user)
        if request.POST.get("go") == LEADS:
            draft = wizard.draft(creation_key=key, owners={**draft.owners, **to_leads(preview)})
            preview = preview_launch(draft, by=request.user)
    except (Invalid, ScheduleError, CalendarError) as error:
        sentence = error.message if isinstance(error, Invalid) else str(error)
        wizard.details.add_error(None, sentence)
        return _details(request, wizard)
    shown = {"template", "shown", "keep", "late_reason", "creation_key"}
    shown |= {name for name in wizard.data if name.startswith("owner-")}
    context = _common(wizard, 4, shown) | preview_context(preview, draft) | {"refusal": refusal}
    return render(request, "projects/start_preview.html", context, status=refusal.status if refusal else 200)


def _common(wizard: Wizard, step: int, shown: set[str]) -> dict[str, Any]:
    """`carried` is everything said on the other steps, as hidden fields: all but what this step shows itself."""
    hidden = {"csrfmiddlewaretoken", "go", "show", *shown}
    return {
        "version": wizard.version,
        "template": wizard.version.template,
        "step": step,
        "has_questions": bool(wizard.questions),
        "choose_url": _choose_url(wizard.data),
        "carried": [pair for name in wizard.data if name not in hidden for pair in _carried(wizard.data, name)],
        "today": timezone.localdate(),
    }


def _choose_url(data: QueryDict) -> str:
    """Back to the templates, for the same launch of the plan."""
    planned = _id(data, "planned")
    return reverse("projects:project-start") + (f"?planned={planned}&choose=1" if planned else "")


def _carried(data: QueryDict, name: str) -> list[tuple[str, str]]:
    """A button may repeat a field to change it: then the last one counts. Boxes send as many as are checked."""
    values = data.getlist(name)
    is_several = name in SEVERAL or name.startswith("answer-")
    return [(name, value) for value in (values if is_several else values[-1:])]
