"""What is in a version of a template: sections, lines with what they ask for, scenarios, waits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department

from ..schedule import Roll, Rule, Unit
from .language import in_reader_language
from .templates import TemplateVersion


class Section(models.Model):
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("English title"), max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return in_reader_language(self.title, self.title_en)


class EvidenceKind(models.TextChoices):
    NONE = "none", _("None")
    LINK_OR_FILE = "link_or_file", _("Link or file")
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    SCORE = "score", _("Score 1–5")


class Approval(models.TextChoices):
    NONE = "none", _("None")
    DEPARTMENT = "department", _("Department lead")
    CX = "cx", _("CX planner")


class Line(models.Model):
    """What a template's line and a launch's line have in common: words, department, deadline rule, what it takes."""

    order = models.PositiveSmallIntegerField(_("order"))
    key = models.CharField(_("key"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    guidance = models.TextField(_("guidance"), blank=True)
    guidance_en = models.TextField(_("English guidance"), blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    offset = models.SmallIntegerField(_("days from D-day"), default=0)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.BUSINESS)
    roll = models.CharField(_("on closed days"), max_length=8, choices=Roll, default=Roll.DEFAULT)
    is_blocker = models.BooleanField(_("must be done before launch"), default=False)
    evidence_kind = models.CharField(_("evidence"), max_length=12, choices=EvidenceKind, default=EvidenceKind.NONE)
    approval = models.CharField(_("approval"), max_length=10, choices=Approval, default=Approval.NONE)
    brief_line = models.CharField(_("line in the brief"), max_length=300, blank=True)
    brief_line_en = models.CharField(_("English line in the brief"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.local_title

    @property
    def local_title(self) -> str:
        return in_reader_language(self.title, self.title_en)

    @property
    def local_guidance(self) -> str:
        return in_reader_language(self.guidance, self.guidance_en)

    @property
    def local_brief_line(self) -> str:
        return in_reader_language(self.brief_line, self.brief_line_en)

    @property
    def rule(self) -> Rule:
        return Rule(self.offset, Unit(self.unit), Roll(self.roll))


class TemplateItem(Line):
    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, models.CASCADE, related_name="items", verbose_name=_("section"))
    default_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("default owner"),
    )
    condition = models.JSONField(_("condition"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)  # of the line with its scenarios and waits

    class Meta:
        ordering = ["section__order", "order", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_template_item_per_key")]


class Scenario(models.Model):
    """One thing to verify before a line counts as done; may have a deadline of its own."""

    item = models.ForeignKey(TemplateItem, models.CASCADE, related_name="scenarios")
    order = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("scenario"), max_length=300)
    text_en = models.CharField(_("English scenario"), max_length=300, blank=True)
    offset = models.SmallIntegerField(_("days from D-day"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit, default=Unit.BUSINESS)
    condition = models.JSONField(_("condition"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        return in_reader_language(self.text, self.text_en)

    @property
    def rule(self) -> Rule | None:
        return None if self.offset is None else Rule(self.offset, Unit(self.unit))


class TemplateWait(models.Model):
    """`item` waits for `predecessor`; with `days`, it is due that many business days after that one is handed in."""

    item = models.ForeignKey(TemplateItem, models.CASCADE, related_name="waits")
    predecessor = models.ForeignKey(TemplateItem, models.CASCADE, related_name="+", verbose_name=_("waits for"))
    days = models.PositiveSmallIntegerField(_("business days after"), null=True, blank=True)

    class Meta:
        verbose_name = _("wait")
        verbose_name_plural = _("waits")
        constraints = [
            models.UniqueConstraint(fields=["item", "predecessor"], name="one_template_wait_per_pair"),
            models.CheckConstraint(condition=~models.Q(item=models.F("predecessor")), name="no_line_waits_for_itself"),
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gte=1), name="template_wait_days_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.predecessor_id}"
