"""What goes out, line by line, and every try to hand it over."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User

from .destinations import Channel, Destination
from .told import Notification


class Message(models.Model):
    """One outgoing message to one person on one channel; there is one per window, however often a sweep runs.

    Without a `destination` it goes to the person's e-mail address, without a `recipient` to a shared channel; an
    invitation goes to the address that it asks in.
    `fallback_of` is the message that failed on another channel and whose lines this one carries.

    `next_try_at` and the lease are read and written by the clock of the database; `due_at` is the moment of the sweep.
    `may_repeat` says that an earlier try may have arrived although we could not write that down. `replayed_at` is when
    somebody had it sent again: from then on its time and its tries count as for a new one.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("Digest")
        AT_ONCE = "at_once", _("At once")
        ALERT = "alert", _("Readiness alert")
        REPORT = "report", _("Weekly report")
        TEST = "test", _("Test message")
        INVITATION = "invitation", _("Invitation")

    class State(models.TextChoices):
        DUE = "due", _("Waiting to be sent")
        LEASED = "leased", _("Being sent")
        ACCEPTED = "accepted", _("Accepted by the channel")
        SUPERSEDED = "superseded", _("Merged into a later one")
        CANCELLED = "cancelled", _("No longer needed")
        EXPIRED = "expired", _("Too old to be sent")
        FAILED = "failed", _("Failed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages", db_index=False
    )
    destination = models.ForeignKey(Destination, models.PROTECT, null=True, related_name="messages")
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, related_name="messages")
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
    fallback_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="fallbacks")
    replayed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "destination", "kind", "window"],
                name="one_message_per_person_channel_and_window",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(destination__isnull=False) | Q(invitation__isnull=False),
                name="messages_go_somewhere",
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
            ),
            models.Index(fields=["-due_at"], name="messages_by_day"),
            models.Index(
                fields=["-due_at"],
                condition=Q(state__in=["failed", "expired"], settled_at__isnull=True),
                name="failed_messages",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_given_up(self) -> bool:
        return self.state in (self.State.FAILED, self.State.EXPIRED)

    @property
    def department_id(self) -> int | None:
        """The department that answers for it: of the person, or of the shared channel."""
        owner = self.recipient or self.destination
        return owner.department_id if owner else None

    @property
    def addressee(self) -> User | Destination | Invitation:
        """To whom it goes; one of the three is always there."""
        found = self.recipient or self.destination or self.invitation
        assert found is not None  # noqa: S101 — messages_go_somewhere
        return found

    @property
    def reference(self) -> str:
        """What a person quotes on the phone: the same on every copy."""
        letter = "A" if self.kind == self.Kind.ALERT else "R"
        return f"{letter}-{timezone.localtime(self.due_at, timezone.get_default_timezone()):%Y%m%d}-{self.pk:04d}"


class MessageLine(models.Model):
    """A notification in a message. A line that no longer held when the message went out says why it was left out."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="lines")
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="lines", db_index=False)
    destination = models.ForeignKey(Destination, models.PROTECT, null=True, related_name="+", db_index=False)
    dropped_reason = models.CharField(max_length=40, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "destination"],
                name="one_line_per_notification_and_channel",
                nulls_distinct=False,
            )
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
