"""Ladders that people wrote, and the acknowledgements that hold one still for a while."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from checklists.models import Template
from projects.models import Item, Project

from .. import ladder
from ..ladder import Audience, Urgency


class ReminderPolicy(models.Model):
    """The ladder of a template or of one launch, in place of the default; or what a department adds to any ladder."""

    template = models.OneToOneField(Template, models.CASCADE, null=True, related_name="reminder_policy")
    project = models.OneToOneField(Project, models.CASCADE, null=True, related_name="reminder_policy")
    department = models.OneToOneField(Department, models.CASCADE, null=True, related_name="reminder_policy")
    pause_days = models.PositiveSmallIntegerField(
        _("rest after an acknowledgement (business days)"),
        default=ladder.PAUSE_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(ladder.LONGEST_PAUSE)],
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reminder policy")
        verbose_name_plural = _("reminder policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(template__isnull=False, project__isnull=True, department__isnull=True)
                | Q(template__isnull=True, project__isnull=False, department__isnull=True)
                | Q(template__isnull=True, project__isnull=True, department__isnull=False),
                name="policies_belong_to_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.template_id or ''}/{self.project_id or ''}/{self.department_id or ''}"


class ReminderStep(models.Model):
    policy = models.ForeignKey(ReminderPolicy, models.CASCADE, related_name="steps")
    offset = models.SmallIntegerField(validators=[MinValueValidator(ladder.EARLIEST), MaxValueValidator(ladder.LATEST)])
    audience = ArrayField(models.CharField(max_length=12, choices=Audience))
    urgency = models.CharField(max_length=10, choices=Urgency)
    repeats_daily = models.BooleanField(default=False)
    blockers_only = models.BooleanField(default=False)

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["policy", "offset"], name="one_step_per_day")]

    def __str__(self) -> str:
        return self.step.key

    @property
    def step(self) -> ladder.Step:
        audience = frozenset(Audience(part) for part in self.audience)
        return ladder.Step(self.offset, audience, Urgency(self.urgency), self.repeats_daily, self.blockers_only)


class LadderPause(models.Model):
    """An acknowledged reminder: the line's ladder stands still until `until` (excluded), then its step comes again.

    Acknowledged is not done, so each person can do it once for a line and date.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="pauses")
    due_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "due_on", "by"], name="acknowledged_once_each")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.until}"
