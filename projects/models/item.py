"""A line of one launch, and what hangs on it: scenarios, waits, evidence, comments."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from checklists.models import Line, TemplateItem, in_reader_language
from checklists.schedule import Unit

from .project import Project, ProjectSection


class Status(models.TextChoices):
    TODO = "todo", _("To do")
    DOING = "doing", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    IN_REVIEW = "in_review", _("In review")
    DONE = "done", _("Done")
    WAIVED = "waived", _("Waived")
    DROPPED = "dropped", _("Not applicable")


ALLOWED_MOVES: dict[Status, frozenset[Status]] = {
    Status.TODO: frozenset(
        {Status.DOING, Status.BLOCKED, Status.IN_REVIEW, Status.DONE, Status.WAIVED, Status.DROPPED}
    ),
    Status.DOING: frozenset({Status.TODO, Status.BLOCKED, Status.IN_REVIEW, Status.DONE, Status.WAIVED}),
    Status.BLOCKED: frozenset({Status.DOING, Status.IN_REVIEW, Status.DONE, Status.WAIVED}),
    Status.IN_REVIEW: frozenset({Status.DOING, Status.DONE, Status.WAIVED}),
    Status.DONE: frozenset({Status.DOING}),
    Status.WAIVED: frozenset({Status.DOING}),
    Status.DROPPED: frozenset({Status.TODO}),
}
OPEN_STATUSES = (Status.TODO, Status.DOING, Status.BLOCKED, Status.IN_REVIEW)
IS_OPEN = Q(status__in=OPEN_STATUSES)
APPLIES = ~Q(status=Status.DROPPED)


class ItemQuerySet(models.QuerySet["Item"]):
    def open(self) -> ItemQuerySet:
        return self.filter(IS_OPEN)

    def applying(self) -> ItemQuerySet:
        """All but the lines that no longer apply: what counts in any figure, and what any list shows."""
        return self.filter(APPLIES)

    def running(self) -> ItemQuerySet:
        """Lines of launches that are neither finished nor cancelled."""
        return self.filter(project__finished_at__isnull=True, project__cancelled_at__isnull=True)

    def due_by(self, day: date) -> ItemQuerySet:
        return self.filter(due_on__lte=day)

    def late_on(self, day: date) -> ItemQuerySet:
        """Open lines whose date has passed; a line is late the day after `due_on`."""
        return self.open().filter(due_on__lt=day)


class Item(Line):
    project = models.ForeignKey(Project, models.CASCADE, related_name="items")
    section = models.ForeignKey(ProjectSection, models.PROTECT, related_name="items", verbose_name=_("section"))
    template_item = models.ForeignKey(TemplateItem, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="items", verbose_name=_("owner")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.TODO)
    planned_on = models.DateField(_("planned date"))
    due_on = models.DateField(_("due date"))
    is_due_fixed = models.BooleanField(_("date set by hand"), default=False)
    moved_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    handed_in_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    blocked_reason = models.TextField(_("why it is blocked"), blank=True)
    blocked_by_item = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    blocked_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    blocked_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    waive_reason = models.TextField(_("why it is waived"), blank=True)
    waive_fallback = models.TextField(_("what happens instead"), blank=True)
    follow_up_on = models.DateField(_("follow-up date"), null=True)
    follows_up = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["section__order", "order", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_item_per_key"),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False, done_by__isnull=False)
                | (~Q(status="done") & Q(done_at__isnull=True, done_by__isnull=True)),
                name="done_items_say_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(status="waived", waived_at__isnull=False, waived_by__isnull=False)
                | (~Q(status="waived") & Q(waived_at__isnull=True, waived_by__isnull=True)),
                name="waived_items_say_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status="waived") | (~Q(waive_reason="") & Q(follow_up_on__isnull=False)),
                name="waived_items_say_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=(Q(status="blocked") & ~Q(blocked_reason="") & Q(blocked_at__isnull=False))
                | (~Q(status="blocked") & Q(blocked_reason="", blocked_at__isnull=True)),
                name="blocked_items_say_why_and_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "due_on"], condition=IS_OPEN, name="open_by_department"),
            models.Index(fields=["owner", "due_on"], condition=IS_OPEN, name="open_by_owner"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def applies(self) -> bool:
        """Whether it is a line of the launch still: an answer or a new version of the template may have dropped it."""
        return self.status != Status.DROPPED

    def is_late_on(self, day: date) -> bool:
        return self.is_open and self.due_on < day


class ItemScenario(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="scenarios")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    offset = models.SmallIntegerField(null=True)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.BUSINESS)
    due_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="verified_scenarios_say_by_whom",
            )
        ]

    def __str__(self) -> str:
        return in_reader_language(self.text, self.text_en)


class ItemWait(models.Model):
    """`item` cannot be ticked while `predecessor` is open; with `days` its date also follows the predecessor's."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="waits")
    predecessor = models.ForeignKey(Item, models.CASCADE, related_name="followers")
    days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "predecessor"], name="one_wait_per_pair"),
            models.CheckConstraint(condition=~Q(item=F("predecessor")), name="no_item_waits_for_itself"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__gte=1), name="wait_days_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.predecessor_id}"


def evidence_path(_evidence: Evidence, name: str) -> str:
    """A name of our own on disk: what people call their files is theirs, and kept in `file_name`."""
    return f"evidence/{uuid.uuid4().hex}{PurePosixPath(name).suffix.lower()}"


class Evidence(models.Model):
    """What shows that a line is done: exactly one of a link, a file, a text or a number. Withdrawn, never deleted."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    url = models.URLField(max_length=1000, blank=True)
    file = models.FileField(upload_to=evidence_path, max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.file_name or self.url or self.text or str(self.number)


class Comment(models.Model):
    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField()
    mentioned: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return Truncator(self.body).chars(60)
