"""When a weekly report goes out, and to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.forms.base import ServiceForm
from projects.models import Project

from ..models import Destination, ReportSchedule
from ..services.reports import possible_destinations, possible_people

WEEKDAYS = (
    *((0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday"))),
    *((5, _("Saturday")), (6, _("Sunday"))),
)
MORNING = 9


class _People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        department = f" · {obj.department.local_name}" if obj.department else ""
        return f"{obj.name}{department}"


class _Channels(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        whose = obj.department.local_name if obj.department else obj.project.name
        return f"{obj.name} · {obj.get_channel_display()} · {whose}"


class ScheduleForm(ServiceForm):
    """`version` is of the schedule that is changed, and empty for a new one. Hashes go out daily and to people only."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput, required=False)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=WEEKDAYS, coerce=int, initial=0)
    hour = forms.TypedChoiceField(
        label=_("Hour"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int, initial=MORNING
    )
    is_active = forms.BooleanField(label=_("Send every week"), required=False, initial=True)
    people_ids = _People(User.objects.none(), label=_("People"), widget=forms.CheckboxSelectMultiple, required=False)
    destination_ids = _Channels(
        Destination.objects.none(), label=_("Channels"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, data: Any = None, *, project: Project | None, kind: str, schedule: ReportSchedule | None = None
    ) -> None:
        super().__init__(data, initial=_initial(schedule) if schedule else None)
        self.choose("people_ids", possible_people(project, kind))
        self.choose("destination_ids", possible_destinations(project, kind))
        if kind == ReportSchedule.Kind.HEADS:
            del self.fields["weekday"], self.fields["destination_ids"]
            self.fields["is_active"].label = _("Send every day")

    def arguments(self) -> dict[str, Any]:
        names = {"people_ids", "destination_ids"} & set(self.fields)
        return super().arguments() | {name: [one.pk for one in self.cleaned_data[name]] for name in names}


def _initial(schedule: ReportSchedule) -> dict[str, Any]:
    names = ("version", "weekday", "hour", "is_active")
    return {name: getattr(schedule, name) for name in names} | {
        "people_ids": [person.pk for person in schedule.people.all()],
        "destination_ids": [channel.pk for channel in schedule.destinations.all()],
    }
