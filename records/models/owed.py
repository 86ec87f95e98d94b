"""Everything outside the checklist that somebody owes by a day, in one place: a view of the database (migration 0002).

Reminders, calendar feeds and lists of what waits for a person read it, so that they cannot differ.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from projects.models import Project


class Owed(models.Model):
    """`key` is "receipt:12": the kind and the id of the thing. It is gone from the view once it is answered.

    `person` owes it; where nobody is named, the leads of `department` do.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Handover to accept")
        BRIEF = "brief", _("Brief to confirm")
        PROMISE = "promise", _("Promised request")
        CHECK = "check", _("Follow-up check of a request")
        RESOLUTION = "resolution", _("Decision to carry out")
        QUESTION = "question", _("Open question")
        SURPRISE = "surprise", _("Surprise to answer")

    key = models.TextField(primary_key=True)
    kind = models.TextField(choices=Kind)
    thing_id = models.BigIntegerField()
    leads_to_id = models.BigIntegerField()
    title = models.TextField()
    project = models.ForeignKey(Project, models.DO_NOTHING, null=True, related_name="+")
    department = models.ForeignKey(Department, models.DO_NOTHING, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    due_on = models.DateField()

    class Meta:
        managed = False
        db_table = "records_owed"
        ordering = ["due_on", "key"]

    def __str__(self) -> str:
        return self.title
