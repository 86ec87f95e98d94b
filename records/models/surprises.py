"""Launches that the contact centre was not told of, or too late: what to change, not who is to blame."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from checklists.models import Proposal
from projects.models import Item

from .filing import Filed


class Surprise(Filed):
    """`centre` reports; `department` is believed responsible and answers with its position by `answer_by`.

    `is_exempt` marks what owed no notice (a recall, an outage, a change of law): it is kept, but not counted.
    """

    class FoundThrough(models.TextChoices):
        CUSTOMER = "customer", _("A customer")
        AGENT = "agent", _("An agent")
        APP = "app", _("The app or the site")
        LATE_SHARING = "late_sharing", _("Shared too late")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        NEW = "new", _("Reported")
        ANSWERED = "answered", pgettext_lazy("surprise", "Answered")
        CLOSED = "closed", _("Settled")

    class ItemFault(models.TextChoices):
        MISSING = "missing", _("The item was missing")
        WRONGLY_TICKED = "ticked", _("The item was ticked although it was not ready")

    title = models.CharField(_("what opened"), max_length=200)
    noticed_at = models.DateTimeField(_("when it was noticed"))
    found_through = models.CharField(_("found through"), max_length=12, choices=FoundThrough)
    inquiries = models.PositiveIntegerField(_("inquiries caused"), default=0)
    details = models.TextField(_("details"), blank=True)
    centre = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("contact centre"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="surprises", verbose_name=_("department")
    )
    answer_by = models.DateField(_("answer by"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    answer = models.TextField(_("position of the department"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="surprises")
    item_fault = models.CharField(max_length=10, choices=ItemFault, blank=True)
    is_exempt = models.BooleanField(_("owed no notice"), default=False)
    exempt_reason = models.TextField(_("why it owed no notice"), blank=True)
    lesson = models.TextField(_("what changes"), blank=True)
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        verbose_name = _("surprise")
        verbose_name_plural = _("surprises")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_surprises_say_when_and_by_whom",
            ),
            models.CheckConstraint(condition=~Q(is_exempt=True) | ~Q(exempt_reason=""), name="exempt_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(lesson=""), name="settled_surprises_say_what_changes"
            ),
        ]

    def __str__(self) -> str:
        return self.title
