"""How a person wants to be told, and who stands in for them. People without a row have the defaults."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Project

QUIET_FROM, QUIET_UNTIL = 21, 8  # local hours in which nothing is sent, unless a person chose others


class Preference(models.Model):
    """What goes out to a person. The inbox keeps everything, whatever is chosen here.

    Quiet hours run from `quiet_from` to `quiet_until`, over midnight when the first is later; equal means none.
    `silenced` are topics of notices that ask for nothing.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference")
    by_email = models.BooleanField(_("by e-mail"), default=True)
    quiet_from = models.PositiveSmallIntegerField(default=QUIET_FROM, validators=[MaxValueValidator(23)])
    quiet_until = models.PositiveSmallIntegerField(default=QUIET_UNTIL, validators=[MaxValueValidator(23)])
    silenced = ArrayField(models.CharField(max_length=20), default=list)

    def __str__(self) -> str:
        return str(self.user_id)


class Absence(models.Model):
    """Days, both included, on which somebody else is told instead; local to the person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="absences_end_after_they_begin"),
            models.CheckConstraint(condition=~Q(user=F("substitute")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_on} – {self.last_on}"


class Mute(models.Model):
    """A launch of which a person is sent must-haves and what asks something of them only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    project = models.ForeignKey(Project, models.CASCADE, related_name="mutes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.project_id}"
