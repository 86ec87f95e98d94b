"""The page on which people say how they want to be told, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, Reach, reach
from accounts.errors import Forbidden, Refusal
from accounts.models import Department, User
from projects.access import visible_projects
from projects.forms.base import ServiceForm
from projects.models import Project
from projects.views.answers import PageRequest, signed_in, went_through
from projects.views.rows import project_url

from ..access import current_absences, muted_launches
from ..forms.destinations import AddDestinationForm
from ..forms.preferences import AbsenceForm, PreferenceForm
from ..models import ASKS, Absence, Destination, Preference
from ..services.preferences import mute_launch, remove_absence, save_preferences, set_absence, unmute_launch
from ..wording import LABELS

PAGE = "notifications:preferences"
LISTED = (F("disabled_at").asc(nulls_first=True), "name", "pk")  # channels: those in use, then those switched off


@require_http_methods(["GET", "POST"])
@signed_in
def preferences(request: PageRequest) -> HttpResponse:
    form = PreferenceForm(request.POST or None, user=request.user, preference=_preference(request.user))
    if not form.is_valid():
        return preferences_page(request, form=form)
    try:
        save_preferences(request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return preferences_page(request, form=form)
    toasts.success(request, _("Your notification settings are saved."))
    return redirect(PAGE)


@require_POST
@signed_in
def absence_add(request: PageRequest) -> HttpResponse:
    form = AbsenceForm(request.POST, user=request.user)
    if not form.is_valid():
        return preferences_page(request, absence_form=form)
    try:
        absence = set_absence(request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return preferences_page(request, absence_form=form)
    toasts.success(request, _("%(name)s is told on these days.") % {"name": absence.substitute.name})
    return redirect(PAGE)


@require_POST
@signed_in
def absence_remove(request: PageRequest, absence_id: int) -> HttpResponse:
    try:
        remove_absence(absence_id, by=request.user)
    except Absence.DoesNotExist as error:
        raise Http404 from error
    toasts.success(request, _("The absence is removed."))
    return redirect(PAGE)


@require_POST
@signed_in
def launch_mute(request: PageRequest, project_id: int) -> HttpResponse:
    said = _("From now on only must-haves, readiness alerts and what asks something of you are sent.")
    return _muting(request, project_id, mute_launch, said)


@require_POST
@signed_in
def launch_unmute(request: PageRequest, project_id: int) -> HttpResponse:
    return _muting(request, project_id, unmute_launch, _("Everything of this launch is sent again."))


def _muting(request: PageRequest, project_id: int, service: Callable[..., Project], said: str) -> HttpResponse:
    try:
        project = service(project_id, by=request.user)
    except Project.DoesNotExist as error:
        raise Http404 from error
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return went_through(request, said, project_url(project.pk))


def preferences_page(
    request: PageRequest,
    *,
    form: PreferenceForm | None = None,
    absence_form: AbsenceForm | None = None,
    add_form: AddDestinationForm | None = None,
    shown_secret: Destination | None = None,
) -> HttpResponse:
    """Its parts, with the forms that came back and what they said, or a new webhook's secret."""
    user, preference = request.user, _preference(request.user)
    own = Destination.objects.filter(user=user).order_by(*LISTED)
    given: list[ServiceForm | None] = [form, absence_form, add_form]
    context = {
        "form": form or PreferenceForm(user=user, preference=preference),
        "always_sent": [LABELS[topic] for topic in ASKS],
        "absences": current_absences(user, timezone.now()),
        "absence_form": absence_form or AbsenceForm(user=user),
        "muted": visible_projects(user).filter(pk__in=muted_launches(user)).order_by("launch_on"),
        "destinations": own,
        "add_form": add_form or AddDestinationForm(is_own=True),
        "shown_secret": shown_secret,
        "is_by_email": preference.by_email,
        "only_inbox": not preference.by_email and not own.active().exists(),
        "departments": _departments(user),
        "today": timezone.localdate(),
    }
    is_wrong = any(shown is not None and shown.is_bound and bool(shown.errors) for shown in given)
    return render(request, "notifications/preferences.html", context, status=400 if is_wrong else 200)


def _preference(user: User) -> Preference:
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def _departments(user: User) -> list[Department]:
    """Those whose shared channels are theirs to set."""
    match reach(user, Action.SET_CHANNELS):
        case Reach.ALL:
            return list(Department.objects.all())
        case Reach.DEPARTMENT:
            return [user.department] if user.department else []
    return []
