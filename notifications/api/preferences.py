"""How the caller is told, over the API. It takes a session: a token cannot silence its owner."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from projects.access import visible_projects

from ..access import current_absences, may_set_absence_of, muted_launches
from ..models import Absence, Preference
from ..serializers.preferences import AbsenceInput, AbsenceOutput, MuteOutput, PreferencesInput, PreferencesOutput
from ..services.preferences import mute_launch, remove_absence, save_preferences, set_absence, unmute_launch

CHOSEN = ("by_email", "quiet_from", "quiet_until", "silenced")
ABSENCE = ("id", "user_id", "substitute_id", "first_on", "last_on")


class Preferences(Endpoint):
    """Hours, e-mail and topics. The inbox keeps everything, whatever is chosen."""

    sees = Action.SET_PREFERENCES

    @operation(PreferencesOutput)
    def get(self, given: Given) -> dict[str, Any]:
        return _shape(Preference.objects.filter(user=given.by).first() or Preference(user=given.by))

    @operation(PreferencesOutput, takes=PreferencesInput)
    def put(self, given: Given) -> dict[str, Any]:
        return _shape(save_preferences(given.by, **given.values))


class Absences(Endpoint):
    """Absences that are not over: those the caller may set, and those in which they stand in."""

    sees = Action.SET_PREFERENCES

    @operation(page_of(AbsenceOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(current_absences(given.by, timezone.now()).values(*ABSENCE), given.query)

    @operation(AbsenceOutput, status=201, takes=AbsenceInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Enter an absence: the caller's, or somebody's they answer for."""
        return _absence(set_absence(given.by, **{"user_id": given.by.pk} | given.values))


class AbsenceDetail(Endpoint):
    sees = Action.SET_PREFERENCES

    @operation(AbsenceOutput)
    def delete(self, given: Given, absence_id: int) -> dict[str, Any]:
        """Remove it: the person is told again themselves."""
        absence = get_object_or_404(Absence, pk=absence_id, user__in=may_set_absence_of(given.by))
        remove_absence(absence.pk, by=given.by)
        return _absence(absence)


class Mute(Endpoint):
    sees = Action.SET_PREFERENCES

    @operation(MuteOutput)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Less of a launch: must-haves, alerts and what asks something still come. A second time changes nothing."""
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        return {"project_id": mute_launch(project.pk, by=given.by).pk, "is_muted": True}


class Unmute(Endpoint):
    sees = Action.SET_PREFERENCES

    @operation(MuteOutput)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        return {"project_id": unmute_launch(project.pk, by=given.by).pk, "is_muted": False}


def _shape(preference: Preference) -> dict[str, Any]:
    person = preference.user
    chosen = {name: getattr(preference, name) for name in CHOSEN}
    return {"digest_hour": person.digest_hour, "muted_project_ids": sorted(muted_launches(person)), **chosen}


def _absence(absence: Absence) -> dict[str, Any]:
    return {name: getattr(absence, name) for name in ABSENCE}
