"""When a weekly report goes out, or every day the hashes of the history, and to whom."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, check_time_zone
from projects.models import Project

from .destinations import Destination


class ReportSchedule(models.Model):
    """Of one launch, or without one of all of them. `weekday` 0 is Monday; `hour` is local to `time_zone`.

    Hashes go out every day, whatever the weekday, of all launches and to people only.
    """

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("Weekly report")
        HEADS = "heads", _("Hashes of the history")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WEEKLY, db_default=Kind.WEEKLY)
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
        constraints = [
            models.CheckConstraint(condition=~Q(kind="heads") | Q(project__isnull=True), name="hashes_are_of_all")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.project_id or 'portfolio'} {self.weekday} {self.hour}"
