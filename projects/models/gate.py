"""The gate: what each department's lead says, and what CX decides. Rows are only ever added; the latest one counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department

from .item import Item
from .project import Project


class SignOff(models.Model):
    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CONDITIONAL = "conditional", _("Approved with a condition")
        HELD = "held", _("Held back")

    project = models.ForeignKey(Project, models.CASCADE, related_name="sign_offs")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="approved") | ~models.Q(note=""), name="unapproved_sign_offs_say_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.verdict}"


class Decision(models.Model):
    class Verdict(models.TextChoices):
        GO = "go", "GO"
        CONDITIONAL_GO = "conditional_go", _("Conditional GO")
        NO_GO = "no_go", "NO-GO"

    project = models.ForeignKey(Project, models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=14, choices=Verdict)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_verdict_display()


class DecisionCondition(models.Model):
    """A must-have accepted as missing: who answers for it, why, what happens instead, when it is looked at again."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="conditions")
    item = models.ForeignKey(Item, models.PROTECT, related_name="conditions")
    accepter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    fallback = models.TextField()
    follow_up_on = models.DateField()
    follow_up = models.ForeignKey(Item, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "item"], name="one_condition_per_item")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.item_id}"
