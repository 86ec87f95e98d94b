"""The forms of a deed to many lines: which lines, and what the deed asks for besides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Action, Reach, reach
from accounts.access.people import possible_owners
from accounts.models import User

from .base import ServiceForm
from .days import DayField
from .items import PersonField


class BulkForm(ServiceForm):
    """A deed that asks for nothing more."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "bulk_%s"} | kwargs)


class BulkAssignForm(BulkForm):
    owner_id = PersonField(User.objects.none(), label=_("Owner"), empty_label=_("Choose somebody"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        people = possible_owners().select_related("department").order_by("department_id", "name")
        is_planner = reach(by, Action.REASSIGN) == Reach.ALL
        self.choose("owner_id", people if is_planner else people.filter(department=by.department_id))


class BulkDueForm(BulkForm):
    due_on = DayField(label=_("New due date"))
    reason = forms.CharField(label=_("Reason"), max_length=2000)
