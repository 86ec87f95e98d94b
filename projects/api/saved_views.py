"""What the caller keeps of the launches: views of the list under a name, and what changed since they looked."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..models import SavedView
from ..serializers.saved_views import ChangesOutput, ConfirmLookInput, LookOutput, ViewInput, ViewOutput
from ..services.looks import confirm_look, first_look
from ..services.saved_views import delete_view, save_view
from ..since import Change, changes_since, launches_to_tell_of
from ..summaries import latest_verdict

VIEW = ("id", "name", "query", "is_start")
COUNTS = ("seen", "head", "is_new", "moved_from", "verdict", "done", "blocked", "dated", "other")


class LaunchViews(Endpoint):
    """The caller's own views of the list of launches. It takes a session: they are a person's, not a program's."""

    sees = Action.SET_PREFERENCES

    @operation(page_of(ViewOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(given.by.saved_views.values(*VIEW), given.query)

    @operation(ViewOutput, takes=ViewInput)
    def post(self, given: Given) -> dict[str, Any]:
        """Keep a choice under a name. A known name gets the new choice, a known choice the new name."""
        return _view(save_view(by=given.by, **given.values))


class LaunchViewDetail(Endpoint):
    sees = Action.SET_PREFERENCES

    @operation(ViewOutput)
    def delete(self, given: Given, view_id: int) -> dict[str, Any]:
        """The launches themselves stay."""
        view = get_object_or_404(given.by.saved_views, pk=view_id)
        return _view(delete_view(view.pk, by=given.by)) | {"id": view_id}


class LaunchChanges(Endpoint):
    """What others changed in the launches that the caller sees, since they last confirmed that they had looked.

    Who does not read histories is told only of the launches themselves: new, moved, decided, ended.
    """

    sees = Action.SEE_LAUNCH

    @operation(ChangesOutput)
    def get(self, given: Given) -> dict[str, Any]:
        look = first_look(given.by)
        launches = launches_to_tell_of(look, given.by).annotate(verdict=latest_verdict(), head=F("stream__head_seq"))
        found: list[Any] = list(launches.order_by("launch_on", "pk"))
        changes = changes_since(look, found, {each.pk: each.head for each in found}, given.by)
        return {"since": look.at, "results": [_change(change) for change in changes]}


class ConfirmLook(Endpoint):
    sees = Action.SET_PREFERENCES

    @operation(LookOutput, takes=ConfirmLookInput)
    def post(self, given: Given) -> dict[str, Any]:
        """Everything up to these lines is known. What was written after them stays news."""
        return {"at": confirm_look(given.values["seen"], by=given.by).at}


def _view(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in VIEW}


def _change(change: Change) -> dict[str, Any]:
    launch = change.project
    named = {name: getattr(change, name) for name in COUNTS}
    of_launch = {name: getattr(launch, name) for name in ("name", "launch_on", "finished_at", "cancelled_at")}
    return {"project_id": launch.pk} | of_launch | named
