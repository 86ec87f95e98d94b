"""What a person keeps for themselves about the launches: choices under a name, and how far they have looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A choice of launches under a name. `query` is an address's, as `LaunchFilters.query` writes it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500, blank=True)
    is_start = models.BooleanField(_("open the launches with it"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_name"),
            models.UniqueConstraint(fields=["owner"], condition=models.Q(is_start=True), name="one_start_view"),
        ]

    def __str__(self) -> str:
        return self.name


class LastLook(models.Model):
    """How far a person has looked: for each launch the number of the last line of its history that they confirmed.

    Numbers of lines, and not a moment: a line is numbered under its stream's lock and numbers have no gaps, so a line
    whose transaction ends late can never slip below the mark unseen.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="last_look")
    at = models.DateTimeField(default=timezone.now)
    seen = models.JSONField(default=dict)  # id of a launch, as text → number

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
