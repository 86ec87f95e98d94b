"""Links for the screens of a contact centre: they show the wall without signing in, until somebody revokes them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department


class DisplayLink(models.Model):
    """Only the digest of the address is stored. It shows what `department` may see, and never a confidential launch."""

    name = models.CharField(_("where the screen hangs"), max_length=60)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("display link")
        verbose_name_plural = _("display links")

    def __str__(self) -> str:
        return self.name
