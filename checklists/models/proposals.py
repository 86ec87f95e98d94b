"""What a launch taught: a line the template lacks, or one it should have had differently."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department

from ..schedule import Rule, Unit, describe
from .templates import Template


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> ProposalQuerySet:
        return self.filter(verdict=Proposal.Verdict.WAITING)


class Proposal(models.Model):
    """Offered to a template's draft until somebody accepts, merges or declines it. Never deleted.

    `key` is the template's line it is about, "" for a new one. Where it comes from is kept as plain ids and a name: the
    launch belongs to an app that knows this one, not the other way round. A confidential launch leaves no trace here.
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        MERGED = "merged", _("Merged with a line")
        DECLINED = "declined", _("Declined")

    template = models.ForeignKey(Template, models.CASCADE, related_name="proposals", verbose_name=_("template"))
    key = models.CharField(_("key"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("why"), blank=True)
    section_title = models.CharField(_("section"), max_length=60, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    offset = models.SmallIntegerField(_("days from D-day"), default=0)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.BUSINESS)
    is_blocker = models.BooleanField(_("must be done before launch"), default=False)
    source_project = models.BigIntegerField(null=True)
    source_item = models.BigIntegerField(null=True)
    source_name = models.CharField(_("comes from"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, default=Verdict.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    result_key = models.CharField(max_length=20, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (~models.Q(verdict="waiting") & models.Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="decided_proposals_say_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="declined") | ~models.Q(reason=""), name="declined_proposals_say_why"
            ),
            models.UniqueConstraint(
                fields=["template", "source_item"],
                condition=models.Q(verdict="waiting", key=""),
                name="one_waiting_proposal_per_added_item",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        return Rule(self.offset, Unit(self.unit))

    @property
    def due(self) -> str:
        """Its deadline in the reader's words."""
        return describe(self.rule)
