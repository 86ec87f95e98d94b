"""Where messages can go besides a person's e-mail address and the inbox."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from projects.models import Project


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"
    WEBHOOK = "webhook", _("Signed webhook")
    APPRISE = "apprise", _("Other service")


class Carries(models.TextChoices):
    """The kinds of message that a destination takes."""

    REMINDERS = "reminders", _("Reminders")
    NOTICES = "notices", _("Notices")
    ALERTS = "alerts", _("Readiness alerts")
    REPORTS = "reports", _("Weekly reports")


def everything() -> list[str]:
    return [kind.value for kind in Carries]


class DestinationQuerySet(models.QuerySet["Destination"]):
    def active(self) -> DestinationQuerySet:
        return self.filter(disabled_at__isnull=True)

    def shared(self) -> DestinationQuerySet:
        return self.filter(user__isnull=True)


class Destination(models.Model):
    """An address on a channel: of one person, or shared by a department or by those who follow a launch.

    `address` is a secret: whoever knows a hook can write to it. It is set, never shown again (`hint` is what people
    see). `free_at` is when the next message may go there, by the clock of the database.
    """

    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=1000)
    hint = models.CharField(max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="destinations")
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="destinations")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="destinations")
    carries = ArrayField(models.CharField(max_length=10, choices=Carries), default=everything, verbose_name=_("takes"))
    secret = models.CharField(max_length=80, blank=True)
    old_secret = models.CharField(max_length=80, blank=True)
    old_secret_until = models.DateTimeField(null=True)
    free_at = models.DateTimeField(db_default=Now())
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DestinationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, department__isnull=True, project__isnull=True)
                | Q(user__isnull=True, department__isnull=False, project__isnull=True)
                | Q(user__isnull=True, department__isnull=True, project__isnull=False),
                name="destinations_belong_to_one",
            ),
            models.CheckConstraint(condition=~Q(channel="webhook") | ~Q(secret=""), name="webhooks_have_a_secret"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def carries_words(self) -> str:
        return " · ".join(str(Carries(kind).label) for kind in self.carries)

    @property
    def secrets(self) -> list[str]:
        """What a webhook is signed with now, the newest first; the old one while its receiver is being changed."""
        is_overlap = self.old_secret_until is not None and self.old_secret_until > timezone.now()
        return [self.secret, self.old_secret] if is_overlap else [self.secret]
