"""What the contact centre or a department asks for, from what customers say to the figures after delivery."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from checklists.models import Proposal
from projects.models import Item

from .filing import Filed


class Priority(models.IntegerChoices):
    NOW = 1, pgettext_lazy("priority", "At once")
    NEXT = 2, pgettext_lazy("priority", "Next")
    LATER = 3, pgettext_lazy("priority", "Later")
    SOMEDAY = 4, pgettext_lazy("priority", "Some day")


class Request(Filed):
    """`department` asks; `owner` of `owner_department` delivers. Dates are local; figures are what was counted."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("request", "New")
        TRIAGED = "triaged", pgettext_lazy("request", "Looked at")
        AGREED = "agreed", _("Priority agreed")
        DOING = "doing", _("In progress")
        DELIVERED = "delivered", pgettext_lazy("request", "Delivered")
        CHECKED = "checked", pgettext_lazy("request", "Checked")
        DECLINED = "declined", pgettext_lazy("request", "Declined")

    class Channel(models.TextChoices):
        PHONE = "phone", pgettext_lazy("channel", "Phone")
        BOARD = "board", _("Question board")
        CHAT = "chat", _("Chat")
        SOCIAL = "social", _("Social media")
        INTERNAL = "internal", _("Inside the company")
        OTHER = "other", _("Other")

    title = models.CharField(_("title"), max_length=200)
    department = models.ForeignKey(Department, models.PROTECT, related_name="requests", verbose_name=_("asked by"))
    said = models.TextField(_("what customers say"))
    inquiries = models.PositiveIntegerField(_("inquiries"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PHONE)
    quotes: ArrayField[list[str], list[str]] = ArrayField(
        models.TextField(), default=list, blank=True, verbose_name=_("customers' words")
    )
    reproduce = models.TextField(_("how to reproduce it"), blank=True)
    systems: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("systems touched")
    )
    policies: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("policies touched")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, null=True)
    owner_department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="requests_owned", verbose_name=_("owner")
    )
    promised_on = models.DateField(_("promised date"), null=True)
    delivered_on = models.DateField(_("delivered on"), null=True)
    check_on = models.DateField(_("follow-up check"), null=True)
    figure_name = models.CharField(_("figure that is watched"), max_length=100, blank=True)
    figure_before = models.DecimalField(_("before"), max_digits=18, decimal_places=4, null=True)
    figure_after = models.DecimalField(_("after"), max_digits=18, decimal_places=4, null=True)
    checked_note = models.TextField(_("what the check showed"), blank=True)
    decline_reason = models.TextField(_("reason"), blank=True)
    item = models.ForeignKey(Item, models.SET_NULL, null=True, related_name="requests")
    proposal = models.ForeignKey(Proposal, models.SET_NULL, null=True, related_name="+")
    surprise = models.ForeignKey("Surprise", models.PROTECT, null=True, related_name="requests")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="declined_requests_say_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "checked"]) | Q(delivered_on__isnull=False),
                name="delivered_requests_say_when",
            ),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=True) | Q(owner__isnull=False), name="promised_requests_have_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RequestOption(models.Model):
    request = models.ForeignKey(Request, models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("option"), max_length=300)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    effect = models.CharField(_("effect"), max_length=200, blank=True)
    is_chosen = models.BooleanField(_("chosen"), default=False)

    class Meta:
        ordering = ["request", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(is_chosen=True), name="one_chosen_option")
        ]

    def __str__(self) -> str:
        return self.text


class RequestVote(models.Model):
    """One department's priority, with its position. Voting again replaces the row; the events keep both."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="votes")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(
        choices=Priority, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    words = models.TextField(_("position"), blank=True)
    voted_at = models.DateTimeField(default=timezone.now)
    voted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["request", "department"]
        constraints = [models.UniqueConstraint(fields=["request", "department"], name="one_vote_per_department")]

    def __str__(self) -> str:
        return f"{self.department}: {self.get_priority_display()}"


class RequestNote(models.Model):
    """Progress, by date. Only ever added."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="notes")
    on = models.DateField()
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["request", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.text}"
