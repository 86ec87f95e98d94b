"""What records, handovers, requests and surprises have in common: they are filed into a stream, once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ledger.models import Stream
from projects.models import Project


class Filed(models.Model):
    """`stream` is where its events go: the launch's, or the company's for what belongs to no launch. It never changes.

    `creation_key` makes a form that is sent twice one thing.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("launch")
    )
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="+", editable=False)
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
