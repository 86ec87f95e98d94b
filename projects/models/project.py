"""One launch: its D-day, who runs it, who may see it, and how it ended."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from checklists.models import LaunchType, TemplateVersion, in_reader_language
from ledger.models import Stream


class TodayInZone(models.Func):
    """The local date of a launch at a moment: `TodayInZone(models.Value(now), models.F("time_zone"))`."""

    template = "(timezone(%(expressions)s)::date)"
    output_field = models.DateField()

    def __init__(self, moment: datetime, zone: models.F) -> None:
        super().__init__(zone, models.Value(moment, output_field=models.DateTimeField()))


class ProjectQuerySet(models.QuerySet["Project"]):
    def running(self) -> ProjectQuerySet:
        """Neither finished nor cancelled; the follow-up after D-day counts as running."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True)

    def ended(self) -> ProjectQuerySet:
        return self.exclude(finished_at__isnull=True, cancelled_at__isnull=True)

    def with_today(self, now: datetime) -> ProjectQuerySet:
        """Annotate `today`, the date in each launch's own time zone."""
        return self.annotate(today=TodayInZone(now, models.F("time_zone")))


class Project(models.Model):
    name = models.CharField(_("name"), max_length=100)
    launch_type = models.ForeignKey(LaunchType, models.PROTECT, related_name="projects", verbose_name=_("launch type"))
    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="projects")
    launch_on = models.DateField(_("D-day"))
    dday_revision = models.PositiveSmallIntegerField(default=0)
    announced_on = models.DateField(_("day CX was told"))
    notice_owed = models.PositiveSmallIntegerField(_("notice owed (business days)"))
    notice_given = models.SmallIntegerField(_("notice given (business days)"))
    late_reason = models.TextField(_("reason for a late start"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul")
    planner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planner"))
    answers = models.JSONField(default=dict)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    named: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("may see it although confidential")
    )
    opened_to: models.ManyToManyField[Department, models.Model] = models.ManyToManyField(
        Department, related_name="+", verbose_name=_("opened to partners")
    )
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stream = models.OneToOneField(Stream, models.PROTECT, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["launch_on", "pk"]
        verbose_name = _("launch")
        verbose_name_plural = _("launches")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="ended_one_way",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True) | ~models.Q(cancel_reason=""),
                name="cancelled_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["launch_on"],
                condition=models.Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="running_by_launch_day",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and self.cancelled_at is None

    def today_at(self, now: datetime) -> date:
        """The local date of this launch at a moment."""
        return now.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class ProjectSection(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_reader_language(self.title, self.title_en)
