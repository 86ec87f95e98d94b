"""Calendar links that work without signing in, until somebody revokes them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from projects.models import Project


class FeedLink(models.Model):
    """Only the digest of the address is stored. It shows what `owner` may see at the moment it is read."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("My dates")
        DEPARTMENT = "department", _("Dates of a department")
        PROJECT = "project", _("Dates of a launch")

    owner = models.ForeignKey(User, models.CASCADE, related_name="feed_links")
    kind = models.CharField(max_length=10, choices=Kind)
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    project = models.ForeignKey(Project, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("calendar link")
        verbose_name_plural = _("calendar links")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="personal", department__isnull=True, project__isnull=True)
                | Q(kind="department", department__isnull=False, project__isnull=True)
                | Q(kind="project", department__isnull=True, project__isnull=False),
                name="feeds_are_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.owner}"
