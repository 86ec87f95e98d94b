"""A review after a launch: five answers, and a decision that comes out of it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from projects.forms.base import ServiceForm
from projects.forms.days import DayField
from projects.forms.items import PersonField, active_people

from ..models import Record
from ..reviewing import QUESTIONS, read

ANSWERS = tuple(f"answer_{number}" for number in range(1, len(QUESTIONS) + 1))


class ReviewForm(ServiceForm):
    """`version` is the record's; there is none before the first answers are kept."""

    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    creation_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, record: Record | None) -> None:
        body = record.current.body if record and record.current else ""
        stands = dict(zip(ANSWERS, read(body), strict=True))
        super().__init__(
            data, initial=stands | {"version": record.version if record else None, "creation_key": uuid.uuid4()}
        )
        for name, question in zip(ANSWERS, QUESTIONS, strict=True):
            self.fields[name] = forms.CharField(
                label=question, max_length=3500, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        return given | {"answers": [given.pop(name) for name in ANSWERS]}


class DecisionForm(ServiceForm):
    words = forms.CharField(label=_("What was decided"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    owner_id = PersonField(User.objects.none(), label=_("Who does it"))
    due_on = DayField(label=_("By when"))

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data)
        self.choose("owner_id", active_people().filter(department__kind=Department.Kind.INTERNAL))
        self.initial["owner_id"] = user.pk
