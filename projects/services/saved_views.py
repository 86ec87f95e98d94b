"""Choices of launches that a person keeps under a name. Everybody keeps their own, and nobody sees another's.

Errors: Forbidden (a token keeps none), Invalid with the field, Refusal beyond MOST_VIEWS, SavedView.DoesNotExist.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Refusal
from accounts.models import User
from accounts.texts import required_name
from ledger.services import Entry, append, company_stream

from ..launch_filters import LaunchFilters
from ..models import SavedView

MOST_VIEWS, LONGEST_NAME = 12, 40


@transaction.atomic
def save_view(*, by: User, name: str, query: str, is_start: bool = False) -> SavedView:
    """Keep the choice that `query` says under `name`.

    A name that is there already gets the new choice; a choice that is there already gets the new name. With
    `is_start` the page of launches opens with it, and with no other any more. The same again changes nothing.
    """
    access.require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    name = required_name(" ".join(name.split()), "name", longest=LONGEST_NAME)
    query = LaunchFilters.of_query(query).query
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    own = list(by.saved_views.all())
    same_name = next((view for view in own if view.name == name), None)
    view = same_name or next((view for view in own if view.query == query), None)
    if view is None:
        if len(own) >= MOST_VIEWS:
            message = _("There are %(most)d saved views already. Delete one that is not used any more.")
            raise Refusal("too_many_views", message % {"most": MOST_VIEWS})
        view = SavedView(owner=by)
    before = _values(view) if view.pk else {}
    if is_start and not view.is_start:
        by.saved_views.filter(is_start=True).update(is_start=False)
    view.name, view.query, view.is_start = name, query, is_start
    if (after := _values(view)) != before:
        view.save()
        append(company_stream().pk, [Entry("view_saved", f"view:{view.pk}", name, before=before, after=after)], by=by)
    return view


@transaction.atomic
def delete_view(view_id: int, *, by: User) -> SavedView:
    """The answer is what stood there."""
    access.require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    view = by.saved_views.select_for_update().get(pk=view_id)
    append(company_stream().pk, [Entry("view_deleted", f"view:{view.pk}", view.name, before=_values(view))], by=by)
    by.saved_views.filter(pk=view.pk).delete()
    return view


def _values(view: SavedView) -> dict[str, str | bool]:
    return {"name": view.name, "query": view.query, "is_start": view.is_start}
