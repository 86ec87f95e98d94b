"""Forms of a launch as a whole: move its D-day, cancel it, finish it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects.models import Project

from .base import ReasonForm, VersionedForm
from .days import NearDayField


class LaunchForm(VersionedForm):
    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": project.version}
        super().__init__(*args, **kwargs)
        self.project = project


class CancelForm(LaunchForm, ReasonForm):
    pass


class FinishForm(LaunchForm):
    """Its page says beforehand what the service would refuse."""

    @cached_property
    def left(self) -> int:
        """How many lines are still open."""
        return self.project.items.open().count()


class MoveForm(LaunchForm, ReasonForm):
    launch_on = NearDayField(label=_("New D-day"), is_ahead=True)
    field_order = ("launch_on", "reason")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, project=project, **kwargs)
        cast("NearDayField", self.fields["launch_on"]).today = project.today_at(timezone.now())

    def clean_launch_on(self) -> Any:
        launch_on = self.cleaned_data["launch_on"]
        if launch_on == self.project.launch_on:
            raise forms.ValidationError(_("That is the D-day it has now. Choose another day."))
        return launch_on
