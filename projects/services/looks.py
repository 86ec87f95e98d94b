"""How far a person has looked at the launches.

It writes no event: it says nothing about a launch or about what anybody may do, it is one reader's own bookmark, like
the place in a book. A line in the company's history for every glance of everybody would bury what the history is for,
and would make all glances wait for one lock.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts import access
from accounts.access import Action
from accounts.models import User

from ..access import visible_projects
from ..models import LastLook


def first_look(user: User) -> LastLook:
    """The person's mark. Before their first look nothing is news, so it begins at the newest line of each launch."""
    if look := LastLook.objects.filter(user=user).first():
        return look
    heads = visible_projects(user).order_by().values_list("pk", "stream__head_seq")
    defaults = {"seen": {str(project_id): head for project_id, head in heads}}
    return LastLook.objects.get_or_create(user=user, defaults=defaults)[0]


@transaction.atomic
def confirm_look(seen: Mapping[int, int], *, by: User) -> LastLook:
    """Everything up to these lines is known: number of the line by id of the launch.

    The reader's page says the numbers, so what was written after the page was made stays news. A number beyond the
    newest line counts as the newest, one behind the mark and a launch that they do not see change nothing.
    """
    access.require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    first_look(by)
    look = LastLook.objects.select_for_update().get(user=by)
    heads = visible_projects(by).filter(pk__in=seen).order_by().values_list("pk", "stream__head_seq")
    for project_id, head in heads:
        key = str(project_id)
        look.seen[key] = max(int(look.seen.get(key, 0)), min(seen[project_id], head))
    look.at = timezone.now()
    look.save(update_fields=["seen", "at"])
    return look
