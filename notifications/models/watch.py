"""What the sweep remembers from one tick to the next."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from ledger.models import Stream
from projects.models import Project
from projects.readiness import State


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


class OutboundHoldQuerySet(models.QuerySet["OutboundHold"]):
    def open(self) -> OutboundHoldQuerySet:
        return self.filter(released_at__isnull=True)


class OutboundHold(models.Model):
    """While one is open nothing is sent: after a restore, until an operator has seen what would be repeated."""

    started_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True)

    objects = OutboundHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.reason
