"""Streams of events: what happened, in an order nobody can rewrite.

The ledger knows no other app. A stream belongs to a project, a template or the company, and holds only the kind and
key it was opened with; an event names people and things by id and by the words they had at that moment.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stream(models.Model):
    class Kind(models.TextChoices):
        PROJECT = "project", _("Project")
        TEMPLATE = "template", _("Template")
        COMPANY = "company", _("Company")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    head_seq = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_stream_per_kind_and_key")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Event(models.Model):
    """One line of a stream's history. Inserted by `ledger.services.append`; the database refuses all else."""

    class Via(models.TextChoices):
        """How something was said that somebody else wrote down."""

        PHONE = "phone", _("Phone call")
        MESSENGER = "messenger", _("Messenger")
        MEETING = "meeting", _("Meeting")
        MAIL = "mail", _("Mail")
        TALK = "talk", _("Face to face")

    # No index of its own: every other one begins with it.
    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="events", db_index=False, verbose_name=_("stream")
    )
    seq = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("time"))
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who did it"), max_length=100, blank=True)
    said_by = models.CharField(_("who said so"), max_length=100, blank=True)
    said_via = models.CharField(_("how it was said"), max_length=10, choices=Via, blank=True)
    said_at = models.DateTimeField(_("when it was said"), null=True)
    verb = models.CharField(_("what happened"), max_length=40)
    target = models.CharField(_("what it is about"), max_length=40, blank=True)
    target_name = models.CharField(_("its name then"), max_length=300, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    prev_hash = models.CharField(_("hash of the one before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_event_per_stream_and_seq")]
        indexes = [
            models.Index(fields=["stream", "target", "seq"], name="event_by_target"),
            models.Index(fields=["stream", "actor_id"], name="event_by_actor"),
            models.Index(fields=["stream", "verb"], name="event_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.verb}"
