"""The contact-centre brief while it is written. What is published is a HandoverVersion with these lines."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Item, Project


class Part(models.TextChoices):
    """Where a line stands in the brief, in the order agents read. Source: domain.md, section 6."""

    SUMMARY = "summary", _("In one line")
    WHEN = "when", _("Opening and closing")
    WHO = "who", _("Customers, channels and malls")
    CHANGES = "changes", _("What changes and what does not")
    TERMS = "terms", _("Benefits and terms")
    EXCEPTIONS = "exceptions", _("Exclusions, exceptions, sold out")
    RULES = "rules", _("Orders, delivery, cancellation, returns")
    PAYMENT = "payment", _("Payment and receipts")
    NOTICES = "notices", _("What customers were told already")
    SCRIPT = "script", _("Greeting and scripts")
    FAQ = "faq", _("Frequent questions")
    AVOID = "avoid", _("What not to say")
    AUTHORITY = "authority", _("Who may decide what")
    LOOK_UP = "look_up", _("Where to look and which code to use")
    ESCALATION = "escalation", _("Whom to pass it to")
    PARTNER_CHANNEL = "partner", _("Channel to the partner's agents")
    IDENTITY = "identity", _("Identity checks and what may be told")
    VOLUME = "volume", _("Expected inquiries and staffing")
    CARE = "care", _("Protection of agents")
    NOT_READY = "not_ready", _("Not ready yet")
    TROUBLE = "trouble", _("Errors and first aid")
    REPORTING = "reporting", _("Where to report new inquiries")
    CONFIRMING = "confirming", _("Confirming and three questions")


class BriefLine(models.Model):
    """A line of the draft. `key` stays the same over versions, so that a new one asks only for what differs.

    `item` is the line of the launch it was made from: it is refreshed from there until somebody writes it by hand.
    `meanwhile` is what to say as long as it is not ready. Only these words are ever published.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="brief_lines")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    part = models.CharField(_("part"), max_length=12, choices=Part)
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("heading"), max_length=200, blank=True)
    text = models.TextField(_("what agents read"))
    meanwhile = models.TextField(_("what to say meanwhile"), blank=True)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="+")
    is_written = models.BooleanField(_("written by hand"), default=False)
    is_left_out = models.BooleanField(_("left out"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("line of a brief")
        verbose_name_plural = _("lines of a brief")
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_brief_line_per_key")]

    def __str__(self) -> str:
        return self.label or self.text
