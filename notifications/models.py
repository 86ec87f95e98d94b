"""Who is told what, and the proof that they were.

A `Notification` is one thing one person should know; the in-app inbox is this table. A `Message` carries notifications
to a person over a channel, and every try to hand it over is a `DeliveryAttempt`.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ledger.models import Stream
from projects.models import Item, Project
from projects.readiness import State

from .ladder import Urgency

# Topics of notices that ask something of the reader, besides every reminder and alert.
ASKS = ("assigned", "sent_back", "approval_wanted", "blocked_on_you", "mentioned", "reopened")
# Of these, the ones that a finished item answers.
ANSWERED_BY_ITEM = ("assigned", "sent_back", "approval_wanted", "blocked_on_you", "reopened")


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

    `dedupe_key` names what is owed to whom, with the date it stands for: a moved date makes a new one, a second sweep
    makes none. `data` holds what the wording needs beyond item and launch.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        NOTICE = "notice", _("Notice")
        ALERT = "alert", _("Readiness alert")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUPERSEDED = "superseded", _("Superseded")
        CANCELLED = "cancelled", _("Cancelled")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    urgency = models.CharField(max_length=10, choices=Urgency)
    topic = models.CharField(max_length=20)
    audience = models.CharField(max_length=12, blank=True, db_default="")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="notifications", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="notifications")
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
        constraints = [models.UniqueConstraint(fields=["dedupe_key"], name="told_once")]
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
        return self.kind != self.Kind.NOTICE or self.topic in ASKS

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")


class Message(models.Model):
    """One outgoing message to one person on one channel; there is one per window, however often a sweep runs.

    `next_try_at` and the lease are read and written by the clock of the database; `due_at` is the moment of the sweep.
    `may_repeat` says that an earlier try may have arrived although we could not write that down.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("Digest")
        AT_ONCE = "at_once", _("At once")
        ALERT = "alert", _("Readiness alert")

    class State(models.TextChoices):
        DUE = "due", _("Waiting to be sent")
        LEASED = "leased", _("Being sent")
        ACCEPTED = "accepted", _("Accepted by the channel")
        SUPERSEDED = "superseded", _("Merged into a later one")
        CANCELLED = "cancelled", _("No longer needed")
        EXPIRED = "expired", _("Too old to be sent")
        FAILED = "failed", _("Failed")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=10, choices=Kind)
    window = models.CharField(max_length=40)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    may_repeat = models.BooleanField(default=False)
    subject = models.CharField(max_length=250, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "kind", "window"], name="one_message_per_person_channel_and_window"
            ),
            models.CheckConstraint(
                condition=Q(state="leased", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="leased") & Q(lease_token__isnull=True, lease_until__isnull=True)),
                name="leased_messages_have_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at"], condition=Q(state__in=["due", "leased"]), name="messages_to_send"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a person quotes on the phone: the same on every copy."""
        letter = "A" if self.kind == self.Kind.ALERT else "R"
        return f"{letter}-{timezone.localtime(self.due_at, timezone.get_default_timezone()):%Y%m%d}-{self.pk:04d}"


class MessageLine(models.Model):
    """A notification in a message. A line that no longer held when the message went out says why it was left out."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="lines")
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="lines", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    dropped_reason = models.CharField(max_length=40, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="one_line_per_notification_and_channel")
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.notification_id}"


class DeliveryAttempt(models.Model):
    """One try to hand a message over. The row exists before the channel is spoken to."""

    class Outcome(models.TextChoices):
        STARTED = "started", _("Started")
        ACCEPTED = "accepted", _("Accepted by the channel")
        WITHDRAWN = "withdrawn", _("Nothing left to say")
        TRANSIENT = "transient", _("Failed, will be tried again")
        PERMANENT = "permanent", _("Refused for good")
        UNKNOWN = "unknown", _("Unknown: the answer was lost")

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.STARTED)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["message", "number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="one_attempt_per_number")]

    def __str__(self) -> str:
        return f"{self.message_id}.{self.number} {self.outcome}"


class StreamCursor(models.Model):
    """How far the events of a stream have been read. A stream's numbers have no gaps, so none can be skipped."""

    stream = models.OneToOneField(Stream, models.CASCADE, primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stream_id} ≤ {self.seq}"


class Heartbeat(models.Model):
    """When a periodic job last ran to its end, by the clock of the database."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class ReadinessWatch(models.Model):
    """The state a launch was last seen in and since when, so that turning red is told once per episode."""

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True)
    state = models.CharField(max_length=16, choices=State)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.project_id} {self.state}"
