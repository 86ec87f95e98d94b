"""A launch of the annual plan that has not started: a name, a day, and who will start it from what."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from checklists.models import LaunchType, Template

from .project import Project


class PlannedLaunchQuerySet(models.QuerySet["PlannedLaunch"]):
    def waiting(self) -> PlannedLaunchQuerySet:
        """Not started yet."""
        return self.filter(project__isnull=True)

    def between(self, first: date, last: date) -> PlannedLaunchQuerySet:
        return self.filter(launch_on__range=(first, last))


class PlannedLaunch(models.Model):
    """`project` is the launch it became. Its name and day tell it from the others, in the plan and in files."""

    name = models.CharField(_("name"), max_length=100)
    launch_type = models.ForeignKey(LaunchType, models.PROTECT, related_name="+", verbose_name=_("launch type"))
    launch_on = models.DateField(_("D-day"))
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+", verbose_name=_("template"))
    planner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("planner")
    )
    note = models.TextField(_("remarks"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    project = models.OneToOneField(Project, models.PROTECT, null=True, related_name="planned")

    objects = PlannedLaunchQuerySet.as_manager()

    class Meta:
        ordering = ["launch_on", "name", "pk"]
        verbose_name = _("planned launch")
        verbose_name_plural = _("planned launches")
        constraints = [
            models.UniqueConstraint(fields=["name", "launch_on"], name="one_planned_launch_per_name_and_day")
        ]

    def __str__(self) -> str:
        return self.name
