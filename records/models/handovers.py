"""Something given to others in numbered versions, and who received, accepted or sent back which."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department, User

from .filing import Filed


class Handover(Filed):
    """`accept_days` is how long a receiver has, in open days of the receiver's own calendar."""

    class Kind(models.TextChoices):
        SCREEN = "screen", _("Screen")
        POLICY = "policy", _("Policy")
        SCRIPT = "script", _("Script")
        FILE = "file", _("File")
        ACCOUNT = "account", _("Account")
        BRIEF = "brief", _("Contact-centre brief")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    accept_days = models.PositiveSmallIntegerField(_("days to accept (business days)"), default=2)
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(kind="brief"), name="one_brief_per_launch"),
            models.CheckConstraint(condition=~Q(kind="brief") | Q(project__isnull=False), name="briefs_have_a_launch"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdraw_reason=""), name="withdrawn_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


def handover_path(_version: HandoverVersion, name: str) -> str:
    """A name of our own on disk; what its sender called it is kept in `file_name`."""
    return f"handovers/{uuid.uuid4().hex}{PurePosixPath(name).suffix.lower()}"


class HandoverVersion(models.Model):
    """What was given, exactly: it never changes once sent (database trigger). `note` says what differs from the last.

    `lines` are those of a brief, in order: {"key", "part", "label", "text", "meanwhile"}; empty for all else.
    """

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField(_("what is handed over"), blank=True)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    file = models.FileField(_("file"), upload_to=handover_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    note = models.TextField(_("what changed"), blank=True)
    lines = models.JSONField(default=list)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["handover", "number"]
        verbose_name = _("handover version")
        verbose_name_plural = _("handover versions")
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="one_handover_version_per_number")]

    def __str__(self) -> str:
        return f"{self.handover} v{self.number}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def waiting(self) -> ReceiptQuerySet:
        """Neither accepted nor sent back, nor closed by a newer version."""
        return self.filter(state__in=WAITING)


class Receipt(models.Model):
    """One receiver of one version: a person, or a department when `person` is empty.

    `answerable` accepts for a department; a person answers for themselves. `answered_by` may be somebody who stood in.
    `words` are the remarks, or the reason for sending it back. `closed` is one that nobody has to answer any more.
    """

    class State(models.TextChoices):
        SENT = "sent", pgettext_lazy("handover", "Sent")
        OPENED = "opened", pgettext_lazy("handover", "Opened")
        ACCEPTED = "accepted", pgettext_lazy("handover", "Accepted")
        REMARKS = "remarks", _("Accepted with remarks")
        SENT_BACK = "sent_back", pgettext_lazy("handover", "Sent back")
        CLOSED = "closed", pgettext_lazy("handover", "No longer needed")

    handed = models.ForeignKey(HandoverVersion, models.CASCADE, related_name="receipts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="receipts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="receipts")
    answerable = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    due_on = models.DateField(_("accept by"))
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["handed", "department", "pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["handed", "department", "person"], name="one_receipt_per_receiver", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "opened", "closed"], answered_at__isnull=True, answered_by__isnull=True)
                | Q(
                    state__in=["accepted", "remarks", "sent_back"],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="answered_receipts_say_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["remarks", "sent_back"]) | ~Q(words=""), name="sent_back_receipts_say_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due_on"], condition=Q(state__in=["sent", "opened"]), name="receipts_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handed} → {self.person or self.department}"

    @property
    def answers(self) -> User | None:
        """Who is asked: the person, or whoever answers for the department."""
        return self.person or self.answerable


WAITING = (Receipt.State.SENT, Receipt.State.OPENED)
