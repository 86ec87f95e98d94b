"""One thing one person, or one shared channel, should know."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models import Item, Project

from ..ladder import Urgency
from .destinations import Destination

# Of the notices that ask something of the reader, those that a finished item answers.
ANSWERED_BY_ITEM = ("assigned", "sent_back", "approval_wanted", "blocked_on_you", "reopened")
# And those that an answer to the thing they are about does: a receipt, a position, a line of a record, a surprise.
ANSWERED_BY_THING = (
    *("handover_received", "brief_to_read", "position_written", "resolution_assigned", "question_assigned"),
    *("request_assigned", "vote_wanted", "surprise_reported"),
)
# Topics of notices that ask something of the reader, besides every reminder and alert.
ASKS = (*ANSWERED_BY_ITEM, "mentioned", *ANSWERED_BY_THING, "handover_returned")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def open(self) -> NotificationQuerySet:
        """Still true: neither superseded nor cancelled."""
        return self.filter(state=Notification.State.OPEN)

    def unread(self) -> NotificationQuerySet:
        return self.open().filter(read_at__isnull=True)

    def needs_me(self) -> NotificationQuerySet:
        """Open, not acknowledged, and something is asked of the recipient."""
        asks = Q(kind__in=[Notification.Kind.REMINDER, Notification.Kind.ALERT]) | Q(topic__in=ASKS)
        return self.open().filter(asks, acknowledged_at__isnull=True)


class Notification(models.Model):
    """`topic` is the ladder's step of a reminder, the day ("D-7") or "red" of an alert, what happened for a notice.

    It is for a person (`recipient`) or for a shared channel (`destination`). `instead_of` is who the recipient stands
    in for. It is about a line (`item`), about something of `records` (`thing_kind` and `thing_id`, as `records.Owed`
    names them), about a launch as a whole, or about none of these.

    `dedupe_key` names what is owed to whom, with the date it stands for: a moved date makes a new one, a second sweep
    makes none. `data` holds what the wording needs beyond item and launch.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        NOTICE = "notice", _("Notice")
        ALERT = "alert", _("Readiness alert")
        REPORT = "report", _("Weekly report")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUPERSEDED = "superseded", _("Superseded")
        CANCELLED = "cancelled", _("Cancelled")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="notifications", db_index=False
    )
    destination = models.ForeignKey(Destination, models.PROTECT, null=True, related_name="notifications")
    instead_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    urgency = models.CharField(max_length=10, choices=Urgency)
    topic = models.CharField(max_length=20)
    audience = models.CharField(max_length=12, blank=True, db_default="")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="notifications", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="notifications")
    thing_kind = models.CharField(max_length=12, blank=True, db_default="")
    thing_id = models.BigIntegerField(null=True)
    event_id = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    dedupe_key = models.CharField(max_length=160)
    data = models.JSONField(default=dict, db_default={})
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_default=State.OPEN)
    closed_reason = models.CharField(max_length=40, blank=True, db_default="")
    created_at = models.DateTimeField(default=timezone.now)
    bundled_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        # As a constraint, because `unique=True` on text brings a second index for LIKE that every insert would pay.
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="told_once"),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, destination__isnull=True)
                | Q(recipient__isnull=True, destination__isnull=False),
                name="told_to_a_person_or_a_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="inbox_by_day"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True, state="open"), name="unread_by_recipient"
            ),
            models.Index(
                fields=["recipient"], condition=Q(bundled_at__isnull=True, state="open"), name="waiting_for_a_message"
            ),
            models.Index(fields=["project"], condition=Q(state="open"), name="open_by_project"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key

    @property
    def asks(self) -> bool:
        """Whether the recipient is asked for something, so that acknowledging it means something."""
        return self.kind in (self.Kind.REMINDER, self.Kind.ALERT) or self.topic in ASKS

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
