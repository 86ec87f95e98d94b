"""When a weekly report goes out, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, check_time_zone
from projects.models import Project

from .destinations import Destination


class ReportSchedule(models.Model):
    """Of one launch, or without one of all of them. `weekday` 0 is Monday; `hour` is local to `time_zone`."""

    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="report_schedules")
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0, validators=[MaxValueValidator(6)])
    hour = models.PositiveSmallIntegerField(_("hour"), default=9, validators=[MaxValueValidator(23)])
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul", validators=[check_time_zone])
    people: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("people")
    )
    destinations: models.ManyToManyField[Destination, models.Model] = models.ManyToManyField(
        Destination, related_name="+", verbose_name=_("channels")
    )
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("report schedule")
        verbose_name_plural = _("report schedules")

    def __str__(self) -> str:
        return f"{self.project_id or 'portfolio'} {self.weekday} {self.hour}"
