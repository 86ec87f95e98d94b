"""A file on its way in: its rows as they were read, and how its columns are understood."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .templates import Template


class ImportFile(models.Model):
    """Kept from the upload to the import, so that the columns can be corrected in between; cleared after a week.

    `table` is what `files.tables.Table.as_json` gives; `mapping` what the person set: columns by number, departments by
    the name in the file.
    """

    class Kind(models.TextChoices):
        CHECKLIST = "checklist", _("Checklist")
        PLAN = "plan", _("Annual plan")
        PEOPLE = "people", _("People")

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    table = models.JSONField()
    mapping = models.JSONField(default=dict)
    template = models.ForeignKey(Template, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
