"""What was said and agreed: a record, its revisions, and the lines in it."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from projects.models import Item

from .filing import Filed


class Kind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    MESSENGER = "messenger", _("Messenger")
    PHONE = "phone", _("Phone call")
    MAIL = "mail", _("Mail")
    DECISION = "decision", _("Decision")
    REVIEW = "review", _("Review after launch")


class RecordQuerySet(models.QuerySet["Record"]):
    def containing(self, words: str) -> RecordQuerySet:
        """Those whose newest revision, or a line in it, holds every one of these words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(current__title__icontains=word)
                | Q(current__body__icontains=word)
                | Q(pk__in=Position.objects.standing().filter(words__icontains=word).values("record_id"))
                | Q(pk__in=Resolution.objects.standing().filter(words__icontains=word).values("record_id"))
                | Q(pk__in=OpenQuestion.objects.standing().filter(words__icontains=word).values("record_id"))
            )
        return found


class Record(Filed):
    """Its words stand in revisions; `current` is the newest. `review_day` is 7 or 30 for a review after the launch."""

    current = models.OneToOneField("RecordRevision", models.PROTECT, null=True, related_name="+")
    items: models.ManyToManyField[Item, models.Model] = models.ManyToManyField(
        Item, related_name="records", verbose_name=_("items")
    )
    handover = models.ForeignKey("Handover", models.PROTECT, null=True, related_name="records")
    request = models.ForeignKey("Request", models.PROTECT, null=True, related_name="records")
    surprise = models.ForeignKey("Surprise", models.PROTECT, null=True, related_name="records")
    review_day = models.PositiveSmallIntegerField(null=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [models.UniqueConstraint(fields=["project", "review_day"], name="one_review_per_launch_and_day")]

    def __str__(self) -> str:
        return self.current.title if self.current else f"#{self.pk}"


class RecordRevision(models.Model):
    """One wording of a record. It never changes (database trigger); `reason` says why it replaced the one before.

    `participants` is a list of {"user": id or null, "name": text, "department": text}, as they were then.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("what was said"), blank=True)
    held_at = models.DateTimeField(_("when it was"))
    participants = models.JSONField(default=list)
    reason = models.TextField(_("reason for the correction"), blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["record", "number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.title} r{self.number}"


Line = TypeVar("Line", bound="RecordLine", covariant=True)


class RecordLineQuerySet(models.QuerySet[Line]):
    def standing(self) -> Self:
        """The lines of the newest revision."""
        return self.filter(until__isnull=True)

    def in_revision(self, number: int) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=number), since__lte=number)


class RecordLine(models.Model):
    """A line of a record, from revision `since` to revision `until`; what nobody corrected stands in all of them."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="%(class)ss")
    order = models.PositiveSmallIntegerField(default=0)
    since = models.PositiveSmallIntegerField(default=1)
    until = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(_("in these words"))

    objects = RecordLineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["record", "order", "pk"]

    def __str__(self) -> str:
        return self.words


class Position(RecordLine):
    """What one side held, in its own words. `person` or `department` can confirm or dispute it; a name alone cannot."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Not confirmed yet")
        CONFIRMED = "confirmed", pgettext_lazy("position", "Confirmed")
        DISPUTED = "disputed", _("Disputed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("who holds it"), max_length=100)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answer_words = models.TextField(_("their own words"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(RecordLine.Meta):
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_positions_say_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(answer="disputed") | ~Q(answer_words=""), name="disputed_positions_say_what_instead"
            ),
        ]


class Resolution(RecordLine):
    """What was decided, by whom, and who does it by when. (`projects.Decision` is the launch decision.)"""

    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(_("decided by"), max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="resolutions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due date"), null=True)
    items: models.ManyToManyField[Item, models.Model] = models.ManyToManyField(Item, related_name="resolutions")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(RecordLine.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(owner__isnull=False), name="dated_resolutions_have_an_owner"
            )
        ]


class OpenQuestion(RecordLine):
    """What nobody could answer yet, and who will."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="open_questions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due date"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta(RecordLine.Meta):
        verbose_name = _("open question")
        verbose_name_plural = _("open questions")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(owner__isnull=False), name="dated_questions_have_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_questions_say_when_and_by_whom",
            ),
        ]
